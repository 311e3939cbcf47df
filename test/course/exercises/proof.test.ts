import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildExercises } from '../../../course/exercises/build';
import { type Grade, grade } from '../../../course/grading/grade';
import { repositoryRoot } from '../../../lib/repository';
import { type AnswersFolder, answersFolder } from './answers-folder';

const built = buildExercises();
const exercises = built.map(({ exercise }) => exercise);
const home = join(repositoryRoot(), 'test', 'exercises', 'misconceptions');

interface Misconception {
  exercise: string;
  file: string;
  caught: string;
}

const misconceptions = exercises.flatMap(({ name }) =>
  readdirSync(join(home, name)).map((file): Misconception => {
    const path = join(home, name, file);
    const caught = /^\/\/ CAUGHT: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    if (!caught)
      throw new Error(`${path} does not say in a line "// CAUGHT: ..." which message is meant for it`);
    return { exercise: name, file: path, caught };
  }),
);

const folders: AnswersFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** Grades one answer per exercise, all in one process: none of them is an endless loop. */
async function gradesOf(answers: ReadonlyMap<string, string>): Promise<Map<string, Grade>> {
  const folder = answersFolder();
  folders.push(folder);
  for (const [name, code] of answers) folder.write(name, code);
  const answered = exercises.filter(({ name }) => answers.has(name));
  const grades = await grade(answered, { folder: folder.path, untouchedToo: true, together: true });
  return new Map(grades.map((result) => [result.exercise.name, result]));
}

describe('the tests of the exercises', () => {
  test('every stub fails, and one with gaps counts as not started', { timeout: 600_000 }, async () => {
    const grades = await gradesOf(new Map(built.map(({ exercise, text }) => [exercise.name, text])));
    for (const { name, bugHunt } of exercises) {
      const status = bugHunt ? 'failing' : 'not started';
      expect.soft(grades.get(name), name).toMatchObject({ status, points: 0 });
      if (!bugHunt) expect.soft(grades.get(name)?.message, name).toMatch(/^not written yet: \w+/);
    }
  });

  test('every solution passes', { timeout: 600_000 }, async () => {
    const solutions = exercises.map(({ name }): [string, string] => [
      name,
      reexport('solutions', `${name}.ts`),
    ]);
    const grades = await gradesOf(new Map(solutions));
    for (const { name, points } of exercises)
      expect.soft(grades.get(name), name).toMatchObject({ status: 'done', points });
  });

  test('every misconception fails with the message meant for it', { timeout: 600_000 }, async () => {
    const rounds = Math.max(...exercises.map(({ name }) => ofExercise(name).length));
    for (let round = 0; round < rounds; round++) {
      const wrong = exercises.flatMap(({ name }) => ofExercise(name)[round] ?? []);
      const grades = await gradesOf(new Map(wrong.map(({ exercise, file }) => [exercise, reexport(file)])));
      for (const { exercise, file, caught } of wrong) {
        expect.soft(grades.get(exercise)?.status, file).toBe('failing');
        expect.soft(grades.get(exercise)?.message, file).toContain(caught);
      }
    }
  });

  test('every exercise has at least three misconceptions', () => {
    for (const { name } of exercises) expect(ofExercise(name).length, name).toBeGreaterThanOrEqual(3);
  });
});

function ofExercise(name: string): Misconception[] {
  return misconceptions.filter(({ exercise }) => exercise === name);
}

/** Returns an answer that exports what another file does. */
function reexport(...path: string[]): string {
  const file = path.length > 1 ? join(repositoryRoot(), ...path) : path[0]!;
  return `export * from ${JSON.stringify(file)};\n`;
}
