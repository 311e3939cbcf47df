import { availableParallelism } from 'node:os';

/**
 * Returns the most threads that the native kernel uses: `FAST_LSTM_THREADS`, else one per available
 * core. A small batch uses fewer.
 */
export function kernelThreads(): number {
  const threads = Number(process.env.FAST_LSTM_THREADS);
  return threads >= 1 ? Math.floor(threads) : availableParallelism();
}
