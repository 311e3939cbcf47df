import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type Behavior, rnnStep, weightsFor } from '../../solutions/07-rnn-step';
import { expectThat, forAll, times, written } from './complaint';
import { matricesOf } from './matrices';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

interface Example {
  /** `[batch][inputs]` */
  x: number[][];
  /** `[batch][units]` */
  h: number[][];
  kernel: number[][];
  recurrentKernel: number[][];
  bias: number[];
}

const product = (a: number[][], b: number[][]) =>
  a.map((row) => b[0]!.map((_, unit) => row.reduce((sum, value, i) => sum + value * b[i]![unit]!, 0)));

/** The new state in plain numbers, with `tanh` or another activation. */
function stateAfter(example: Example, activation = Math.tanh): number[][] {
  const [fromWord, fromState] = [
    product(example.x, example.kernel),
    product(example.h, example.recurrentKernel),
  ];
  return fromWord.map((row, b) => row.map((z, u) => activation(z + fromState[b]![u]! + example.bias[u]!)));
}

function examine(example: Example): void {
  const { x, h, kernel, recurrentKernel, bias } = example;
  const weights = {
    kernel: tf.tensor2d(kernel),
    recurrentKernel: tf.tensor2d(recurrentKernel),
    bias: tf.tensor1d(bias),
  };
  const answer: unknown = rnnStep(tf.tensor2d(x), tf.tensor2d(h), weights);
  expectShape(answer, [h.length, bias.length], 'batch, units');
  const [values, expected] = [valuesOf(answer), stateAfter(example)];
  if (close(values, expected)) return;
  const outcome = `the new state is ${written(values)}, not ${written(expected)}, for ${written(example)}`;
  const zeros = bias.map(() => 0);
  const without: [string, number[][]][] = [
    ['the sum must go through tanh', stateAfter(example, (z) => z)],
    [
      'this is a sigmoid: the activation must be tanh, from -1 to 1',
      stateAfter(example, (z) => 1 / (1 + Math.exp(-z))),
    ],
    ['the bias is missing', stateAfter({ ...example, bias: zeros })],
    ['the previous state is not used', stateAfter({ ...example, h: h.map(() => zeros) })],
    ['the word is not used', stateAfter({ ...example, x: x.map((row) => row.map(() => 0)) })],
  ];
  for (const [complaint, state] of without) expectThat(!close(values, state), `${complaint}: ${outcome}`);
  expectThat(false, outcome);
}

const NOTHING: Example = { x: [[0]], h: [[0]], kernel: [[0]], recurrentKernel: [[0]], bias: [0] };

test('rnnStep multiplies the word by the kernel', () => examine({ ...NOTHING, x: [[1]], kernel: [[0.5]] }));

test('rnnStep multiplies the previous state by the recurrent kernel', () =>
  examine({ ...NOTHING, h: [[1]], recurrentKernel: [[2]] }));

test('rnnStep adds the bias', () => examine({ ...NOTHING, bias: [-0.5] }));

test('rnnStep connects every unit with the whole word and the whole previous state', () =>
  examine({
    x: [[1, 2]],
    h: [[0.1, 0.2]],
    kernel: [
      [1, 0],
      [0, -1],
    ],
    recurrentKernel: [
      [0, 3],
      [1, 0],
    ],
    bias: [0, 0],
  }));

test('rnnStep is right for any batch and weights', () => {
  const value = fc.integer({ min: -20, max: 20 }).map((n) => n / 10);
  const matrix = matricesOf(value);
  const size = fc.integer({ min: 1, max: 3 });
  const examples = fc.tuple(size, size, size).chain(([batch, inputs, units]) =>
    fc.record({
      x: matrix(batch, inputs),
      h: matrix(batch, units),
      kernel: matrix(inputs, units),
      recurrentKernel: matrix(units, units),
      bias: matrix(1, units).map(([row]) => row!),
    }),
  );
  forAll(examples, examine, 100);
});

