import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs';

/** Returns TensorFlow.js with its native library as npm installs it, without our code. */
export function stockTfjs(): typeof tfjs {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  util.isNullOrUndefined ??= (value: unknown): value is null | undefined =>
    value === null || value === undefined;
  util.isArray ??= Array.isArray;
  require('@tensorflow/tfjs-node');
  return require('@tensorflow/tfjs') as typeof tfjs;
}

/** Returns TensorFlow.js on its WebAssembly backend, without our code. */
export async function stockTfjsOnWasm(): Promise<typeof tfjs> {
  const tf = require('@tensorflow/tfjs') as typeof tfjs;
  require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start here');
  return tf;
}
