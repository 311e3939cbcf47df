/** Starts tfjs' WebAssembly backend. The fast LSTM finds its own, `prebuilt/fast-lstm.wasm`. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

let starting: Promise<void> | undefined;

/**
 * Makes WebAssembly the backend, or plain JavaScript where it does not start. Later calls wait for
 * the first.
 *
 * @param library the URL of the built library, with a slash at its end
 */
export function startBackend(library: string): Promise<void> {
  starting ??= start(library);
  return starting;
}

async function start(library: string): Promise<void> {
  setWasmPaths(`${library}wasm/`);
  if (!(await tf.setBackend('wasm'))) await tf.setBackend('cpu');
}
