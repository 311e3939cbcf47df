import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type GruInputs, type GruOutputs, plainGru, unrolledGru } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';

await ready();

const [T, B, I, H] = [4, 2, 3, 2];

const before: GruInputs = {
  x: normal<tf.Rank.R3>([T, B, I], 1),
  h0: normal<tf.Rank.R2>([B, H], 2),
  kernel: normal<tf.Rank.R2>([I, 3 * H], 3),
  recurrentKernel: normal<tf.Rank.R2>([H, 3 * H], 4),
  bias: normal<tf.Rank.R1>([3 * H], 5),
};
const after = { ...before, recurrentBias: normal<tf.Rank.R1>([3 * H], 6) };
const recurrentMask = tf.tensor2d([2, 0, 0, 2], [B, H]);
const weighing = normal([T, B, H], 7);

const variants: [string, GruInputs][] = [
  ['with the reset gate before the product', before],
  ['with the reset gate after the product', after],
  ['with the reset gate before, and recurrent dropout', { ...before, recurrentMask }],
  ['with the reset gate after, and recurrent dropout', { ...after, recurrentMask }],
];
type Gru = (inputs: GruInputs) => GruOutputs;
const cases = variants.flatMap(([variant, inputs]) =>
  (
    [
      ['plain', plainGru],
      ['unrolled', unrolledGru],
    ] as [string, Gru][]
  ).map(([version, gru]) => [version, variant, gru, inputs] as const),
);

describe('GRU implementations', () => {
  it.each(cases)('the %s GRU %s computes the equations element-wise', (_, __, gru, inputs) => {
    expectClose([gru(inputs).h], [tf.tensor(reference(valuesOf(inputs)))], 1e-6);
  });

  it.each(cases)('the %s GRU %s has the gradients of finite differences', (_, __, gru, inputs) => {
    const names = trainable(inputs);
    const values = valuesOf(inputs);
    const slopes = names.map((name) =>
      tf.tensor(
        slopesOf(values[name]!, () => loss(values)),
        inputs[name]!.shape,
      ),
    );
    expectClose(tf.grads(lossOf(gru, inputs, names))(tensorsOf(inputs, names)), slopes, 5e-6);
  });

  it.each(cases)('the %s GRU %s has right second derivatives', (_, __, gru, inputs) => {
    const names = trainable(inputs);
    const along = names.map((name, n) => normal(inputs[name]!.shape, 20 + n));
    // The slope of the loss along a direction of all inputs, and the gradient of that slope.
    const slope = (...tensors: tf.Tensor[]) =>
      tf
        .grads(lossOf(gru, inputs, names))(tensors)
        .map((gradient, n) => gradient.mul(along[n]!).sum())
        .reduce((sum, part) => sum.add(part));
    const values = valuesOf(inputs);
    const directions = along.map((direction) => [...direction.dataSync()]);
    const slopeOfReference = () => {
      const at = (step: number) => {
        const moved = { ...values };
        for (const [n, name] of names.entries())
          moved[name] = values[name]!.map((value, m) => value + step * directions[n]![m]!);
        return loss(moved);
      };
      return (at(1e-4) - at(-1e-4)) / 2e-4;
    };
    const slopes = names.map((name) =>
      tf.tensor(slopesOf(values[name]!, slopeOfReference), inputs[name]!.shape),
    );
    expectClose(tf.grads(slope)(tensorsOf(inputs, names)), slopes, 1e-4);
  });

  it('hard sigmoid gates give the gradients of the plain GRU', () => {
    const hardSigmoid = (z: tf.Tensor) => z.mul(0.2).add(0.5).clipByValue(0, 1);
    const plain: Gru = (given) => plainGru(given, { activation: tf.tanh, recurrentActivation: hardSigmoid });
    const unrolled: Gru = (given) => unrolledGru(given, { gates: 'hardSigmoid' });
    for (const inputs of [before, after]) {
      const [names, wide] = [trainable(inputs), { ...inputs, x: inputs.x.mul<tf.Tensor3D>(5) }];
      const [ours, theirs] = [unrolled, plain].map((gru) =>
        tf.grads(lossOf(gru, wide, names))(tensorsOf(wide, names)),
      );
      expectClose(ours!, theirs!);
    }
  });

  it('unrolledGru leaks no tensors', () => {
    const names = trainable(after);
    expect(() =>
      tf.tidy(() => tf.grads(lossOf(unrolledGru, after, names))(tensorsOf(after, names))),
    ).toLeakNoTensors();
  });
});

type Name = keyof GruInputs;

/** The names of the inputs that need a gradient: the mask of recurrent dropout is drawn. */
function trainable(inputs: GruInputs): Name[] {
  return (Object.keys(inputs) as Name[]).filter((name) => name !== 'recurrentMask');
}

function tensorsOf(inputs: GruInputs, names: Name[]): tf.Tensor[] {
  return names.map((name) => inputs[name]!);
}

function lossOf(gru: Gru, inputs: GruInputs, names: Name[]): (...tensors: tf.Tensor[]) => tf.Tensor {
  return (...tensors) => {
    const given = Object.fromEntries(names.map((name, n) => [name, tensors[n]]));
    return gru({ ...inputs, ...given })
      .h.mul(weighing)
      .sum();
  };
}

/** The inputs as flat lists of doubles, row-major. */
type Values = { [name in Name]?: number[] };

function valuesOf(inputs: GruInputs): Values {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

/** Computes a GRU in plain loops and double precision: `[time][batch][units]`. */
function reference(values: Values): number[][][] {
  const { x, h0, kernel, recurrentKernel, bias, recurrentBias, recurrentMask } = values as Required<Values>;
  let state = Array.from({ length: B }, (_, b) => h0.slice(b * H, (b + 1) * H));
  return Array.from({ length: T }, (_, t) => {
    state = state.map((row, b) => {
      const h = row.map((value, n) => value * (recurrentMask?.[b * H + n] ?? 1));
      const product = (from: number[], column: number) =>
        from.reduce((sum, value, n) => sum + value * recurrentKernel[n * 3 * H + column]!, 0);
      const ofInput = (column: number) =>
        Array.from({ length: I }, (_, n) => x[(t * B + b) * I + n]! * kernel[n * 3 * H + column]!).reduce(
          (sum, value) => sum + value,
          bias[column]!,
        );
      const ofOutput = (column: number) => product(h, column) + (recurrentBias?.[column] ?? 0);
      const gate = (column: number) => 1 / (1 + Math.exp(-ofInput(column) - ofOutput(column)));
      const resets = h.map((_, n) => gate(H + n));
      return h.map((value, n) => {
        const column = 2 * H + n;
        const recurrent = recurrentBias
          ? resets[n]! * ofOutput(column)
          : product(
              h.map((value, m) => value * resets[m]!),
              column,
            );
        const z = gate(n);
        return z * value + (1 - z) * Math.tanh(ofInput(column) + recurrent);
      });
    });
    return state;
  });
}

function loss(values: Values): number {
  const weights = weighing.dataSync();
  return reference(values)
    .flat(2)
    .reduce((sum, value, n) => sum + value * weights[n]!, 0);
}

/** Returns the central differences of `compute` with respect to each of `values`. */
function slopesOf(values: number[], compute: () => number): number[] {
  const step = 1e-5;
  return values.map((value, n) => {
    const at = (moved: number) => {
      values[n] = moved;
      return compute();
    };
    const slope = (at(value + step) - at(value - step)) / (2 * step);
    values[n] = value;
    return slope;
  });
}