test('the gradient of rnnStep reaches the word', () => {
  const weights = {
    kernel: tf.tensor2d([[0.5]]),
    recurrentKernel: tf.tensor2d([[0]]),
    bias: tf.tensor1d([0]),
  };
  const gradient = gradientOf(
    (x) => rnnStep(x as tf.Tensor2D, tf.tensor2d([[0]]), weights).sum(),
    tf.tensor2d([[0]]),
  );
  expectThat(
    close(gradient, [[0.5]]),
    `at z = 0 the derivative of tanh is 1, so the gradient of the word must be its weight, 0.5, not ${written(gradient)}`,
  );
});

test('rnnStep leaves no other tensor in memory', () => {
  const x = tf.ones([2, 3]) as tf.Tensor2D;
  const h = tf.ones([2, 4]) as tf.Tensor2D;
  const weights = {
    kernel: tf.ones([3, 4]) as tf.Tensor2D,
    recurrentKernel: tf.ones([4, 4]) as tf.Tensor2D,
    bias: tf.ones([4]) as tf.Tensor1D,
  };
  expectNoLeak(() => [rnnStep(x, h, weights)]);
});

/** Runs the network over some inputs and returns the state after each. */
function run(behavior: Behavior, inputs: readonly number[], start = 0) {
  const answer: unknown = weightsFor(behavior);
  const { wx, wh } = (answer ?? {}) as { wx: unknown; wh: unknown };
  expectThat(
    typeof wx === 'number' && Number.isFinite(wx) && typeof wh === 'number' && Number.isFinite(wh),
    `weightsFor('${behavior}') must return an object with two numbers, { wx: ..., wh: ... }, not ${written(answer)}`,
  );
  const states: number[] = [];
  for (const x of inputs) states.push(Math.tanh(wx * x + wh * (states.at(-1) ?? start)));
  return { states, last: states.at(-1)!, chosen: `'${behavior}', wx ${written(wx)} and wh ${written(wh)}` };
}

test('the weights for forgets make the state depend on the last input only', () => {
  for (const x of [-1, -0.5, 0, 0.5, 1]) {
    const [high, low] = [run('forgets', [x], 1), run('forgets', [x], -1)];
    expectThat(
      Math.abs(high.last - low.last) < 0.01,
      `${high.chosen}: the past still matters. After the input ${x} the state is ${written(high.last)} if it was 1 before, ` +
        `and ${written(low.last)} if it was -1`,
    );
  }
  const [yes, no] = [run('forgets', [1]), run('forgets', [-1])];
  expectThat(
    yes.last - no.last > 1,
    `${yes.chosen}: the input does not matter enough. The state is ${written(yes.last)} after 1 and ${written(no.last)} after -1`,
  );
});

test('the weights for remembers keep the sign of the first input', () => {
  for (const first of [1, -1]) {
    for (const later of [-first, -first / 2, 0, first]) {
      const { states, chosen } = run('remembers', [first, ...new Array<number>(20).fill(later)]);
      const lost = states.findIndex((state) => Math.sign(state) !== first);
      expectThat(
        lost < 0,
        `${chosen}: the first input is forgotten. It was ${first}, then came ${written(later)} ${times(lost)}, and the state ` +
          `is ${written(states[lost])}: its sign must be that of the first input`,
      );
    }
  }
});

test('the weights for fades let the state decay slowly', () => {
  const { states, chosen } = run('fades', [1, ...new Array<number>(20).fill(0)]);
  const shown = written(states.slice(0, 4));
  expectThat(
    states[0]! > 0.5,
    `${chosen}: after the input 1 the state is ${written(states[0])}, not above 0.5`,
  );
  expectThat(
    states.slice(1, 4).every((state) => state > 0.1),
    `${chosen}: the state decays too fast. After 1 and three zeros the states are ${shown}, and must be above 0.1`,
  );
  expectThat(
    Math.abs(states[20]!) < 0.01,
    `${chosen}: the state does not decay enough. After 1 and twenty zeros it is still ${written(states[20])}`,
  );
});
