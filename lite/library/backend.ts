/** Starts tfjs' WebAssembly backend. The fast LSTM finds its own, `prebuilt/fast-lstm.wasm`. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { once } from '../once';

let library = '';

const start = once(async () => {
  setWasmPaths(`${library}wasm/`);
  if (!(await tf.setBackend('wasm'))) await tf.setBackend('cpu');
});

/**
 * Makes WebAssembly the backend, or plain JavaScript where it does not start. Later calls wait for
 * the first.
 *
 * @param from the URL of the built library, with a slash at its end
 */
export function startBackend(from: string): Promise<void> {
  library = from;
  return start();
}
