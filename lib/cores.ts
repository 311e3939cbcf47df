import { availableParallelism } from 'node:os';

/**
 * Returns how many cores this process may use: those of the machine or its container, and in a job
 * of Slurm at most `SLURM_CPUS_PER_TASK`, since not all clusters confine a job to its cores.
 */
export function coresOfJob(): number {
  const given = Number(process.env.SLURM_CPUS_PER_TASK);
  return given >= 1 ? Math.min(given, availableParallelism()) : availableParallelism();
}
