import * as tf from '@tensorflow/tfjs';
import { setNativeBuild } from './layers/kernels/builds';
import { type KernelName, setKernel } from './layers/kernels/choice';
import { kernelThreads } from './layers/kernels/threads';
import { compiledOwnKernel } from './own-kernel';

/** Which library computes: `tensorflow` is the native one, `cpu` plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The backend that was chosen. */
export interface Backend {
  name: BackendName;
  /** Why this backend was chosen, for messages. */
  reason: string;
}

/**
 * Returns the backend to start, and loads the native library if it is that.
 *
 * @param withoutNative called if the native library is not used
 * @throws when `SENTIMENT_BACKEND` names no backend, or the native library, which does not load
 */
export function chooseBackend(withoutNative: () => void = () => {}): Backend {
  const forced = process.env.SENTIMENT_BACKEND;
  if (forced === 'wasm' || forced === 'cpu') {
    withoutNative();
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
    withoutNative();
    return { name: 'wasm', reason: `the native library does not load (${firstLine})` };
  }
}

/**
 * Selects what computes an LSTM.
 *
 * @throws when `SENTIMENT_KERNEL` names no kernel, or `FAST_LSTM_THREADS` is no number of threads
 */
export function chooseKernel(): void {
  kernelThreads();
  const kernel = process.env.SENTIMENT_KERNEL;
  if (!kernel) return;
  const names: readonly string[] = ['native', 'tensorflow', 'wasm', 'ops'] satisfies KernelName[];
  if (!names.includes(kernel))
    throw new Error(`SENTIMENT_KERNEL=${kernel} names no kernel: use ${names.join(', ')}`);
  setKernel(kernel as KernelName);
}

/**
 * Starts a backend. Where WebAssembly does not start, it starts plain JavaScript.
 *
 * @returns what was started, and why
 */
export async function start({ name, reason }: Backend): Promise<Backend> {
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
