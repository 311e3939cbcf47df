import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * How answers are graded: the tests import `../../solutions/NN-name`, and what they get is the file of that name
 * in the folder that `ANSWERS_DIR` names. Without this configuration the same tests prove the solutions.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  resolve: {
    alias: [
      {
        find: /^\.\.\/\.\.\/solutions\//,
        replacement: `${resolve(process.env['ANSWERS_DIR'] ?? 'exercises')}/`,
      },
    ],
  },
  test: {
    include: ['test/exercises/*.test.ts'],
    pool: 'forks', // an answer that crashes takes only its own process with it
    execArgv: ['--max-old-space-size=1024'],
    setupFiles: ['test/exercises/time-limit.ts'],
    maxWorkers: '100%',
    testTimeout: 10_000,
    env: { SENTIMENT_BACKEND: 'cpu' }, // starts fastest, and is the same on every machine
  },
});
