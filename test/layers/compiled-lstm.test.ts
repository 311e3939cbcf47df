import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { fusedLstm, type LstmInputs, type LstmOutputs, plainLstm } from '../../lib/layers';
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

/** Returns outputs and gradients of a sum over outputs and cells that weighs each differently. */
function everything(lstm: Lstm, inputs: LstmInputs): tf.Tensor[] {
  const { recurrentMask, ...learnt } = inputs;
  const names = Object.keys(learnt) as (keyof typeof learnt)[];
  const { h, c } = lstm(inputs);
  const [byH, byC] = [normal(h.shape, 7), normal(h.shape, 8)];
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const named = Object.fromEntries(names.map((name, n) => [name, values[n]]));
    const out = lstm({ ...inputs, ...named });
    return out.h.mul(byH).add(out.c.mul(byC)).sum();
  })(names.map((name) => inputs[name]!));
  return [h, c, ...gradients];
}

function expectTheSame(inputs: LstmInputs): void {
  const [ours, theirs] = [everything(fusedLstm, inputs), everything(blockLstm, inputs)];
  const size = (tensor: tf.Tensor) => Math.max(1, tensor.abs().max().dataSync()[0]!);
  expectClose(
    ours.map((tensor, n) => tensor.div(size(theirs[n]!))),
    theirs.map((tensor) => tensor.div(size(tensor))),
    5e-6,
  );
}

it.runIf(isNative())('the LSTM kernel of our own loads where set-up could compile it', () => {
  expect(hasLstmKernel()).toBe(existsSync(compiledKernel()));
});

describe.runIf(hasLstmKernel())("the LSTM kernel of our own, beside TensorFlow's", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each<[string, Sizes]>([
    ['one of everything', [1, 1, 1, 1]],
    ['as many rows as a tile and units as a vector', [3, 12, 4, 16]],
    ['fewer rows than a tile', [5, 2, 3, 16]],
    ['more rows than a tile, more units than a vector', [5, 7, 3, 21]],
    ['one input, many units', [4, 5, 1, 75]],
    ['more rows than a chunk', [2, 150, 3, 5]],
    ['more steps than a chunk', [300, 2, 3, 5]],
    ['chunks that do not fill', [37, 11, 9, 20]],
  ])('gives the same outputs and gradients: %s', (_, sizes) => {
    expectTheSame(inputsOf(sizes));
  });

  it.each(['1', '2', '3', '16'])('gives the same with %s threads', (threads) => {
    vi.stubEnv('SENTIMENT_THREADS', threads);
    expectTheSame(inputsOf([60, 20, 30, 40])); // enough work for three threads
  });

  it('gives the same where gates do not see all of the previous output', () => {
    const recurrentMask = normal<tf.Rank.R2>([7, 20], 9).greater(0).cast<tf.Tensor2D>('float32');
    expectTheSame({ ...inputsOf([6, 7, 4, 20]), recurrentMask });
  });

  it('has hard sigmoid gates, too', () => {
    const inputs = inputsOf([6, 7, 4, 20]);
    const hard = { activation: tf.tanh, recurrentActivation: hardSigmoid };
    const ours = everything((given) => fused(given, 'hardSigmoid'), inputs);
    const plain = everything((given) => plainLstm(given, hard), inputs);
    expectClose(ours, plain, 1e-4);
  });

  it('gives the same for what a saturated cell sees', () => {
    const inputs = inputsOf([5, 4, 3, 9]);
    expectTheSame({ ...inputs, x: inputs.x.mul(100) });
  });

  it('takes a batch without rows, and rows without steps', () => {
    const [h, c, ...gradients] = everything(fusedLstm, inputsOf([3, 0, 2, 4]));
    expect([h!.shape, c!.shape]).toEqual([
      [3, 0, 4],
      [3, 0, 4],
    ]);
    expect(gradients.slice(3).every((gradient) => gradient.abs().sum().dataSync()[0] === 0)).toBe(true);
    expect(fusedLstm(inputsOf([0, 3, 2, 4])).h.shape).toEqual([0, 3, 4]);
  });

  it('does not turn a number that is none into one', () => {
    const { h } = fusedLstm({ ...inputsOf([2, 2, 3, 4]), h0: tf.fill([2, 4], Number.NaN) });
    expect([...h.dataSync()].every(Number.isNaN)).toBe(true);
  });

  it('refuses shapes that do not fit together', () => {
    const inputs = inputsOf([2, 3, 4, 5]);
    expect(() => fusedLstm({ ...inputs, bias: tf.zeros([19]) })).toThrow(/shapes .* do not fit/);
    expect(() => fusedLstm({ ...inputs, recurrentMask: tf.zeros([3, 4]) })).toThrow(/shapes .* do not fit/);
  });

  it('leaves no tensor behind, in tfjs or in TensorFlow', () => {
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
    expect(resident() - before).toBeLessThan(60); // one output a step that stays makes 150
  });
});
