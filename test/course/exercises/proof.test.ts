import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExercises } from '../../../course/exercises/build';
import type { Grade } from '../../../course/grading/grade';
import { repositoryRoot } from '../../../lib/repository';
import { answersFolder } from './answers-folder';
import { gradeKnownAnswers, type KnownAnswer } from './prove';

const built = buildExercises();
const exercises = built.map(({ exercise }) => exercise);
const home = join(repositoryRoot(), 'test', 'exercises', 'misconceptions');

interface Misconception extends KnownAnswer {
  caught: string;
}

const misconceptions = exercises.flatMap((exercise) =>
  readdirSync(join(home, exercise.name)).map((name): Misconception => {
    const file = join(home, exercise.name, name);
    const caught = /^\/\/ CAUGHT: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    if (!caught)
      throw new Error(`${file} does not say in a line "// CAUGHT: ..." which message is meant for it`);
    return { exercise, file, caught };
  }),
);

/** The grades of every stub, solution and misconception, in this order. */
let grades: Grade[];
const stubs = answersFolder();

beforeAll(() => {
  for (const { exercise, text } of built) stubs.write(exercise.name, text);
  grades = gradeKnownAnswers([
    ...exercises.map((exercise) => ({ exercise, file: join(stubs.path, `${exercise.name}.ts`) })),
    ...exercises.map((exercise) => ({
      exercise,
      file: join(repositoryRoot(), 'solutions', `${exercise.name}.ts`),
    })),
    ...misconceptions,
  ]);
}, 600_000);
afterAll(() => stubs.remove());

describe('the tests of the exercises', () => {
  test('every stub fails, and one with gaps counts as not started', () => {
    for (const [n, { name, bugHunt }] of exercises.entries()) {
      const status = bugHunt ? 'failing' : 'not started';
      expect.soft(grades[n], name).toMatchObject({ status, points: 0 });
      if (!bugHunt) expect.soft(grades[n]?.message, name).toMatch(/^not written yet: \w+/);
    }
  });

  test('every solution passes', () => {
    const ofSolutions = grades.slice(exercises.length, 2 * exercises.length);
    for (const [n, { name, points }] of exercises.entries())
      expect.soft(ofSolutions[n], name).toMatchObject({ status: 'done', points });
  });

  test('every misconception fails with the message meant for it', () => {
    const wrong = grades.slice(2 * exercises.length);
    for (const [n, { file, caught }] of misconceptions.entries()) {
      expect.soft(wrong[n]?.status, file).toBe('failing');
      expect.soft(wrong[n]?.message, file).toContain(caught);
    }
  });

  test('every exercise has at least three misconceptions', () => {
    for (const { name } of exercises) {
      const own = misconceptions.filter(({ exercise }) => exercise.name === name);
      expect(own.length, name).toBeGreaterThanOrEqual(3);
    }
  });
});
