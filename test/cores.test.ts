import { availableParallelism } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { coresOfJob } from '../lib/cores';

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
