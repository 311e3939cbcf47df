/**
 * The only place that chooses the backend: TensorFlow's native library through tfjs-node, else
 * WebAssembly, else plain JavaScript. All other modules import `tf` from here and await `ready()`
 * before their first tensor. In this repository, importing this file chooses it, because packages
 * of notebooks require tfjs-node themselves; in the package `sentiment-lab`, `ready()` does.
 *
 * `SENTIMENT_BACKEND=tensorflow|wasm|cpu` selects one.
 * `SENTIMENT_KERNEL=native|tensorflow|wasm|ops` selects what computes an LSTM.
 */
import * as tf from '@tensorflow/tfjs';
import { type Backend, chooseBackend, chooseKernel, start } from './choose-backend';
import './layers/node-23';
import { registerSegmentSum } from './layers/segment-sum';

export type { Backend, BackendName } from './choose-backend';
export { isNative } from './layers/native-ops';
export { tf };

const choice = chosenOrError();
for (const name of ['wasm', 'cpu'] as const) registerSegmentSum(name);
let chosen: Promise<Backend> | undefined;

/**
 * Starts the backend and returns its name and why it was chosen. Later calls return the same
 * result.
 *
 * @throws when `SENTIMENT_BACKEND` names no backend, or one that does not work on this machine; when
 *   `SENTIMENT_KERNEL` names no kernel, or `FAST_LSTM_THREADS` is no number of threads
 *
 * @example
 * ```ts
 * import { ready, tf } from 'sentiment-lab';
 *
 * const { name } = await ready(); // 'tensorflow', 'wasm' or 'cpu'
 * name === tf.getBackend(); // => true
 * tf.tensor1d([1, 2, 3]).sum().arraySync(); // => 6
 * ```
 */
export function ready(): Promise<Backend> {
  chosen ??= choice instanceof Error ? Promise.reject(choice) : start(choice);
  return chosen;
}

/**
 * Returns the backend, or why it cannot be chosen: `ready` throws it, where commands can catch it.
 */
function chosenOrError(): Backend | Error {
  try {
    chooseKernel();
    return chooseBackend(replaceTfjsNode);
  } catch (error) {
    return error as Error;
  }
}

/** Replaces tfjs-node by plain tfjs, for packages that require it (danfojs-node). */
function replaceTfjsNode(): void {
  const path = require.resolve('@tensorflow/tfjs-node');
  const plain = require.cache[require.resolve('@tensorflow/tfjs')];
  if (plain) require.cache[path] = plain;
  if (tf.getBackend()) return; // another copy of this file has chosen one
  // Until ready() is awaited, plain JavaScript computes. It must not print its advice to install
  // tfjs-node.
  void tf.setBackend('cpu');
  Object.assign(tf.findBackend('cpu'), { firstUse: false });
}
