import { availableParallelism } from 'node:os';

/**
 * Returns how many cores this process may use: those of the machine or its container, and in a job
 * of Slurm at most `SLURM_CPUS_PER_TASK`, since not all clusters confine a job to its cores.
 */
export function coresOfJob(): number {
  const given = Number(process.env.SLURM_CPUS_PER_TASK);
  return given >= 1 ? Math.min(given, availableParallelism()) : availableParallelism();
}

/**
 * Returns how many threads each of several processes computes with: its share of `coresOfJob`, and
 * at most `FAST_LSTM_THREADS`, such as where a scheduler confines no job to its cores.
 *
 * @param processes how many compute at once
 * @throws if `FAST_LSTM_THREADS` is no whole number of at least 1
 */
export function threadsOfEach(processes: number): number {
  const share = Math.max(1, Math.floor(coresOfJob() / processes));
  const most = process.env.FAST_LSTM_THREADS;
  if (!most) return share;
  if (/^0*[1-9]\d*$/.test(most)) return Math.min(Number(most), share);
  throw new Error(`FAST_LSTM_THREADS=${most}: give a whole number of at least 1, or unset it`);
}
