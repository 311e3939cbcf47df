import { appendFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { answersPlugin } from '../../course/grading/answers-plugin';
import { answersReporter } from '../../course/grading/reporter';

const root = resolve(import.meta.dirname, '../..');

/** Returns a variable of the grader's, which its tests' processes do not inherit. */
function taken(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

const answers = resolve(root, taken('ANSWERS_DIR') ?? 'exercises');
const canary = taken('ANSWER_CANARY');
const report = taken('ANSWER_REPORT');
const scratch = taken('ANSWER_SCRATCH');

/**
 * How answers are graded: the tests import `../../solutions/NN-name`, and what they get is the file of that name
 * in the folder that `ANSWERS_DIR` names. Without this configuration the same tests prove the solutions.
 *
 * With `ANSWER_CANARY` the answers are strangers' (`course/grading/run-tests.ts`): their processes may read the
 * library and its packages, write to `ANSWER_SCRATCH`, and start nothing.
 */
export default defineConfig({
  root,
  plugins: [answersPlugin({ root, answers, canary })],
  resolve: { alias: [{ find: /^\.\.\/\.\.\/solutions\//, replacement: `${answers}/` }] },
  test: {
    include: ['test/exercises/*.test.ts'],
    pool: 'forks', // an answer that crashes takes only its own process with it
    execArgv: [
      '--max-old-space-size=1024',
      '--stack-trace-limit=100',
      ...(canary && scratch ? restrictions(scratch) : []),
    ],
    setupFiles: ['test/exercises/time-limit.ts'],
    maxWorkers: '100%',
    testTimeout: 60_000, // ms; an endless loop is ended by its processor time (time-limit.ts)
    hookTimeout: 60_000,
    env: { SENTIMENT_BACKEND: 'cpu' }, // starts fastest, and is the same on every machine
    reporters: report
      ? [answersReporter({ ended: (reports) => appendFileSync(report, JSON.stringify(reports)) })]
      : ['default'],
    // Where no snapshots are; vitest looks for them, and may not look beside the tests.
    ...(scratch && { resolveSnapshotPath: () => join(scratch, 'none') }),
  },
});

/** Node's own limits for a process (its permission model, and no code from strings). */
function restrictions(scratch: string): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const readable = [
    ...['node_modules', 'lib'].map((folder) => join(realpathSync(join(root, folder)), '*')),
    join(root, 'node_modules', '*'),
    ...['package.json', 'tsconfig.json'].map((file) => join(root, file)),
    join(scratch, '*'),
  ];
  return [
    stable ? '--permission' : '--experimental-permission',
    ...[...new Set(readable)].map((path) => `--allow-fs-read=${path}`), // twice the same ends Node 20
    `--allow-fs-write=${join(scratch, '*')}`,
    '--allow-worker', // the one that watches the time
    '--disallow-code-generation-from-strings',
    '--no-warnings',
  ];
}
