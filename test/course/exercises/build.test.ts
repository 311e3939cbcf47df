import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildExercises, checkExercises, writeExercises } from '../../../course/exercises/build';
import { type Exercise, exercisesFolder, findExercises, numberOf } from '../../../course/exercises/catalog';
import { digestOf } from '../../../course/exercises/digest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exercises-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stub = (name: string) => join(folder, `${name}.ts`);
const outcomeOf = (name: string, options = {}) =>
  writeExercises(folder, options).find((written) => written.name === name)?.outcome;

describe('writeExercises', () => {
  test('a second build gives the same files', () => {
    writeExercises(folder);
    const first = readFileSync(stub('17-masked-mean'), 'utf8');
    expect(outcomeOf('17-masked-mean')).toBe('unchanged');
    expect(readFileSync(stub('17-masked-mean'), 'utf8')).toBe(first);
    expect(checkExercises(folder)).toEqual([]);
  });

  test('an edited file is kept, unless forced', () => {
    writeExercises(folder);
    writeFileSync(stub('11-cleaning'), '// my answer\n');
    expect(outcomeOf('11-cleaning')).toBe('kept, it has been edited');
    expect(readFileSync(stub('11-cleaning'), 'utf8')).toBe('// my answer\n');
    expect(outcomeOf('11-cleaning', { force: true })).toBe('written');
  });

  test('the stub of an earlier build is updated', () => {
    writeExercises(folder);
    const catalog = join(folder, 'catalogue.json');
    const earlier = JSON.parse(readFileSync(catalog, 'utf8')) as { stub: string }[];
    writeFileSync(stub('11-cleaning'), '// an earlier stub\n');
    earlier[0]!.stub = digestOf('// an earlier stub\n');
    writeFileSync(catalog, JSON.stringify(earlier));
    expect(outcomeOf('11-cleaning')).toBe('written');
    expect(checkExercises(folder)).toEqual([]);
  });
});

describe('checkExercises', () => {
  test('an edited file is a fault, except if only the catalog counts', () => {
    writeExercises(folder);
    writeFileSync(stub('11-cleaning'), '// my answer\n');
    expect(checkExercises(folder)).toEqual([
      expect.stringContaining('exercises/11-cleaning.ts has been edited'),
    ]);
    expect(checkExercises(folder, { recorded: true })).toEqual([]);
  });

  test('an exercise that changed since its build is a fault', () => {
    writeExercises(folder);
    const catalog = join(folder, 'catalogue.json');
    const earlier = JSON.parse(readFileSync(catalog, 'utf8')) as { minutes: number }[];
    earlier[0]!.minutes++;
    writeFileSync(catalog, `${JSON.stringify(earlier, null, 2)}\n`);
    const [fault] = checkExercises(folder, { recorded: true });
    expect(fault).toMatch(/exercises\/01-[a-z-]+\.ts was built from another .*: npm run exercises$/);
  });

  test('the exercises of this repository are built from their solutions', () => {
    expect(checkExercises(exercisesFolder(), { recorded: true })).toEqual([]);
  });
});

describe('exercise catalog', () => {
  test('findExercises takes a number, a name or a path', () => {
    const [, , { name: third }] = findExercises([]) as [unknown, unknown, Exercise];
    for (const name of ['3', '03', third, `exercises/${third}.ts`])
      expect(findExercises([name]).map(numberOf)).toEqual(['03']);
    expect(() => findExercises(['99'])).toThrow('there is no exercise 99: there are 01, 02');
  });

  test('every exercise needs only earlier ones, and has three hints, the first a question', () => {
    for (const { exercise } of buildExercises()) {
      for (const needed of exercise.needs) expect(needed < numberOf(exercise)).toBe(true);
      expect(exercise.hints.length, exercise.name).toBeGreaterThanOrEqual(3);
      expect(exercise.hints[0], exercise.name).toMatch(/\?$/);
    }
  });
});
