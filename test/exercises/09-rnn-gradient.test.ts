import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type Gradients, rnnGradients } from '../../solutions/09-rnn-gradient';
import { expectThat, forAll, written } from './complaint';
import { matricesOf } from './matrices';
import { close, expectNoLeak, expectShape, type Nested } from './tensors';

beforeAll(ready);

interface Example {
  x: number[][];
  h: number[][];
  kernel: number[][];
  recurrentKernel: number[][];
  bias: number[];
  /** The gradient of the loss with respect to the new state, `[batch][units]`. */
  dNewH: number[][];
}

const NAMES = ['x', 'h', 'kernel', 'recurrentKernel', 'bias'] as const;
const SHAPES = {
  x: 'batch, inputs',
  h: 'batch, units',
  kernel: 'inputs, units',
  recurrentKernel: 'units, units',
  bias: 'units',
};

/** The gradients by automatic differentiation, with `tanh` or another activation. */
function automatic(example: Example, activation = (z: tf.Tensor) => z.tanh()): Record<string, Nested> {
  return tf.tidy(() => {
    const [x, h, kernel, recurrentKernel] = NAMES.slice(0, 4).map((name) =>
      tf.tensor2d(example[name] as number[][]),
    );
    const loss = (...[x, h, kernel, recurrentKernel, bias]: tf.Tensor[]) =>
      activation(tf.matMul(x!, kernel!).add(tf.matMul(h!, recurrentKernel!)).add(bias!))
        .mul(tf.tensor2d(example.dNewH))
        .sum();
    const found = tf.grads(loss)([x!, h!, kernel!, recurrentKernel!, tf.tensor1d(example.bias)]);
    return Object.fromEntries(NAMES.map((name, n) => [name, found[n]!.arraySync() as Nested]));
  });
}

function stepOf({ x, h, kernel, recurrentKernel, bias }: Example) {
  const made = {
    x: tf.tensor2d(x),
    h: tf.tensor2d(h),
    kernel: tf.tensor2d(kernel),
    recurrentKernel: tf.tensor2d(recurrentKernel),
  };
  const newH = tf.tidy(() => {
    const fromBoth = tf.matMul(made.x, made.kernel).add(tf.matMul(made.h, made.recurrentKernel));
    return fromBoth.add(tf.tensor1d(bias)).tanh() as tf.Tensor2D;
  });
  return { ...made, newH };
}

function examine(example: Example): void {
  const answer = rnnGradients(stepOf(example), tf.tensor2d(example.dNewH)) as Partial<Gradients> | undefined;
  expectThat(
    answer instanceof Object,
    'the result must be an object { x, h, kernel, recurrentKernel, bias }',
  );
  const expected = automatic(example);
  const linear = automatic(example, (z) => z);
  const batch = example.x.length;
  for (const name of ['bias', 'kernel', 'recurrentKernel', 'x', 'h'] as const) {
    const given: unknown = answer[name];
    expectThat(given !== undefined, `the gradient of ${name} is missing`);
    const shape = name === 'bias' ? [example.bias.length] : [example[name].length, example[name][0]!.length];
    if (given instanceof tf.Tensor)
      expectThat(
        written(given.shape) === written(shape),
        `the gradient of ${name} has shape ${written(given.shape)}, but must have that of ${name}, ${written(shape)}: ${SHAPES[name]}`,
      );
    expectShape(given, shape, SHAPES[name]);
    const values = given.arraySync() as Nested;
    if (close(values, expected[name]!)) continue;
    const outcome = `the gradient of ${name} is ${written(values)}, not ${written(expected[name])}, for ${written(example)}`;
    expectThat(
      !close(values, linear[name]!),
      `the derivative of tanh is missing: it depends on the new state; ${outcome}`,
    );
    const shared = name === 'bias' || name === 'kernel' || name === 'recurrentKernel';
    if (shared && batch > 1) {
      const mean = given.mul(batch).arraySync() as Nested[] satisfies Nested;
      expectThat(
        !close(mean, expected[name]!),
        `the reviews share the weights, so their gradients must be summed, not averaged; ${outcome}`,
      );
    }
    if (name === 'x' || name === 'h')
      expectThat(
        !notTransposed(example, name, values),
        `the backward pass must use the transposed matrix of weights; ${outcome}`,
      );
    expectThat(false, outcome);
  }
}

/** Whether a gradient was multiplied by the weights without transposing them. */
function notTransposed(example: Example, name: 'x' | 'h', gradient: Nested): boolean {
  const weights = name === 'x' ? example.kernel : example.recurrentKernel;
  if (weights.length !== weights[0]!.length) return false;
  const transposed = weights.map((row, i) => row.map((_, j) => weights[j]![i]!));
  const { newH } = stepOf(example);
  const dz = tf.tensor2d(example.dNewH).mul(tf.sub(1, newH.square()));
  return close(gradient, tf.matMul(dz, tf.tensor2d(transposed), false, true).arraySync() as Nested);
}

const ONE: Example = { x: [[1]], h: [[0]], kernel: [[0]], recurrentKernel: [[0]], bias: [0], dNewH: [[1]] };

test('rnnGradients is right at a state of 0, where the derivative of tanh is 1', () => examine(ONE));

test('rnnGradients multiplies by the derivative of tanh', () => examine({ ...ONE, bias: [1] }));

test('rnnGradients is right for the word and the previous state', () =>
  examine({ ...ONE, h: [[0.5]], kernel: [[0.3]], recurrentKernel: [[-2]] }));

test('rnnGradients sums the gradients of the weights over the batch', () =>
  examine({ ...ONE, x: [[1], [3]], h: [[0.5], [0.1]], dNewH: [[1], [1]] }));

test('rnnGradients gives each gradient the shape of its input', () =>
  examine({
    x: [[1, 2, 3]],
    h: [[0.5, -0.5]],
    kernel: [
      [0.1, 0.2],
      [0.3, 0.4],
      [0.5, 0.6],
    ],
    recurrentKernel: [
      [0.1, 0.7],
      [0.2, -0.3],
    ],
    bias: [0, 0],
    dNewH: [[1, 0]],
  }));

test('rnnGradients agrees with automatic differentiation for any step', () => {
  const value = fc.integer({ min: -10, max: 10 }).map((n) => n / 10);
  const matrix = matricesOf(value);
  const size = fc.integer({ min: 1, max: 3 });
  const examples = fc.tuple(size, size, size).chain(([batch, inputs, units]) =>
    fc.record({
      x: matrix(batch, inputs),
      h: matrix(batch, units),
      kernel: matrix(inputs, units),
      recurrentKernel: matrix(units, units),
      bias: matrix(1, units).map(([row]) => row!),
      dNewH: matrix(batch, units),
    }),
  );
  forAll(examples, examine, 60);
});

test('rnnGradients leaves no other tensor in memory', () => {
  const step = stepOf({ ...ONE, x: [[1], [2]], h: [[1], [2]] });
  const dNewH = tf.ones([2, 1]) as tf.Tensor2D;
  expectNoLeak(() => Object.values(rnnGradients(step, dNewH)));
});
