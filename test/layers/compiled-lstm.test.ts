import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { fusedLstm, type LstmInputs, type LstmOutputs, plainLstm, unrolledLstm } from '../../lib/layers';
import { blockLstm } from '../../lib/layers/block-lstm';
import { compiledKernel } from '../../lib/layers/lstm-kernel/compiled-file';
import { hasLstmKernel } from '../../lib/layers/lstm-kernel/load';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';

await ready();

type Sizes = [T: number, B: number, I: number, H: number];

function inputsOf([T, B, I, H]: Sizes): LstmInputs {
  return {
    x: normal<tf.Rank.R3>([T, B, I], 1),
    h0: normal<tf.Rank.R2>([B, H], 2),
    c0: normal<tf.Rank.R2>([B, H], 3),
    kernel: normal<tf.Rank.R2>([I, 4 * H], 4, 0.2),
    recurrentKernel: normal<tf.Rank.R2>([H, 4 * H], 5, 0.2),
    bias: normal<tf.Rank.R1>([4 * H], 6),
  };
}

const fused = (inputs: LstmInputs, gates: 'sigmoid' | 'hardSigmoid') =>
  fusedLstm(inputs, { cells: true, gates }) as Required<LstmOutputs>;
const hardSigmoid = (z: tf.Tensor) => z.mul(0.2).add(0.5).clipByValue(0, 1);

type Lstm = (inputs: LstmInputs) => Required<LstmOutputs>;

/** Returns the outputs, and the gradients of a weighted sum of all outputs and cell states. */
function outputsAndGradients(lstm: Lstm, inputs: LstmInputs): tf.Tensor[] {
  const { recurrentMask, ...trainable } = inputs;
  const names = Object.keys(trainable) as (keyof typeof trainable)[];
  const { h, c } = lstm(inputs);
  const [byH, byC] = [normal(h.shape, 7), normal(h.shape, 8)];
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const named = Object.fromEntries(names.map((name, n) => [name, values[n]]));
    const out = lstm({ ...inputs, ...named });
    return out.h.mul(byH).add(out.c.mul(byC)).sum();
  })(names.map((name) => inputs[name]!));
  return [h, c, ...gradients];
}

function expectEqualResults(inputs: LstmInputs, other: Lstm = blockLstm): void {
  const [compiled, stock] = [outputsAndGradients(fusedLstm, inputs), outputsAndGradients(other, inputs)];
  const size = (tensor: tf.Tensor) => Math.max(1, tensor.abs().max().dataSync()[0]!);
  expectClose(
    compiled.map((tensor, n) => tensor.div(size(stock[n]!))),
    stock.map((tensor) => tensor.div(size(tensor))),
    5e-6,
  );
}

it.runIf(isNative())('the compiled LSTM kernel loads if set-up has compiled it', () => {
  expect(hasLstmKernel()).toBe(existsSync(compiledKernel()));
});

describe.runIf(hasLstmKernel())("the compiled LSTM kernel, compared with TensorFlow's", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each<[string, Sizes]>([
    ['one step, row, input and unit', [1, 1, 1, 1]],
    ['as many rows as a tile and units as a vector', [3, 12, 4, 16]],
    ['fewer rows than a tile', [5, 2, 3, 16]],
    ['more rows than a tile, more units than a vector', [5, 7, 3, 21]],
    ['one input, many units', [4, 5, 1, 75]],
    ['more rows than a chunk', [2, 150, 3, 5]],
    ['more steps than a chunk', [300, 2, 3, 5]],
    ['chunks that do not fill', [37, 11, 9, 20]],
  ])('outputs and gradients are equal for %s', (_, sizes) => {
    expectEqualResults(inputsOf(sizes));
  });

  it.each(['1', '2', '3', '16'])('outputs and gradients are equal with %s threads', (threads) => {
    vi.stubEnv('SENTIMENT_THREADS', threads);
    expectEqualResults(inputsOf([60, 20, 30, 40])); // enough work for three threads
  });

  it('outputs and gradients are equal with recurrent dropout', () => {
    const recurrentMask = normal<tf.Rank.R2>([7, 20], 9).greater(0).cast<tf.Tensor2D>('float32');
    expectEqualResults({ ...inputsOf([6, 7, 4, 20]), recurrentMask }, unrolledLstm);
  });

  it('hard sigmoid gates give the results of the plain LSTM', () => {
    const inputs = inputsOf([6, 7, 4, 20]);
    const hard = { activation: tf.tanh, recurrentActivation: hardSigmoid };
    const compiled = outputsAndGradients((given) => fused(given, 'hardSigmoid'), inputs);
    const plain = outputsAndGradients((given) => plainLstm(given, hard), inputs);
    expectClose(compiled, plain, 1e-4);
  });

  it('outputs and gradients are equal for saturated gates', () => {
    const inputs = inputsOf([5, 4, 3, 9]);
    expectEqualResults({ ...inputs, x: inputs.x.mul(100) });
  });

  it('an empty batch and an empty sequence give empty outputs and zero gradients', () => {
    const [h, c, ...gradients] = outputsAndGradients(fusedLstm, inputsOf([3, 0, 2, 4]));
    expect([h!.shape, c!.shape]).toEqual([
      [3, 0, 4],
      [3, 0, 4],
    ]);
    expect(gradients.slice(3).every((gradient) => gradient.abs().sum().dataSync()[0] === 0)).toBe(true);
    expect(fusedLstm(inputsOf([0, 3, 2, 4])).h.shape).toEqual([0, 3, 4]);
  });

  it('NaN in the initial state stays NaN in the outputs', () => {
    const { h } = fusedLstm({ ...inputsOf([2, 2, 3, 4]), h0: tf.fill([2, 4], Number.NaN) });
    expect([...h.dataSync()].every(Number.isNaN)).toBe(true);
  });

  it('mismatched shapes throw', () => {
    const inputs = inputsOf([2, 3, 4, 5]);
    expect(() => fusedLstm({ ...inputs, bias: tf.zeros([19]) })).toThrow(/shapes .* do not fit/);
    expect(() => fusedLstm({ ...inputs, recurrentMask: tf.zeros([3, 4]) })).toThrow(/shapes .* do not fit/);
  });

  it('neither tfjs nor TensorFlow leaks memory', () => {
    const inputs = inputsOf([20, 64, 60, 50]);
    const loss = (x: tf.Tensor) =>
      fusedLstm({ ...inputs, x: x as tf.Tensor3D })
        .h.square()
        .sum() as tf.Scalar;
    const step = () => tf.tidy(() => tf.grad(loss)(inputs.x).sum().dataSync()[0]);
    expect(step).toLeakNoTensors();
    const resident = () => process.memoryUsage().rss / 2 ** 20;
    for (let n = 0; n < 30; n++) step();
    const before = resident();
    for (let n = 0; n < 300; n++) step();
    expect(resident() - before).toBeLessThan(60); // MiB: leaking one output per step takes 150
  });
});
