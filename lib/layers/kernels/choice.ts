/**
 * The only place that decides what computes an LSTM or GRU:
 *
 * - `native`: this library's operations for TensorFlow's native library, the fastest
 * - `tensorflow`: TensorFlow's own operation for the LSTM, where no native build fits
 * - `wasm`: this library in WebAssembly, for all backends that are read synchronously
 * - `ops`: op by op, anywhere
 *
 * @module
 */
import * as tf from '@tensorflow/tfjs';
import { isNative } from '../native-ops';
import { canReadSynchronously } from '../synchronous-reads';
import { type Loaded, loadNative, loadWasm, prepareWasm } from './builds';
import type { Kernels } from './kernel';

/** What computes an LSTM or GRU. */
export type KernelName = 'native' | 'tensorflow' | 'wasm' | 'ops';

/** What a layer needs of what computes it. */
export interface Needs {
  /** Default `lstm`. */
  layer?: keyof Kernels;
  activation: string;
  recurrentActivation: string;
  /** Whether there is a mask of the recurrent dropout. */
  recurrentDropout?: boolean;
  /** `'diagonal'` or `'output'` peephole connections. */
  peepholes?: 'diagonal' | 'output';
}

/** What computes a layer here, and why. */
export interface KernelChoice {
  name: KernelName;
  reason: string;
  /** The compiled kernels of `native` and `wasm`. */
  kernels?: Kernels;
  /** Their file. */
  build?: string;
}

let forced: KernelName | undefined;

/**
 * Makes all LSTMs and GRUs use one kernel, if it can compute them: where it cannot, they run op by
 * op. `undefined` lets the library choose again.
 *
 * @throws RangeError for another name
 */
export function setKernel(name: KernelName | undefined): void {
  if (name !== undefined && !ORDER.includes(name))
    throw new RangeError(`there is no kernel ${JSON.stringify(name)}: use ${ORDER.join(', ')}`);
  forced = name;
}

/**
 * Waits for the backend of TensorFlow.js, and until the WebAssembly kernel is loaded, which a
 * browser does asynchronously: until then an LSTM runs op by op. Returns what computes it now. If
 * the kernel cannot be loaded, that is `ops`, and the reason says why.
 */
export async function kernelsReady(): Promise<BackendInfo> {
  await Promise.all([tf.ready(), prepareWasm()]);
  return backendInfo();
}

/** The configuration of a default `tf.layers.lstm`. */
const STANDARD: Needs = { activation: 'tanh', recurrentActivation: 'hardSigmoid' };

/** Returns what computes a layer on the current backend, and why. */
export function chooseKernel(needs: Needs = STANDARD): KernelChoice {
  const reasons: string[] = [];
  for (const name of forced ? [forced] : ORDER) {
    const choice = candidates[name](needs);
    if (typeof choice !== 'string')
      return { name, reason: forced ? 'setKernel' : reasons.join('; ') || 'the fastest', ...choice };
    reasons.push(`${name}: ${choice}`);
  }
  return { name: 'ops', reason: reasons.join('; ') };
}

/** What `backendInfo` returns. */
export interface BackendInfo {
  /** The backend of TensorFlow.js: `tensorflow`, `wasm`, `webgl`, `webgpu`, `cpu`. */
  backend: string;
  /** What computes an LSTM with tanh and hard sigmoid or sigmoid gates. */
  kernel: KernelName;
  /** Why no faster kernel does. */
  reason: string;
  /** The file of the kernel that this library has compiled. */
  build?: string;
}

/**
 * Returns what computes an LSTM on the current backend, and why.
 *
 * @example
 * ```ts
 * import { backendInfo } from 'tfjs-fast-lstm';
 *
 * const { backend, kernel, reason } = backendInfo();
 * ```
 */
export function backendInfo(): BackendInfo {
  const { name, reason, build } = chooseKernel();
  return { backend: tf.getBackend(), kernel: name, reason, ...(build && { build }) };
}

const ORDER: readonly KernelName[] = ['native', 'tensorflow', 'wasm', 'ops'];

type Compiled = Pick<KernelChoice, 'kernels' | 'build'>;

/** Each returns why it cannot compute the layer, or that it can. */
const candidates: Record<KernelName, (needs: Needs) => string | Compiled> = {
  native(needs) {
    if (!isNative()) return `it needs the backend of tfjs-node, not ${tf.getBackend()}`;
    return unsupported(needs) ?? kernelsOf(loadNative());
  },
  tensorflow({ layer, activation, recurrentActivation, recurrentDropout, peepholes }) {
    if (!isNative()) return `it needs the backend of tfjs-node, not ${tf.getBackend()}`;
    if (layer === 'gru') return 'it has no GRU of all time steps';
    if (activation !== 'tanh' || recurrentActivation !== 'sigmoid')
      return `it has no ${activation} with ${recurrentActivation} gates`;
    if (recurrentDropout) return 'it has no recurrent dropout';
    return peepholes === 'output' ? 'it has no full peephole matrix' : {};
  },
  wasm(needs) {
    if (!canReadSynchronously()) return `the backend ${tf.getBackend()} cannot be read synchronously`;
    return unsupported(needs) ?? kernelsOf(loadWasm());
  },
  ops: () => ({}),
};

/** Returns what this library's compiled kernels do not have; undefined if they have all. */
function unsupported({ activation, recurrentActivation, peepholes }: Needs): string | undefined {
  if (activation !== 'tanh') return `it has no activation ${activation}`;
  if (recurrentActivation !== 'sigmoid' && recurrentActivation !== 'hardSigmoid')
    return `it has no recurrent activation ${recurrentActivation}`;
  return peepholes && 'it has no peepholes';
}

function kernelsOf(loaded: Loaded): string | Compiled {
  return loaded.kernels ? loaded : loaded.reason;
}
