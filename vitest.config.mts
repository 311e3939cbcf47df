import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { configDefaults, defineConfig } from 'vitest/config';

/** Milliseconds until a test that hangs is ended. A test that takes longer names its own limit. */
const TIMEOUT = 60_000;

/**
 * Tests that mock modules, change what belongs to their process, or need much memory: each file has
 * a process of its own, which takes a second or two to start.
 */
const ALONE = ['test/*.test.ts', 'test/{bin,datasets,setup}/**/*.test.ts'];

/** Tests of these folders that do none of that. */
const TOGETHER = [
  'test/{citation,cores,hash,html,interrupt,loss,npm}.test.ts',
  'test/bin/{docs,duplicates,export,help,import,limits,piped-lines,preprocess,train-flags,vectors}.test.ts',
  'test/datasets/{download,unpack}.test.ts',
  'test/setup/{caches,kernel-builds,lock-file,simple-data,step}.test.ts',
];

/**
 * Tests that start programs. Their process must not compute with TensorFlow: see lib/signals.ts.
 */
const PROGRAMS = [
  'test/{abuse,bench,kernel,lite,packages,playground,queue,s3,serving}/**/*.test.ts',
  'test/bin/{hostile,shell-quoted}.test.ts',
  'test/course/*.test.ts',
  'test/course/{exercises,grading,learn,notebooks}/**/*.test.ts',
  'test/datasets/{install,registry}.test.ts',
  'test/setup/{doctor,find-python,packages,run-program}.test.ts',
];

/**
 * What learners are graded with; here it is run against the solutions, which a student's copy has
 * not.
 */
const EXERCISES = ['test/exercises/*.test.ts'];

const alone = globSync(ALONE, { ignore: [...TOGETHER, ...PROGRAMS] });
/** Tests wait for the programs that they start: with one more than cores, all cores are busy. */
const WAITING = workers(availableParallelism() + 1);

export default defineConfig({
  test: {
    pool: 'forks', // two tfjs-node instances in one process crash, so no worker threads
    setupFiles: 'test/plain-output.ts',
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    projects: [
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: WAITING } },
      {
        extends: true,
        test: { name: 'programs', include: PROGRAMS, isolate: false, maxWorkers: WAITING },
      },
      {
        extends: true,
        test: {
          name: 'library',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone, ...PROGRAMS, ...EXERCISES],
          isolate: false, // TensorFlow takes a second to load: once a process, not once a file
          maxWorkers: workers(availableParallelism()),
          sequence: { groupOrder: 1 }, // after the others, so that processes are not given up in between
        },
      },
      ...(existsSync('solutions')
        ? [
            {
              extends: true as const,
              test: { name: 'exercises', include: EXERCISES, maxWorkers: WAITING },
            },
          ]
        : []),
    ],
  },
});

/** Returns how many processes run tests: `most`, or as many as `--maxWorkers` says. */
function workers(most: number): number | string {
  const { values } = parseArgs({ options: { maxWorkers: { type: 'string' } }, strict: false });
  return typeof values.maxWorkers === 'string' ? values.maxWorkers : most;
}
