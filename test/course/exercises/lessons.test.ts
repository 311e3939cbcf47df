import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Exercise, findExercises, numberOf } from '../../../course/exercises/catalog';
import { lessonsFolder, notebookSources } from '../../../course/notebooks';

const exercises = findExercises([]);
const lessons = new Map(
  notebookSources(lessonsFolder()).map(({ name, path }) => [name, readFileSync(path, 'utf8')]),
);
const checkOf = (exercise: Exercise) => `await check('${numberOf(exercise)}')`;
const entryOf = (exercise: Exercise) =>
  `- [\`${numberOf(exercise)}\`](../exercises/${exercise.name}.ts) ${exercise.title} (${exercise.minutes} minutes)`;
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, part]) => part!);

describe.each(exercises)('exercise $name', (exercise) => {
  const lesson = lessons.get(exercise.notebook) ?? '';

  test('its notebook checks it', () =>
    expect(
      lesson.includes(checkOf(exercise)),
      `${exercise.notebook}.ts has a cell ${checkOf(exercise)};`,
    ).toBe(true));

  test('its hints name sections that exist, one of them in its own notebook', () => {
    const hints = exercise.hints.join('\n');
    const named = [...hints.matchAll(/\bsection "([^"]+)"(?: of notebook (\d\d))?/gi)];
    expect(named.map(([, , number]) => number)).toContain(exercise.notebook.slice(0, 2));
    for (const [, section, number] of named) {
      const [, there = ''] = [...lessons].find(([name]) => name.startsWith(`${number}-`)) ?? [];
      expect(found(there, /^\/\/ #+ (.+)$/gm)).toContain(section);
    }
  });
});

test('exercises are numbered in the order of their lessons, and each lesson lists them in order', () => {
  const notebooks = exercises.map(({ notebook }) => notebook);
  expect(notebooks).toEqual([...notebooks].sort());
  expect(exercises.map(numberOf)).toEqual(exercises.map((_, n) => String(n + 1).padStart(2, '0')));
  for (const [name, lesson] of lessons) {
    const own = exercises.filter(({ notebook }) => notebook === name).map(entryOf);
    expect(found(lesson, /^\/\/ (- \[`\d\d`\].*)$/gm).filter((entry) => own.includes(entry))).toEqual(own);
  }
});

test.each([...lessons])('%s checks and lists only exercises of the catalog', (_, lesson) => {
  for (const check of found(lesson, /(await check\('[^']*')/g))
    expect(exercises.map(checkOf)).toContain(`${check})`);
  for (const entry of found(lesson, /^\/\/ (- \[`\d\d`\].*)$/gm))
    expect(exercises.map(entryOf)).toContain(entry);
});
