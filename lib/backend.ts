/**
 * The one place that chooses what computes: TensorFlow's native library through tfjs-node, else WebAssembly,
 * else plain JavaScript. Everything else imports `tf` from here and awaits `ready()` before its first tensor.
 *
 * `SENTIMENT_BACKEND=tensorflow|wasm|cpu` forces one.
 */
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import './layers/segment-sum';

export { isNative } from './layers/native-ops';
export { tf };

/** Which library computes: `tensorflow` is the native one, `cpu` plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The backend that was chosen. */
export interface Backend {
  name: BackendName;
  /** Why it is this one, in words for people. */
  reason: string;
}

const choice = chooseBackend();
let chosen: Promise<Backend> | undefined;

/**
 * Makes the backend ready and returns which one it is and why. Costs nothing after the first call.
 *
 * @throws when `SENTIMENT_BACKEND` names a backend that does not work here.
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
  chosen ??= start(choice);
  return chosen;
}

function chooseBackend(): Backend {
  const forced = process.env['SENTIMENT_BACKEND'];
  if (forced === 'wasm' || forced === 'cpu') {
    standInForTfjsNode();
    return { name: forced, reason: `SENTIMENT_BACKEND=${forced}` };
  }
  if (forced && forced !== 'tensorflow')
    throw new Error(`SENTIMENT_BACKEND=${forced} names no backend: use tensorflow, wasm or cpu`);
  try {
    requireNative();
    return {
      name: 'tensorflow',
      reason: forced ? `SENTIMENT_BACKEND=${forced}` : 'the native library is installed',
    };
  } catch (error) {
    const [firstLine = ''] = String((error as Error).message).split('\n');
    if (forced)
      throw new Error(`SENTIMENT_BACKEND=tensorflow, but it does not load: ${firstLine}`, { cause: error });
    standInForTfjsNode();
    return { name: 'wasm', reason: `the native library does not load (${firstLine})` };
  }
}

async function start({ name, reason }: Backend): Promise<Backend> {
  if (name === 'tensorflow') return { name, reason };
  if (name === 'wasm') {
    require('@tensorflow/tfjs-backend-wasm');
    if (await tf.setBackend('wasm')) return { name, reason };
    if (process.env['SENTIMENT_BACKEND'])
      throw new Error('SENTIMENT_BACKEND=wasm, but WebAssembly does not start here');
    reason += '; WebAssembly does not start either';
  }
  await tf.setBackend('cpu');
  return { name: 'cpu', reason };
}

function requireNative(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  // The LSTM has threads of its own; in what is left for TensorFlow, small ops, more threads only cost.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  // tfjs-node 4.22 calls two functions that Node 22 warns of and Node 23 removed.
  util.isNullOrUndefined = (value: unknown): value is null | undefined =>
    value === null || value === undefined;
  util.isArray = Array.isArray;
  require('@tensorflow/tfjs-node');
  // Another copy of this file (the kernel's, the notebook's) may have put plain tfjs in its place.
  if (!tf.findBackendFactory('tensorflow')) throw new Error('tfjs-node has no native library');
}

/** Packages that insist on tfjs-node (danfojs-node) get plain tfjs where the native library is not used. */
function standInForTfjsNode(): void {
  const path = require.resolve('@tensorflow/tfjs-node');
  const plain = require.cache[require.resolve('@tensorflow/tfjs')];
  if (plain) require.cache[path] = plain;
  if (tf.getBackend()) return; // chosen already
  // Plain JavaScript computes until ready() is awaited, and does not greet with the advice to install tfjs-node.
  void tf.setBackend('cpu');
  Object.assign(tf.findBackend('cpu'), { firstUse: false });
}
