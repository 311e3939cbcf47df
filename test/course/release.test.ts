import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExercises } from '../../course/exercises/build';
import { solutionOf } from '../../course/learn/hints';
import { release } from '../../course/release';
import { repositoryRoot } from '../../lib/repository';

const root = repositoryRoot();
const built = buildExercises();
let copy: string;
beforeAll(() => {
  copy = join(mkdtempSync(join(tmpdir(), 'release-')), 'copy');
  release(copy, { uncommitted: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(join(copy, '..'), { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', timeout: 240_000 });

describe('release', () => {
  test('a student copy has stubs, and neither solutions nor misconceptions', () => {
    for (const { exercise, text } of built)
      expect(readFileSync(join(copy, 'exercises', `${exercise.name}.ts`), 'utf8')).toBe(text);
    for (const removed of ['solutions', 'test/exercises/misconceptions'])
      expect(existsSync(join(copy, removed))).toBe(false);
    expect(readFileSync(join(copy, 'package.json'), 'utf8')).not.toContain('bin/release.ts');
    for (const page of ['README.md', 'docs/commands.md'])
      expect(readFileSync(join(copy, page), 'utf8')).not.toMatch(/npm run (release|exercises)/);
  });

  test('a student copy has the workflow that grades exercises on GitHub, and not ours', () => {
    expect(readdirSync(join(copy, '.github', 'workflows'))).toEqual(['grade.yml']);
    expect(readFileSync(join(copy, '.github', 'workflows', 'grade.yml'), 'utf8')).toContain(
      'npm run -s grade -- $EXERCISES',
    );
  });

  test('no line of a solution is in the tests of the student copy', () => {
    const files = readdirSync(join(copy, 'test'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
    for (const { exercise, text } of built) {
      const own = solutionOf(exercise)!
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length > 50 && !text.includes(line));
      for (const line of own) expect(texts).not.toContain(line);
    }
  });

  test('npm run grade works in the student copy', { timeout: 300_000 }, () => {
    const { exercise } = built[0]!;
    writeFileSync(join(copy, 'exercises', `${exercise.name}.ts`), solutionOf(exercise)!);
    const graded = run('--import', 'tsx', 'bin/grade.ts', '1', '2', '--json');
    expect(JSON.parse(graded.stdout)).toMatchObject({
      exercises: [{ status: 'done' }, { status: 'not started' }],
    });
  });

  test('npm run hint gives hints in the student copy, and npm run solution no solution', {
    timeout: 300_000,
  }, () => {
    expect(run('--import', 'tsx', 'bin/hint.ts', '2').stdout).toContain(
      `1 of ${built[1]!.exercise.hints.length}: `,
    );
    const { stdout } = run('--import', 'tsx', 'bin/solution.ts', '2');
    expect(stdout).toContain('not in this copy');
    expect(stdout).not.toContain('export function');
  });

  test('a folder with files in it is refused', () => {
    expect(() => release(copy, { uncommitted: true })).toThrow(/is not an empty folder/);
  });
});
