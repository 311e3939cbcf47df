import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExercises } from '../course/exercises/build';
import { type Exercise, findExercises, numberOf } from '../course/exercises/catalogue';
import { lessonOf, notebookSources } from '../course/notebooks';
import { asMarkdown, codeBlock } from './links';

/**
 * Returns the page of an exercise: what it asks, how long it takes, its stub as it is handed out, and its hints folded away.
 *
 * @param to see `rewriteLinks`; paths start at the exercise
 */
export function exercisePage(exercise: Exercise, root: string, to: (path: string) => string): string {
  const number = numberOf(exercise);
  const needed = exercise.needs.length > 0 ? findExercises(exercise.needs) : []; // without names it finds all
  const needs = needed.map(({ name, title }) => `[${title}](${to(`${name}.ts`)})`).join(', ');
  const task = exercise.mend ? 'runs and is wrong: find out why, and mend it' : 'has gaps: fill them';
  return [
    `# ${number} ${asMarkdown(exercise.title)}`,
    `To be done after the notebook [${titleOf(exercise.notebook, root)}](${to(`../notebooks/${exercise.notebook}.ipynb`)}). ` +
      `About ${exercise.minutes} minutes; difficulty ${exercise.difficulty} of 3; ${points(exercise.points)}.` +
      (needs ? ` Needs the idea of ${needs}.` : ''),
    `The file \`exercises/${exercise.name}.ts\` ${task}. Then \`npm run grade ${number}\` in a terminal, or \`await check('${number}')\` in the notebook, ` +
      'says how it stands.',
    codeBlock(stubOf(exercise, root), 'typescript'),
    ...(exercise.hints.length > 0 ? ['## Hints', ...exercise.hints.map(hint)] : []),
    '',
  ].join('\n\n');
}

/** Returns the page that lists all exercises. */
export function exercisesPage(root: string, to: (path: string) => string): string {
  const all = findExercises([]);
  const rows = all.map(
    ({ name, title, notebook, minutes, difficulty }) =>
      `| [${name.slice(0, 2)}](${to(`exercises/${name}.ts`)}) | [${asMarkdown(title)}](${to(`exercises/${name}.ts`)}) ` +
      `| [${titleOf(notebook, root)}](${to(`notebooks/${notebook}.ipynb`)}) | ${minutes} | ${'●'.repeat(difficulty)}${'○'.repeat(3 - difficulty)} |`,
  );
  return [
    '# Exercises',
    'Files with a gap to fill, or a fault to find. `npm run learn` leads through them in a terminal and grades each when you save it; in a ' +
      'notebook, edit the file, save, and run its `check` cell.',
    ['| | exercise | notebook | minutes | difficulty |', '|---|---|---|---|---|', ...rows].join('\n'),
    `\`\`\`{toctree}\n:hidden:\n\n${all.map(({ name }) => name).join('\n')}\n\`\`\``,
    '',
  ].join('\n\n');
}

function titleOf(notebook: string, root: string): string {
  const [source] = notebookSources(join(root, 'notebooks'), [notebook]);
  return lessonOf(source!).title;
}

/** The stub as it is handed out, whatever somebody has written into theirs; a student's copy has nothing else to go by. */
function stubOf({ name }: Exercise, root: string): string {
  if (!existsSync(join(root, 'solutions')))
    return readFileSync(join(root, 'exercises', `${name}.ts`), 'utf8');
  return buildExercises().find(({ exercise }) => exercise.name === name)!.text;
}

function hint(text: string, n: number): string {
  return `<details><summary>Hint ${n + 1}</summary>\n\n${asMarkdown(text)}\n\n</details>`;
}

function points(count: number): string {
  return count === 1 ? '1 point' : `${count} points`;
}
