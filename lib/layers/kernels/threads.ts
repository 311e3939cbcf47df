import { availableParallelism } from 'node:os';

/**
 * Returns the most threads that the native kernel uses: `FAST_LSTM_THREADS`, else one per available
 * core. A small batch uses fewer.
 *
 * @throws if `FAST_LSTM_THREADS` is no whole number of at least 1
 */
export function kernelThreads(): number {
  const given = process.env.FAST_LSTM_THREADS;
  if (!given) return availableParallelism();
  if (/^0*[1-9]\d*$/.test(given)) return Number(given);
  throw new Error(`FAST_LSTM_THREADS=${given}: give a whole number of at least 1, or unset it`);
}
