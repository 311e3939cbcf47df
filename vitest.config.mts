import { existsSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';

/** Milliseconds until a test that hangs is ended. A test that takes longer names its own limit. */
const TIMEOUT = 60_000;

/**
 * Tests that mock modules or change what belongs to their process: each file has one of its own.
 */
const ALONE = ['test/*.test.ts', 'test/{bin,datasets,setup}/**/*.test.ts'];

/**
 * Tests that start programs. Their process must not compute with TensorFlow: see lib/signals.ts.
 */
const PROGRAMS = [
  'test/{abuse,bench,kernel,lite,packages,playground,queue,s3,serving}/**/*.test.ts',
  'test/course/*.test.ts',
  'test/course/{exercises,grading,learn,notebooks}/**/*.test.ts',
];

/**
 * What learners are graded with; here it is run against the solutions, which a student's copy has
 * not.
 */
const EXERCISES = ['test/exercises/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks', // two tfjs-node instances in one process crash, so no worker threads
    maxWorkers: '100%', // by default one core is left idle, which on two cores is half of them
    setupFiles: 'test/plain-output.ts',
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      { extends: true, test: { name: 'programs', include: PROGRAMS, isolate: false } },
      {
        extends: true,
        test: {
          name: 'library',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE, ...PROGRAMS, ...EXERCISES],
          isolate: false, // TensorFlow takes a second to load: once a process, not once a file
          sequence: { groupOrder: 1 }, // after the others, so that processes are not given up in between
        },
      },
      ...(existsSync('solutions')
        ? [{ extends: true as const, test: { name: 'exercises', include: EXERCISES } }]
        : []),
    ],
  },
});
