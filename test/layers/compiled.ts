import { expect, vi } from 'vitest';
import { isNative, tf } from '../../lib/backend';
import { type Loaded, loadNative, loadWasm } from '../../lib/layers/kernels/builds';
import type { KernelInputs, KernelOptions, Kernels } from '../../lib/layers/kernels/kernel';
import { normal } from './gradients';

/** Returns the kernels that this machine has, by name. Call it when the backend is ready. */
export function availableKernels(): [string, Kernels][] {
  const kernelsOf = (loaded: Loaded): Kernels => {
    if (!loaded.kernels) throw new Error(loaded.reason);
    return loaded.kernels;
  };
  const wasm: [string, Kernels] = ['WebAssembly', kernelsOf(loadWasm())];
  return isNative() ? [['native', kernelsOf(loadNative())], wasm] : [wasm];
}

/** Computes a layer: some of its outputs, by name. */
export type Run<Inputs, Output extends string> = (
  inputs: Inputs,
  options: KernelOptions,
  wanted: Output[],
) => Record<Output, tf.Tensor>;

/** Returns runs that compute with each of these numbers of threads, until `vi.unstubAllEnvs`. */
export function withThreads<Inputs, Output extends string>(
  runs: readonly [string, Run<Inputs, Output>][],
  ...numbers: number[]
): [string, Run<Inputs, Output>][] {
  return numbers.flatMap((threads) =>
    runs.map(([name, run]): [string, Run<Inputs, Output>] => [
      `${name}, ${threads} threads`,
      (...call) => {
        vi.stubEnv('FAST_LSTM_THREADS', String(threads));
        return run(...call);
      },
    ]),
  );
}

/** Returns the wanted outputs, and the gradients of a weighted sum of them. */
export function resultsOf<Inputs extends KernelInputs, Output extends string>(
  run: Run<Inputs, Output>,
  inputs: Inputs,
  options: KernelOptions,
  wanted: Output[],
): tf.Tensor[] {
  const { mask, recurrentMask, ...differentiable } = inputs;
  const outputs = run(inputs, options, wanted);
  const weighings = wanted.map((name, n) => normal(outputs[name].shape, 10 + n));
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const given = Object.fromEntries(Object.keys(differentiable).map((name, n) => [name, values[n]]));
    const out = run({ ...inputs, ...given }, options, wanted);
    return tf.addN(wanted.map((name, n) => out[name].mul(weighings[n]!).sum()));
  })(Object.values(differentiable) as tf.Tensor[]);
  return [...wanted.map((name) => outputs[name]), ...gradients];
}

/**
 * Expects that each kernel has the outputs and gradients of the definition, relative to the largest
 * value of each tensor.
 */
export function expectSameResults<Inputs extends KernelInputs, Output extends string>(
  kernels: [string, Run<Inputs, Output>][],
  definition: Run<Inputs, Output>,
  inputs: Inputs,
  options: KernelOptions,
  wanted: Output[],
): void {
  tf.tidy(() => {
    const expected = resultsOf(definition, inputs, options, wanted);
    const sizes = expected.map((tensor) => Math.max(1, tensor.abs().max().dataSync()[0]!));
    for (const [name, run] of kernels) {
      const actual = resultsOf(run, inputs, options, wanted);
      expect(
        actual.map(({ shape }) => shape),
        name,
      ).toEqual(expected.map(({ shape }) => shape));
      const differences = actual.map((tensor, n) => {
        const difference = tensor.sub(expected[n]!).abs().max().dataSync()[0]!;
        return difference / sizes[n]!;
      });
      expect(Math.max(...differences), `${name}: ${differences}`).toBeLessThan(5e-6);
    }
  });
}

/** Returns a mask from a function of row and step. */
export function maskOf(
  [rows, steps]: [number, number],
  isRead: (row: number, step: number) => boolean,
): tf.Tensor2D {
  const cells = Array.from({ length: rows * steps }, (_, n) => isRead(Math.floor(n / steps), n % steps));
  return tf.tensor2d(cells.map(Number), [rows, steps], 'bool');
}

/** Which steps are read: rows of 5, steps of 9. */
export const MASKS: [string, (row: number, step: number) => boolean][] = [
  ['padding after the words', (row, step) => step < [5, 9, 1, 9, 3][row]!],
  ['padding before the words', (row, step) => step >= [5, 8, 1, 2, 3][row]!],
  ['gaps', (row, step) => (row * 7 + step * 3) % 5 !== 0],
  ['rows without a word', (row) => row !== 2],
  ['no word at all', () => false],
];

export type Sizes = [B: number, T: number, I: number, H: number];

/** Sizes around those of tiles, vectors, chunks and threads. */
export const SIZES: [string, Sizes][] = [
  ['one row, step, input and unit', [1, 1, 1, 1]],
  ['as many rows as a tile and units as a vector', [12, 3, 4, 16]],
  ['fewer rows than a tile', [2, 5, 3, 16]],
  ['more rows than a tile, more units than a vector', [7, 5, 3, 21]],
  ['one input, many units', [5, 4, 1, 75]],
  ['more rows than a chunk', [150, 2, 3, 5]],
  ['more steps than a chunk', [40, 7, 3, 5]],
  ['chunks that do not fill', [29, 9, 9, 20]],
  ['units that threads divide among them', [1, 12, 30, 130]],
];
