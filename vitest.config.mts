import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks', // two tfjs-node instances in one process crash, so no worker threads
    maxWorkers: '100%', // by default one core is left idle, which on two cores is half of them
    testTimeout: 60_000,
  },
});
