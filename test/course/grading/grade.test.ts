import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { type Grade, grade } from '../../../course/grading/grade';
import { ANSWERS_CONFIG, answersEnvironment } from '../../../course/grading/run-tests';
import { repositoryRoot } from '../../../lib/repository';
import { type AnswersFolder, answersFolder } from '../exercises/answers-folder';

const root = repositoryRoot();

/** Milliseconds after which a program counts as hanging. */
const PATIENCE = 300_000;

const solution = (name: string) => readFileSync(join(root, 'solutions', `${name}.ts`), 'utf8');

const CLEANING = '11-cleaning';

/** Answers that try to spoil, or to steal, the grade of the others, and right ones. */
const ANSWERS = {
  [CLEANING]: 'export function cleanSentences(): string {\n  for (;;);\n}\n',
  '12-ids-and-padding':
    'export const PADDING = 0;\nexport function tokenIds(): number[] {\n  process.exit(0);\n}\n',
  '02-embedding-lookup': 'export function embeddingLookup() {\n  process.abort();\n}\n',
  '17-masked-mean': 'export function maskedMean( {\n',
  // It runs before a right answer, in the same process.
  '10-lstm-step':
    "console.log = Date.now = () => {\n  throw new Error('polluted');\n};\nexport const nothing = 0;\n",
  '15-batches-without-a-leak': solution('15-batches-without-a-leak'),
  // The library may ask for Node's modules, and the answer may not.
  '01-majority-baseline': `import { tokenizer } from '../lib';\n${solution('01-majority-baseline')}\nif (!tokenizer) throw new Error('no lib');\n`,
  '14-histogram-of-lengths':
    "import { tokenizer } from '../lib';\nif (!tokenizer) throw new Error('no lib');\nprocess.getBuiltinModule('node:zlib');\n",
  '25-accuracy-and-its-error': `${solution('25-accuracy-and-its-error')}
const same = <T>(method: T, _: ClassMethodDecoratorContext): T => method;
class Counter {
  accessor count = 1;
  @same
  next(): number {
    return ++this.count;
  }
}
if (new Counter().next() !== 2) throw new Error('not counted');
`,
};

let folder: AnswersFolder;
let grades: Map<string, Grade>;

beforeAll(async () => {
  folder = answersFolder();
  for (const [name, code] of Object.entries(ANSWERS)) folder.write(name, code);
  const all = findExercises([]).filter(({ name }) => name !== CLEANING); // its loop takes seconds
  const results = await grade(all, { folder: folder.path });
  grades = new Map(results.map((result) => [result.exercise.name, result]));
}, PATIENCE);
afterAll(() => folder.remove());

describe('grade', () => {
  test.each([
    ['12-ids-and-padding', /^the answer calls process\.exit, which ends the whole program$/],
    ['02-embedding-lookup', /^an answer has no use for process\.abort: leave it out$/],
    ['14-histogram-of-lengths', /^an answer has no use for process\.getBuiltinModule: leave it out$/],
    ['17-masked-mean', /^this is not TypeScript: [\s\S]*17-masked-mean\.ts:1/],
    ['10-lstm-step', /10-lstm-step\.ts exports no function lstmStep$/],
  ])('%s fails with the reason for it', (name, message) => {
    expect(grades.get(name)).toMatchObject({ status: 'failing', points: 0 });
    expect(grades.get(name)?.message).toMatch(message);
  });

  test('a right answer passes in spite of the others', () => {
    expect(grades.get('15-batches-without-a-leak')).toMatchObject({ status: 'done', points: 2 });
  });

  test('a right answer that imports all of ../lib passes', () => {
    expect(grades.get('01-majority-baseline')).toMatchObject({ status: 'done', points: 1 });
  });

  test('a right answer with decorators passes', () => {
    expect(grades.get('25-accuracy-and-its-error')).toMatchObject({ status: 'done', points: 1 });
  });

  test('an error is reported by its line in the answer', () => {
    expect(grades.get('12-ids-and-padding')?.place).toMatch(/exercises\/12-ids-and-padding\.ts:3$/);
  });

  test('a missing answer is reported with the command that writes its stub', async () => {
    const empty = answersFolder();
    const [result] = await grade(findExercises(['11-cleaning']), { folder: empty.path });
    empty.remove();
    expect(result).toMatchObject({ status: 'not started', points: 0 });
    expect(result?.message).toMatch(/11-cleaning\.ts is missing: npm run exercises writes it/);
  });

  test('an aborted signal ends the grading', async () => {
    const called = grade(findExercises(['11-cleaning']), {
      folder: folder.path,
      signal: AbortSignal.timeout(500),
    });
    await expect(called).rejects.toThrow(/abort|timeout/i);
  });

  test('an endless loop ends also after its grader has gone', { timeout: PATIENCE }, () => {
    const work = mkdtempSync(join(tmpdir(), 'grade-gone-'));
    const { env } = answersEnvironment({ folder: folder.path, work, seconds: 1, megabytes: 1000 }, 'secret');
    const args = ['run', '--config', ANSWERS_CONFIG, '--no-cache', 'test/exercises/11-cleaning.test.ts'];
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args],
      { cwd: root, env: { ...env, ANSWER_STOPS: join(work, 'gone', 'stops') }, timeout: PATIENCE },
    );
    rmSync(work, { recursive: true });
    expect(status).toBe(1); // a failed test; 143 would be a killed process
  });
});

describe('npm run grade', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'bin/grade.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  test('the exit code is 0 when all the named exercises are done', { timeout: PATIENCE }, () => {
    const { status, stdout } = run('15-batches-without-a-leak', '--folder', folder.path, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ points: 2, of: 2, exercises: [{ status: 'done' }] });
  });

  test('the exit code is 1 when one fails, and the reason is printed', { timeout: PATIENCE }, () => {
    const { status, stdout } = run(
      '12-ids-and-padding',
      '15-batches-without-a-leak',
      '--folder',
      folder.path,
    );
    expect(status).toBe(1);
    expect(stdout).toContain('the answer calls process.exit');
    expect(stdout).toContain('1 done, 1 failing, 0 not started; 2 of 3 points');
  });
});
