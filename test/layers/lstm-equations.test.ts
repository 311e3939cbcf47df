import { describe, expect, it } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { fusedLstm, type LstmInputs, type LstmOutputs, plainLstm, unrolledLstm } from '../../lib/layers';
import { blockLstm } from '../../lib/layers/block-lstm';
import { isFusable } from '../../lib/layers/fused-lstm';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';
import { type ReferenceInputs, referenceLstm } from './reference';

await ready();

const [T, B, I, H] = [4, 2, 3, 2];

const base = {
  x: normal<tf.Rank.R3>([T, B, I], 1),
  h0: normal<tf.Rank.R2>([B, H], 2),
  c0: normal<tf.Rank.R2>([B, H], 3),
  kernel: normal<tf.Rank.R2>([I, 4 * H], 4),
  recurrentKernel: normal<tf.Rank.R2>([H, 4 * H], 5),
  bias: normal<tf.Rank.R1>([4 * H], 6),
} satisfies LstmInputs;
const peepholes = normal<tf.Rank.R2>([3, H], 7);
const outputPeephole = normal<tf.Rank.R2>([H, H], 8);
const recurrentMask = tf.tensor2d([1, 0, 0, 1], [B, H]);
const weighings = { h: normal<tf.Rank.R3>([T, B, H], 9), c: normal<tf.Rank.R3>([T, B, H], 10) };

type Lstm = (inputs: LstmInputs) => Required<LstmOutputs>;

const variants: [string, LstmInputs][] = [
  ['without options', base],
  ['with peepholes', { ...base, peepholes }],
  ['with output peepholes from all cells', { ...base, outputPeephole }],
  ['with recurrent dropout', { ...base, recurrentMask }],
  ['with peepholes and recurrent dropout', { ...base, peepholes, recurrentMask }],
  ['of one step', { ...base, x: base.x.slice(0, 1), recurrentMask }],
];
const versions: [string, Lstm][] = [
  ['plain', plainLstm],
  ['unrolled', unrolledLstm],
];
versions.push(['fused', fusedLstm]);
if (isNative()) versions.push(["TensorFlow's", blockLstm]);

const cases = versions.flatMap(([version, lstm]) =>
  variants
    .filter(([, inputs]) => isSupported(version, inputs))
    .map(([variant, inputs]) => [version, variant, lstm, inputs] as const),
);

function isSupported(version: string, inputs: LstmInputs): boolean {
  if (version === 'fused') return isFusable(inputs, 'sigmoid');
  return version !== "TensorFlow's" || !(inputs.outputPeephole || inputs.recurrentMask);
}

