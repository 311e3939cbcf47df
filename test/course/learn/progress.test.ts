import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildExercises } from '../../../course/exercises/build';
import { resetExercise, stubText } from '../../../course/exercises/stubs';
import { failingFunction, functionsOf, oneMoreHint, solutionOf } from '../../../course/learn/hints';
import {
  changeProgress,
  hasAsked,
  isDone,
  readProgress,
  rememberGrades,
  seenCount,
} from '../../../course/learn/progress';

const [{ exercise, text }] = buildExercises() as [ReturnType<typeof buildExercises>[number]];
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'progress-'));
  file = join(folder, 'state', 'progress.json');
});
afterEach(() => rmSync(folder, { recursive: true }));
const answer = (code: string) => writeFileSync(join(folder, `${exercise.name}.ts`), code);

describe('progress file', () => {
  test('an exercise is done until its answer changes', () => {
    answer('right');
    rememberGrades([{ exercise, status: 'done', points: 1 }], folder, file);
    expect(isDone(readProgress(file), exercise, folder)).toBe(true);
    answer('changed');
    expect(isDone(readProgress(file), exercise, folder)).toBe(false);
    answer('right');
    rememberGrades([{ exercise, status: 'failing', points: 0 }], folder, file);
    expect(isDone(readProgress(file), exercise, folder)).toBe(false);
  });

  test('progress under an earlier name of an exercise still counts', () => {
    answer('right');
    const renamed = { ...exercise, formerly: ['99-before'] };
    rememberGrades([{ exercise, status: 'done', points: 1 }], folder, file);
    const { done } = readProgress(file);
    const before = {
      done: { '99-before': done[exercise.name]! },
      hints: { '99-before': 2 },
      asked: ['99-before'],
    };
    expect(isDone(before, renamed, folder)).toBe(true);
    expect(seenCount(before, renamed)).toBe(2);
    expect(hasAsked(before, renamed)).toBe(true);
    expect(isDone(before, exercise, folder)).toBe(false);
  });

  test('hints come in their order, or in that of one function, and each of them once', () => {
    const several = buildExercises().find(({ exercise: { name } }) => name.startsWith('06-'))!.exercise;
    const [first, second] = functionsOf(several) as [string, string];
    expect(oneMoreHint(several, undefined, file)).toEqual(several.hints.slice(0, 1));
    expect(oneMoreHint(several, second, file)).toEqual(several.hints.slice(3, 4));
    expect(oneMoreHint(several, first, file)).toEqual(several.hints.slice(0, 2));
    oneMoreHint(several, undefined, file);
    expect(oneMoreHint(several, undefined, file)).toEqual(several.hints.slice(0, 5)); // 4 is known
    expect(() => oneMoreHint(several, 'windowsOf', file)).toThrow(`It has hints for ${first}, ${second}`);
    expect(functionsOf(exercise)).toEqual([]);
    expect(() => oneMoreHint(exercise, 'x', file)).toThrow('Ask for a hint without a function');
  });

  test('a grade names the function that fails, where the exercise has several', () => {
    const several = buildExercises().find(({ exercise: { name } }) => name.startsWith('06-'))!.exercise;
    const grade = (more: object) => ({ exercise: several, status: 'failing' as const, points: 0, ...more });
    const [first, second] = functionsOf(several) as [string, string];
    expect(failingFunction(several, grade({ test: `${second} is small`, message: first }))).toBe(second);
    expect(failingFunction(several, grade({ message: `not written yet: ${second}` }))).toBe(second);
    expect(failingFunction(several, grade({ message: 'a syntax error' }))).toBeUndefined();
    expect(failingFunction(several, { ...grade({ test: second }), status: 'not started' })).toBeUndefined();
    expect(failingFunction(exercise, grade({ test: 'majorityBaseline is right' }))).toBeUndefined();
  });

  test('a damaged file counts as an empty one', () => {
    changeProgress((progress) => ({ ...progress, asked: ['a'] }), file);
    expect(readProgress(file).asked).toEqual(['a']);
    writeFileSync(file, '{');
    expect(readProgress(file)).toEqual({ done: {}, hints: {}, asked: [] });
  });

  test('a damaged file is kept beside the next one', () => {
    const damaged = '{"done": {"a": 1}, "asked": ["b"]}';
    changeProgress((progress) => progress, file);
    writeFileSync(file, damaged);
    changeProgress((progress) => ({ ...progress, hints: { c: 1 } }), file);
    expect(readProgress(file)).toEqual({ done: {}, hints: { c: 1 }, asked: ['b'] });
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(damaged);
  });
});

describe('resetExercise', () => {
  test('the stub is restored, and the answer is kept beside it', () => {
    answer('mine');
    expect(resetExercise(exercise, folder)).toContain(`${exercise.name}.kept-1.ts`);
    expect(readFileSync(join(folder, `${exercise.name}.ts`), 'utf8')).toBe(text);
    answer('mine again');
    resetExercise(exercise, folder);
    expect(readdirSync(folder).filter((name) => name.includes('kept'))).toHaveLength(2);
    expect(readFileSync(join(folder, `${exercise.name}.kept-1.ts`), 'utf8')).toBe('mine');
    expect(resetExercise(exercise, folder)).toBeUndefined();
  });

  test('an exercise whose stub is unknown is refused, and its answer stays', () => {
    answer('mine');
    expect(() => resetExercise({ ...exercise, stub: 'another' }, folder)).toThrow(
      /the stub of .* is not in this copy/,
    );
    expect(readFileSync(join(folder, `${exercise.name}.ts`), 'utf8')).toBe('mine');
  });
});

describe('stubText and solutionOf', () => {
  test('every exercise has its stub, and a solution without markers', () => {
    for (const { exercise: each, text: stub } of buildExercises()) {
      expect(stubText(each)).toBe(stub);
      expect(solutionOf(each)).not.toMatch(/BEGIN SOLUTION|END SOLUTION|HINT|\/\/ GIVEN/);
      expect(solutionOf(each)).toContain('export');
    }
  });
});
