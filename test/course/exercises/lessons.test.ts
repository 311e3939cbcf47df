import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Exercise, findExercises, numberOf } from '../../../course/exercises/catalogue';
import { notebookSources, notebooksFolder } from '../../../course/notebooks';

const exercises = findExercises([]);
const lessons = new Map(
  notebookSources(notebooksFolder()).map(({ name, path }) => [name, readFileSync(path, 'utf8')]),
);
const checkOf = (exercise: Exercise) => `await check('${numberOf(exercise)}')`;
const entryOf = (exercise: Exercise) =>
  `- [\`${numberOf(exercise)}\`](../exercises/${exercise.name}.ts) ${exercise.title} (${exercise.minutes} minutes)`;
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, part]) => part!);

describe.each(exercises)('exercise $name', (exercise) => {
  const lesson = lessons.get(exercise.notebook) ?? '';

  test('is checked in the notebook that prepares it', () => expect(lesson).toContain(checkOf(exercise)));

  test('has hints that name sections by the number of their notebook, one of them its own', () => {
    const hints = exercise.hints.join('\n');
    const named = [...hints.matchAll(/\bsection "([^"]+)"(?: of notebook (\d\d))?/gi)];
    expect(named.map(([, , number]) => number)).toContain(exercise.notebook.slice(0, 2));
    for (const [, section, number] of named) {
      const [, there = ''] = [...lessons].find(([name]) => name.startsWith(`${number}-`)) ?? [];
      expect(found(there, /^\/\/ #+ (.+)$/gm)).toContain(section);
    }
  });
});

test.each([...lessons])('the exercises that %s names are those that there are', (_, lesson) => {
  for (const check of found(lesson, /(await check\('[^']*')/g))
    expect(exercises.map(checkOf)).toContain(`${check})`);
  for (const entry of found(lesson, /^\/\/ (- \[`\d\d`\].*)$/gm))
    expect(exercises.map(entryOf)).toContain(entry);
});
