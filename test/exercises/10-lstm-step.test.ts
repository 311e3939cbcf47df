import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { lstmStep } from '../../solutions/10-lstm-step';
import { expectThat, forAll, written } from './complaint';
import { matricesOf } from './matrices';
import { close, expectNoLeak, expectShape, type Nested, valuesOf } from './tensors';

beforeAll(ready);

/** One review, one unit: the equations in plain numbers. */
interface Example {
  x: number;
  h: number;
  c: number;
  /** Of the input, forget, candidate and output gate. */
  kernel: number[];
  recurrentKernel: number[];
  bias: number[];
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

interface Outcome {
  h: number;
  c: number;
  /** The output gate. */
  outputGate: number;
}

function expected({ x, h, c, kernel, recurrentKernel, bias }: Example): Outcome {
  const [i = 0, f = 0, g = 0, o = 0] = kernel.map((w, n) => x * w + h * recurrentKernel[n]! + bias[n]!);
  const newC = sigmoid(f) * c + sigmoid(i) * Math.tanh(g);
  return { h: sigmoid(o) * Math.tanh(newC), c: newC, outputGate: sigmoid(o) };
}

function answerTo({ x, h, c, kernel, recurrentKernel, bias }: Example): { h: number; c: number } {
  const one = (value: number) => tf.tensor2d([[value]]);
  const weights = {
    kernel: tf.tensor2d([kernel]),
    recurrentKernel: tf.tensor2d([recurrentKernel]),
    bias: tf.tensor1d(bias),
  };
  const answer = lstmStep(one(x), { h: one(h), c: one(c) }, weights) as
    | { h: unknown; c: unknown }
    | undefined;
  expectThat(answer !== undefined && answer !== null, 'the result is empty: return { h: ..., c: ... }');
  expectShape(answer.h, [1, 1], 'h: batch, units');
  expectShape(answer.c, [1, 1], 'c: batch, units');
  return { h: answer.h.dataSync()[0]!, c: answer.c.dataSync()[0]! };
}

const NOTHING: Example = {
  x: 0,
  h: 0,
  c: 0,
  kernel: [0, 0, 0, 0],
  recurrentKernel: [0, 0, 0, 0],
  bias: [0, 0, 0, 0],
};
const CLOSED = -20; // sigmoid: 0
const OPEN = 20; // sigmoid: 1

function examine(example: Example, why: string): void {
  const [given, right] = [answerTo(example), expected(example)];
  const inputs = written(example);
  const isRight = (answer: { h: number; c: number }, { h, c }: Outcome) =>
    close(answer.h, h) && close(answer.c, c);
  if (isRight(given, right)) return;
  const withoutBias = expected({ ...example, bias: [0, 0, 0, 0] });
  expectThat(!isRight(given, withoutBias), `the bias is missing in z, for ${inputs}`);
  expectThat(!isRight({ h: given.c, c: given.h }, right), `h and c are swapped, for ${inputs}`);
  expectThat(
    close(given.c, right.c),
    `${why}: the new c is ${written(given.c)}, not ${written(right.c)}, for ${inputs}`,
  );
  if (close(given.h, right.h)) return;
  const outcome = `the new h is ${written(given.h)}, not ${written(right.h)}, for ${inputs}`;
  expectThat(
    !close(given.h, right.outputGate * Math.tanh(example.c)),
    `h' must depend on the new cell state c', not on the old c: ${outcome}`,
  );
  expectThat(
    !close(given.h, right.outputGate * right.c),
    `the new cell state must go through tanh before the output gate: ${outcome}`,
  );
  expectThat(false, `${why}: ${outcome}`);
}

test('lstmStep keeps the cell state with an open forget gate and a closed input gate', () => {
  const example = { ...NOTHING, c: 0.7, bias: [CLOSED, OPEN, 0, OPEN] };
  examine(example, 'the forget gate (the second of the four) decides how much of the old cell state is kept');
});

test('lstmStep clears the cell state with a closed forget gate', () => {
  examine(
    { ...NOTHING, c: 0.7, bias: [CLOSED, CLOSED, 0, OPEN] },
    'with a closed forget gate nothing of the old cell state may stay',
  );
});

test('lstmStep writes the candidate with an open input gate', () => {
  const example = { ...NOTHING, bias: [OPEN, CLOSED, 0.5, OPEN] };
  examine(example, 'the input gate (the first) scales the candidate (the third), which goes through tanh');
});

test('lstmStep outputs the new cell state through the output gate', () => {
  const example = { ...NOTHING, c: 2, bias: [CLOSED, OPEN, 0, OPEN] };
  examine(example, "h' is the output gate (the fourth) times tanh(c'), where c' is the new cell state");
  examine({ ...NOTHING, c: 2, bias: [CLOSED, OPEN, 0, CLOSED] }, 'with a closed output gate the output is 0');
  examine(
    { ...NOTHING, c: 1, bias: [OPEN, CLOSED, 3, OPEN] },
    "h' must depend on the new cell state c', not on the old c",
  );
});

test('lstmStep computes every gate from the word and the previous hidden state', () => {
  examine({ ...NOTHING, x: 1, kernel: [1, 2, 3, 4] }, 'x is multiplied by kernel');
  examine({ ...NOTHING, h: 1, recurrentKernel: [1, 2, 3, 4] }, 'h is multiplied by recurrentKernel');
});

test('lstmStep is right for any inputs and weights', () => {
  const value = fc.integer({ min: -20, max: 20 }).map((n) => n / 10);
  const gates = fc.array(value, { minLength: 4, maxLength: 4 });
  const examples = fc.record({
    x: value,
    h: value,
    c: value,
    kernel: gates,
    recurrentKernel: gates,
    bias: gates,
  });
  forAll(examples, (example) => examine(example, 'this result is not right'), 100);
});

test('lstmStep gives the shapes of a batch with several units', () => {
  const [batch, inputs, units] = [3, 2, 5];
  const answer = lstmStep(
    tf.ones([batch, inputs]),
    { h: tf.ones([batch, units]), c: tf.ones([batch, units]) },
    {
      kernel: tf.ones([inputs, 4 * units]),
      recurrentKernel: tf.ones([units, 4 * units]),
      bias: tf.ones([4 * units]),
    },
  );
  expectShape(answer.h, [batch, units], 'h: batch, units');
  expectShape(answer.c, [batch, units], 'c: batch, units');
});

/** A batch: several reviews, inputs and units. */
interface Batch {
  x: number[][];
  h: number[][];
  c: number[][];
  kernel: number[][];
  recurrentKernel: number[][];
  bias: number[];
}

/**
 * The new state, `[batch][units]`.
 *
 * @param columnOf the column of `z` that has a gate of a unit
 */
function stateAfter(batch: Batch, columnOf: (gate: number, unit: number) => number) {
  const { x, h, c, kernel, recurrentKernel, bias } = batch;
  const product = (row: readonly number[], matrix: number[][], column: number) =>
    row.reduce((sum, value, n) => sum + value * matrix[n]![column]!, 0);
  const outcomes = c.map((cells, b) =>
    cells.map((cell, unit) => {
      const [i = 0, f = 0, g = 0, o = 0] = [0, 1, 2, 3].map((gate) => {
        const column = columnOf(gate, unit);
        return product(x[b]!, kernel, column) + product(h[b]!, recurrentKernel, column) + bias[column]!;
      });
      const newC = sigmoid(f) * cell + sigmoid(i) * Math.tanh(g);
      return { h: sigmoid(o) * Math.tanh(newC), c: newC };
    }),
  );
  const valuesOfAll = (name: 'h' | 'c') => outcomes.map((row) => row.map((outcome) => outcome[name]));
  return { h: valuesOfAll('h'), c: valuesOfAll('c') };
}

test('lstmStep is right for any batch, inputs and units', () => {
  const value = fc.integer({ min: -20, max: 20 }).map((n) => n / 10);
  const matrix = matricesOf(value);
  const size = fc.integer({ min: 1, max: 3 });
  const batches = fc.tuple(size, size, size).chain(([batch, inputs, units]) =>
    fc.record({
      x: matrix(batch, inputs),
      h: matrix(batch, units),
      c: matrix(batch, units),
      kernel: matrix(inputs, 4 * units),
      recurrentKernel: matrix(units, 4 * units),
      bias: matrix(1, 4 * units).map(([row]) => row!),
    }),
  );
  const isRight = (answer: { h: Nested; c: Nested }, right: { h: number[][]; c: number[][] }) =>
    close(answer.h, right.h) && close(answer.c, right.c);
  forAll(
    batches,
    (batch) => {
      const { x, h, c, kernel, recurrentKernel, bias } = batch;
      const weights = {
        kernel: tf.tensor2d(kernel),
        recurrentKernel: tf.tensor2d(recurrentKernel),
        bias: tf.tensor1d(bias),
      };
      const state = lstmStep(tf.tensor2d(x), { h: tf.tensor2d(h), c: tf.tensor2d(c) }, weights);
      const answer = { h: valuesOf(state.h), c: valuesOf(state.c) };
      const units = c[0]!.length;
      const right = stateAfter(batch, (gate, unit) => gate * units + unit);
      if (isRight(answer, right)) return;
      expectThat(
        !isRight(
          answer,
          stateAfter(batch, (gate, unit) => 4 * unit + gate),
        ),
        `the gates lie side by side in z: its first ${units} columns are the input gate of all ${units} units, ` +
          `the next ${units} their forget gate, and so on. Every fourth column was taken, for ${written(batch)}`,
      );
      expectThat(false, `the new state is ${written(answer)}, not ${written(right)}, for ${written(batch)}`);
    },
    100,
  );
});

test('lstmStep leaves no other tensor in memory', () => {
  const x = tf.ones([1, 2]) as tf.Tensor2D;
  const state = { h: tf.ones([1, 3]) as tf.Tensor2D, c: tf.ones([1, 3]) as tf.Tensor2D };
  const weights = {
    kernel: tf.ones([2, 12]) as tf.Tensor2D,
    recurrentKernel: tf.ones([3, 12]) as tf.Tensor2D,
    bias: tf.ones([12]) as tf.Tensor1D,
  };
  expectNoLeak(() => {
    const { h, c } = lstmStep(x, state, weights);
    return [h, c];
  });
});
