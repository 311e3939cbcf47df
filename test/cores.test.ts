import { availableParallelism } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { coresOfJob, threadsOfEach } from '../lib/cores';
import { kernelThreads } from '../lib/layers/kernels/threads';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['1', 1],
  ['99999', availableParallelism()],
  ['', availableParallelism()],
  [undefined, availableParallelism()],
])('in a job of Slurm with SLURM_CPUS_PER_TASK=%s, work uses no more cores than it has', (given, cores) => {
  vi.stubEnv('SLURM_CPUS_PER_TASK', given);
  expect(coresOfJob()).toBe(cores);
});

test('processes share the cores, and each takes at most FAST_LSTM_THREADS', () => {
  vi.stubEnv('FAST_LSTM_THREADS', undefined);
  expect(threadsOfEach(1)).toBe(availableParallelism());
  expect(threadsOfEach(99_999)).toBe(1);
  for (const [given, threads] of [
    ['1', 1],
    ['99999', availableParallelism()],
    ['', availableParallelism()],
  ] as const) {
    vi.stubEnv('FAST_LSTM_THREADS', given);
    expect(threadsOfEach(1), given).toBe(threads);
    expect(kernelThreads(), given).toBe(given === '99999' ? 99_999 : threads);
  }
});

test.each(['abc', '-1', '0', '1.5'])('FAST_LSTM_THREADS=%s is refused', (given) => {
  vi.stubEnv('FAST_LSTM_THREADS', given);
  const message = `FAST_LSTM_THREADS=${given}: give a whole number of at least 1, or unset it`;
  expect(() => threadsOfEach(1)).toThrow(message);
  expect(() => kernelThreads()).toThrow(message);
});
