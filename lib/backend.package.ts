/**
 * `backend.ts` in the package `sentiment-lab`: importing it has no effect. `ready()` chooses the
 * backend and starts it.
 */
import * as tf from '@tensorflow/tfjs';
import { type Backend, chooseBackend, chooseKernel, start } from './choose-backend';
import { registerSegmentSum } from './layers/segment-sum';

export type { Backend, BackendName } from './choose-backend';
export { isNative } from './layers/native-ops';
export { tf };

let chosen: Promise<Backend> | undefined;

/** See `backend.ts`. */
export function ready(): Promise<Backend> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<Backend> {
  await import('./layers/node-23'); // before tfjs-node, which needs it
  chooseKernel();
  for (const name of ['wasm', 'cpu'] as const) registerSegmentSum(name);
  return start(chooseBackend());
}
