import { existsSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';

// A student's copy has no solutions for the tests of the exercises to prove.
const proves = existsSync('solutions');

/** Milliseconds: ends what hangs, and nothing else, on a slow machine that is busy with other things either. */
const PATIENCE = 600_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(proves ? [] : ['test/exercises/**'])],
    pool: 'forks', // two tfjs-node instances in one process crash, so no worker threads
    maxWorkers: '100%', // by default one core is left idle, which on two cores is half of them
    testTimeout: PATIENCE,
    hookTimeout: PATIENCE,
  },
});
