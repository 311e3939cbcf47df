/**
 * The only place that chooses the backend: TensorFlow's native library through tfjs-node, else
 * WebAssembly, else plain JavaScript. All other modules import `tf` from here and await `ready()`
 * before their first tensor.
 *
 * `SENTIMENT_BACKEND=tensorflow|wasm|cpu` selects one. `SENTIMENT_KERNEL=native|tensorflow|wasm|ops`
 * selects what computes an LSTM.
 */
import * as tf from '@tensorflow/tfjs';
import { setNativeBuild } from './layers/kernels/builds';
import { type KernelName, setKernel } from './layers/kernels/choice';
import './layers/node-23';
import { registerSegmentSum } from './layers/segment-sum';
import { compiledOwnKernel } from './own-kernel';

export { isNative } from './layers/native-ops';
export { tf };

/** Which library computes: `tensorflow` is the native one, `cpu` plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The backend that was chosen. */
export interface Backend {
  name: BackendName;
  /** Why this backend was chosen, for messages. */
  reason: string;
}

const choice = chooseBackend();
chooseKernel();
for (const name of ['wasm', 'cpu'] as const) registerSegmentSum(name);
let chosen: Promise<Backend> | undefined;

/**
 * Starts the backend and returns its name and why it was chosen. Later calls return the same
 * result.
 *
 * @throws when `SENTIMENT_BACKEND` names a backend that does not work on this machine
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
  const forced = process.env.SENTIMENT_BACKEND;
  if (forced === 'wasm' || forced === 'cpu') {
    replaceTfjsNode();
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
    replaceTfjsNode();
    return { name: 'wasm', reason: `the native library does not load (${firstLine})` };
  }
}

function chooseKernel(): void {
  const kernel = process.env.SENTIMENT_KERNEL;
  if (!kernel) return;
  const names: readonly string[] = ['native', 'tensorflow', 'wasm', 'ops'] satisfies KernelName[];
  if (!names.includes(kernel))
    throw new Error(`SENTIMENT_KERNEL=${kernel} names no kernel: use ${names.join(', ')}`);
  setKernel(kernel as KernelName);
}

async function start({ name, reason }: Backend): Promise<Backend> {
  if (name === 'tensorflow') return { name, reason };
  if (name === 'wasm') {
    require('@tensorflow/tfjs-backend-wasm');
    if (await tf.setBackend('wasm')) return { name, reason };
    if (process.env.SENTIMENT_BACKEND)
      throw new Error('SENTIMENT_BACKEND=wasm, but WebAssembly does not start here');
    reason += '; WebAssembly does not start either';
  }
  await tf.setBackend('cpu');
  return { name: 'cpu', reason };
}

function requireNative(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // The LSTM kernel has its own threads. TensorFlow's remaining ops are small: threads slow them
  // down.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  require('@tensorflow/tfjs-node');
  // Another copy of this file (the kernel's, a notebook's) may have replaced tfjs-node by plain
  // tfjs.
  if (!tf.findBackendFactory('tensorflow')) throw new Error('tfjs-node has no native library');
  const own = compiledOwnKernel();
  if (own) setNativeBuild(own);
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