describe('LSTM implementations', () => {
  it.each(cases)('the %s LSTM %s computes the equations element-wise', (_, __, lstm, inputs) => {
    const { h, c } = lstm(inputs);
    const rows = rowsOf(arraysOf(inputs)).map(referenceLstm);
    expectClose([h], [timeFirst(rows.map((row) => row.h))], 1e-6);
    expectClose([c], [timeFirst(rows.map((row) => row.c))], 1e-6);
  });

  it.each(cases)('the %s LSTM %s has the gradients of finite differences', (_, __, lstm, inputs) => {
    // The mask of recurrent dropout is drawn, not trained: it needs no gradient.
    const { recurrentMask, ...trainable } = inputs;
    const names = Object.keys(trainable) as (keyof typeof trainable)[];
    const loss = (...values: tf.Tensor[]) => {
      const { h, c } = lstm({ ...inputs, ...Object.fromEntries(names.map((name, n) => [name, values[n]])) });
      const [byH, byC] = [weighings.h, weighings.c].map((weighing) => weighing.slice(0, h.shape[0]));
      return h.mul(byH!).sum().add(c.mul(byC!).sum()) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(names.map((name) => trainable[name]!));
    const arrays = arraysOf(inputs);
    const slopes = names.map((name) =>
      tf.tensor(
        slopesOf(arrays[name] as Nested, () => referenceLoss(arrays)),
        trainable[name]!.shape,
      ),
    );
    expectClose(gradients, slopes, 5e-6);
  });

  it.each(cases)('the %s LSTM %s has right second derivatives', (_, __, lstm, inputs) => {
    const { recurrentMask, ...trainable } = inputs;
    const names = Object.keys(trainable) as (keyof typeof trainable)[];
    const loss = (given: LstmInputs) => {
      const { h, c } = lstm({ ...given, recurrentMask });
      const [byH, byC] = [weighings.h, weighings.c].map((weighing) => weighing.slice(0, h.shape[0]));
      return h.mul(byH!).sum().add(c.mul(byC!).sum());
    };
    // The slope of the loss along a direction of x, and the gradient of that slope.
    const direction = normal<tf.Rank.R3>(inputs.x.shape, 11);
    const slope = (...values: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((name, n) => [name, values[n]])) as unknown as LstmInputs;
      return tf
        .grad((x) => loss({ ...given, x: x as tf.Tensor3D }))(given.x)
        .mul(direction)
        .sum() as tf.Scalar;
    };
    const gradients = tf.grads(slope)(names.map((name) => trainable[name]!));
    const arrays = arraysOf(inputs);
    const slopeOfReference = () => {
      const lossAt = (step: number) =>
        referenceLoss({ ...arrays, x: moved(arrays.x, direction.arraySync() as Nested, step) });
      return (lossAt(1e-4) - lossAt(-1e-4)) / 2e-4;
    };
    const slopes = names.map((name) =>
      tf.tensor(slopesOf(arrays[name] as Nested, slopeOfReference), trainable[name]!.shape),
    );
    expectClose(gradients, slopes, 2e-5);
  });

  it('fusedLstm leaks no tensors', () => {
    const inputs = { ...base, recurrentMask };
    const loss = (x: tf.Tensor) => fusedLstm({ ...inputs, x: x as tf.Tensor3D }).h.sum() as tf.Scalar;
    expect(() => tf.tidy(() => tf.grad(loss)(base.x))).toLeakNoTensors();
  });

  it('fusedLstm says why no kernel computes recurrent dropout with peepholes', () => {
    expect(() => fusedLstm({ ...base, peepholes, recurrentMask })).toThrow(
      /no kernel .* it has no peepholes.* use unrolledLstm/,
    );
  });
});

type Nested = (number | Nested)[];
type Arrays = { [name in keyof LstmInputs]: Nested };

/** Returns the inputs as nested arrays of doubles. */
function arraysOf(inputs: LstmInputs): Arrays {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, tensor.arraySync()]),
  ) as Arrays;
}

/** Splits a batch into rows, since the reference takes one row at a time. */
function rowsOf({ x, h0, c0, recurrentMask, ...weights }: Arrays): ReferenceInputs[] {
  return h0.map(
    (_, b) =>
      ({
        ...weights,
        x: x.map((step) => (step as Nested)[b]),
        h0: h0[b],
        c0: c0[b],
        recurrentMask: recurrentMask?.[b],
      }) as ReferenceInputs,
  );
}

/** Rows of `[time][units]` -> `[time, batch, units]`. */
function timeFirst(rows: number[][][]): tf.Tensor {
  return tf.stack(
    rows.map((row) => tf.tensor2d(row)),
    1,
  );
}

function referenceLoss(arrays: Arrays): number {
  const [byH, byC] = [weighings.h.arraySync(), weighings.c.arraySync()];
  let loss = 0;
  rowsOf(arrays).forEach((row, b) => {
    const { h, c } = referenceLstm(row);
    for (let t = 0; t < h.length; t++)
      for (let unit = 0; unit < H; unit++)
        loss += h[t]![unit]! * byH[t]![b]![unit]! + c[t]![unit]! * byC[t]![b]![unit]!;
  });
  return loss;
}

/** Returns values plus `step` times a direction of the same shape. */
function moved(values: Nested, direction: Nested, step: number): Nested {
  return values.map((value, n) => {
    const along = direction[n]!;
    return Array.isArray(value) ? moved(value, along as Nested, step) : value + step * (along as number);
  });
}

/** Returns the central differences of `loss` with respect to each of `values`. */
function slopesOf(values: Nested, loss: () => number): number[] {
  const step = 1e-5;
  return values.flatMap((value, n) => {
    if (Array.isArray(value)) return slopesOf(value, loss);
    const lossAt = (moved: number) => {
      values[n] = moved;
      return loss();
    };
    const slope = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
    values[n] = value;
    return slope;
  });
}
