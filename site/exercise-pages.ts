import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExercises } from '../course/exercises/build';
import { type Exercise, findExercises, numberOf } from '../course/exercises/catalog';
import type { Lesson } from '../course/notebooks';
import { asMarkdown, codeBlock } from './links';

/** What the pages of exercises show beside the catalog. */
export interface ExerciseTexts {
  /** The stubs by the name of their exercise. */
  stubs: ReadonlyMap<string, string>;
  /** The titles of the notebooks by name. */
  titles: ReadonlyMap<string, string>;
}

/**
 * Returns what the pages of exercises show, with stubs that are built from the solutions. A
 * student's copy has no solutions; there they are the student's files.
 *
 * @param root the root of the repository
 */
export function exerciseTexts(root: string, lessons: readonly Lesson[]): ExerciseTexts {
  const titles = new Map(lessons.map(({ name, title }) => [name, title]));
  if (existsSync(join(root, 'solutions')))
    return { stubs: new Map(buildExercises().map(({ exercise, text }) => [exercise.name, text])), titles };
  const stub = (name: string) => readFileSync(join(root, 'exercises', `${name}.ts`), 'utf8');
  return { stubs: new Map(findExercises([]).map(({ name }) => [name, stub(name)])), titles };
}

/**
 * Returns the page of an exercise, in Markdown: its task, its duration, its stub, and its hints,
 * folded.
 *
 * @param to as in `rewriteLinks`; paths are relative to the exercise
 */
export function exercisePage(
  exercise: Exercise,
  { stubs, titles }: ExerciseTexts,
  to: (path: string) => string,
): string {
  const number = numberOf(exercise);
  const needed = exercise.needs.length > 0 ? findExercises(exercise.needs) : []; // no names: all
  const needs = needed.map(({ name, title }) => `[${title}](${to(`${name}.ts`)})`).join(', ');
  const task = exercise.bugHunt ? 'has bugs: find and fix them' : 'has gaps: fill them';
  return [
    `# ${number} ${asMarkdown(exercise.title)}`,
    `Do it after the notebook [${titles.get(exercise.notebook)}](${to(`../notebooks/${exercise.notebook}.ipynb`)}). ` +
      `About ${exercise.minutes} minutes; difficulty ${exercise.difficulty} of 3; ${points(exercise.points)}.` +
      (needs ? ` It builds on ${needs}.` : ''),
    `The file \`exercises/${exercise.name}.ts\` ${task}. To grade it, run \`npm run grade ${number}\` in a terminal ` +
      `or \`await check('${number}')\` in the notebook.`,
    codeBlock(stubs.get(exercise.name)!, 'typescript'),
    ...(exercise.hints.length > 0 ? ['## Hints', ...exercise.hints.map(hint)] : []),
    '',
  ].join('\n\n');
}

/** Returns the page with the list of all exercises, in Markdown. */
export function exercisesPage({ titles }: ExerciseTexts, to: (path: string) => string): string {
  const all = findExercises([]);
  const rows = all.map(
    ({ name, title, notebook, minutes, difficulty }) =>
      `| [${name.slice(0, 2)}](${to(`exercises/${name}.ts`)}) | [${asMarkdown(title)}](${to(`exercises/${name}.ts`)}) ` +
      `| [${titles.get(notebook)}](${to(`notebooks/${notebook}.ipynb`)}) | ${minutes} | ${'●'.repeat(difficulty)}${'○'.repeat(3 - difficulty)} |`,
  );
  return [
    '# Exercises',
    'Each exercise is a file with gaps to fill or bugs to find. `npm run learn` guides you through them in a terminal ' +
      'and grades each when you save it. In a notebook, edit the file, save it, and run its `check` cell.',
    ['| | exercise | notebook | minutes | difficulty |', '|---|---|---|---|---|', ...rows].join('\n'),
    `\`\`\`{toctree}\n:hidden:\n\n${all.map(({ name }) => name).join('\n')}\n\`\`\``,
    '',
  ].join('\n\n');
}

function hint(text: string, n: number): string {
  return `<details><summary>Hint ${n + 1}</summary>\n\n${asMarkdown(text)}\n\n</details>`;
}

function points(count: number): string {
  return count === 1 ? '1 point' : `${count} points`;
}
