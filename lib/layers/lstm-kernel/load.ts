import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isNative } from '../native-ops';
import { compiledKernel } from './compiled-file';

let loaded: boolean | undefined;

/** Returns whether this library's LSTM kernel can be called. Loads it at the first call. */
export function hasLstmKernel(): boolean {
  if (!isNative()) return false;
  loaded ??= load();
  return loaded;
}

/**
 * Returns the number of threads that the kernel may use: `SENTIMENT_THREADS`, else one per
 * available core. A small batch uses fewer.
 */
export function lstmThreads(): number {
  const threads = Number(process.env.SENTIMENT_THREADS);
  return threads >= 1 ? Math.floor(threads) : availableParallelism();
}

function load(): boolean {
  const file = compiledKernel();
  if (!existsSync(file)) return false;
  try {
    process.dlopen({ exports: {} } as NodeModule, file); // registers its operations
    return true;
  } catch {
    return false; // TensorFlow's kernels are used, and `npm run doctor` reports why
  }
}
