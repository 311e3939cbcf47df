/**
 * `backend.ts` in browsers: the page chooses the backend with `tf.setBackend`, and `ready()` waits
 * for it and for the WebAssembly kernel of the LSTM.
 */
import * as tf from '@tensorflow/tfjs';
import { kernelsReady } from './layers/kernels/choice';
import { isNative } from './layers/native-ops';
import { registerSegmentSum } from './layers/segment-sum';

export { isNative, tf };

let chosen: Promise<{ name: string; reason: string }> | undefined;

/** Waits for the backend of the page, and returns its name. */
export function ready(): Promise<{ name: string; reason: string }> {
  chosen ??= start();
  return chosen;
}

async function start(): Promise<{ name: string; reason: string }> {
  for (const name of ['wasm', 'cpu'] as const) registerSegmentSum(name);
  await tf.ready();
  await kernelsReady();
  return { name: tf.getBackend(), reason: 'ready' };
}
