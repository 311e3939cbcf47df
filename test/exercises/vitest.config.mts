import { appendFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { answersPlugin } from '../../course/grading/answers-plugin';
import { answersPool } from '../../course/grading/answers-pool';
import { answersReporter } from '../../course/grading/reporter';
import type { ReportLine } from '../../course/grading/run-tests';

const root = resolve(import.meta.dirname, '../..');

/** Returns and removes an environment variable of the grader, so that tests do not inherit it. */
function taken(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

const answers = resolve(root, taken('ANSWERS_DIR') ?? 'exercises');
const canary = taken('ANSWER_CANARY');
const report = taken('ANSWER_REPORT');
const scratch = taken('ANSWER_SCRATCH');
const tests = taken('ANSWER_TESTS') ?? 'test/exercises/*.test.ts';

/** Runs the tests in the order of the exercises. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** Appends a line to the report: what vitest ended before is then still known. */
function write(line: ReportLine): void {
  if (report) appendFileSync(report, `${JSON.stringify(line)}\n`);
}

/**
 * Grades answers. The tests import `../../solutions/NN-name`, and this configuration replaces it
 * with the file of that name in the folder `ANSWERS_DIR`. Without it the same tests check the
 * solutions.
 *
 * `ANSWER_CANARY` is set for answers that are not trusted (`course/grading/run-tests.ts`). Their
 * processes may read the library and its packages and write to `ANSWER_SCRATCH`. They cannot start
 * other processes.
 */
export default defineConfig({
  root,
  plugins: [answersPlugin({ root, answers, canary })],
  resolve: { alias: [{ find: /^\.\.\/\.\.\/solutions\//, replacement: `${answers}/` }] },
  test: {
    include: [tests],
    // An answer that crashes ends only its own process.
    pool: report ? answersPool((died) => write({ died })) : 'forks',
    execArgv: [
      '--max-old-space-size=1024',
      '--stack-trace-limit=100',
      ...(canary && scratch ? restrictions(scratch) : []),
    ],
    setupFiles: ['test/exercises/time-limit.ts', 'test/exercises/short-stacks.ts'],
    maxWorkers: '100%',
    testTimeout: 60_000, // ms; time-limit.ts ends an endless loop by its processor time
    hookTimeout: 60_000,
    env: { SENTIMENT_BACKEND: 'cpu' }, // starts fastest, and is the same everywhere
    sequence: { sequencer: InOrder },
    reporters: report
      ? [
          answersReporter({
            started: (started) => write({ started }),
            ended: (ended) => write({ ended }),
            finished: () => write({ finished: true }),
          }),
        ]
      : ['default'],
    // A folder without snapshots: vitest looks for them, and may not read the tests' folder.
    ...(scratch && { resolveSnapshotPath: () => join(scratch, 'none') }),
  },
});

/** Node's options that limit a process: its permission model, and no code from strings. */
function restrictions(scratch: string): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const readable = [
    ...['node_modules', 'lib'].map((folder) => join(realpathSync(join(root, folder)), '*')),
    join(root, 'node_modules', '*'),
    ...['package.json', 'tsconfig.json'].map((file) => join(root, file)),
    join(scratch, '*'),
    ...(process.platform === 'linux' ? ['/proc/self/schedstat'] : []), // how busy the machine is
  ];
  return [
    stable ? '--permission' : '--experimental-permission',
    // A Set, because Node 20 fails if a path occurs twice.
    ...[...new Set(readable)].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${join(scratch, '*')}`,
    '--allow-worker', // the one that watches the time
    '--disallow-code-generation-from-strings',
    '--no-warnings',
  ];
}
