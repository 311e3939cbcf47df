import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isNative } from '../native-ops';
import { compiledKernel } from './compiled-file';

let loaded: boolean | undefined;

/** Returns whether the LSTM kernel of our own can be called. Loads it when asked for the first time. */
export function hasLstmKernel(): boolean {
  if (!isNative()) return false;
  loaded ??= load();
  return loaded;
}

/**
 * Returns how many threads the kernel may use: `SENTIMENT_THREADS`, else as many as the machine runs at once. A small
 * batch takes fewer.
 */
export function lstmThreads(): number {
  const threads = Number(process.env['SENTIMENT_THREADS']);
  return threads >= 1 ? Math.floor(threads) : availableParallelism();
}

function load(): boolean {
  const file = compiledKernel();
  if (!existsSync(file)) return false;
  try {
    process.dlopen({ exports: {} } as NodeModule, file); // TensorFlow knows its operations from here on
    return true;
  } catch {
    return false; // TensorFlow's own kernels do the work, and `npm run doctor` says what is wrong
  }
}
