import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks', // two tfjs-node instances in one process crash, so no worker threads
    testTimeout: 60_000,
  },
});
