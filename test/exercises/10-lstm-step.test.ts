import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { lstmStep } from '../../solutions/10-lstm-step';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape } from './tensors';

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
  /** Of the output gate. */
  shown: number;
}

function expected({ x, h, c, kernel, recurrentKernel, bias }: Example): Outcome {
  const [i = 0, f = 0, g = 0, o = 0] = kernel.map((w, n) => x * w + h * recurrentKernel[n]! + bias[n]!);
  const memory = sigmoid(f) * c + sigmoid(i) * Math.tanh(g);
  return { h: sigmoid(o) * Math.tanh(memory), c: memory, shown: sigmoid(o) };
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
  expectThat(answer !== undefined && answer !== null, 'the answer is nothing: return { h: ..., c: ... }');
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
const SHUT = -20; // sigmoid: 0
const OPEN = 20; // sigmoid: 1

function examine(example: Example, why: string): void {
  const [given, right] = [answerTo(example), expected(example)];
  const inputs = written(example);
  const isRight = (answer: { h: number; c: number }, { h, c }: Outcome) =>
    close(answer.h, h) && close(answer.c, c);
  if (isRight(given, right)) return;
  const withoutBias = expected({ ...example, bias: [0, 0, 0, 0] });
  expectThat(!isRight(given, withoutBias), `z lacks the bias: it is as if the bias were zero, for ${inputs}`);
  expectThat(!isRight({ h: given.c, c: given.h }, right), `h and c are the wrong way round, for ${inputs}`);
  expectThat(
    close(given.c, right.c),
    `${why}: the new c is ${written(given.c)}, not ${written(right.c)}, for ${inputs}`,
  );
  if (close(given.h, right.h)) return;
  const outcome = `the new h is ${written(given.h)}, not ${written(right.h)}, for ${inputs}`;
  expectThat(
    !close(given.h, right.shown * Math.tanh(example.c)),
    `the output must see the new memory c', not the old c: ${outcome}`,
  );
  expectThat(
    !close(given.h, right.shown * right.c),
    `the new memory goes through tanh before it is shown: ${outcome}`,
  );
  expectThat(false, `${why}: ${outcome}`);
}

test('with an open forget gate and nothing written, the memory stays', () => {
  const example = { ...NOTHING, c: 0.7, bias: [SHUT, OPEN, 0, OPEN] };
  examine(example, 'the forget gate (the second of the four) decides how much of the old memory is kept');
});

test('with a shut forget gate the memory is gone', () => {
  examine(
    { ...NOTHING, c: 0.7, bias: [SHUT, SHUT, 0, OPEN] },
    'what the forget gate shuts out must not stay',
  );
});

test('with an open input gate the candidate is written', () => {
  const example = { ...NOTHING, bias: [OPEN, SHUT, 0.5, OPEN] };
  examine(example, 'the input gate (the first) writes the candidate (the third), which goes through tanh');
});

test('the output gate shows the new memory', () => {
  const example = { ...NOTHING, c: 2, bias: [SHUT, OPEN, 0, OPEN] };
  examine(example, "the output is the output gate (the fourth) times tanh(c'), where c' is the new memory");
  examine({ ...NOTHING, c: 2, bias: [SHUT, OPEN, 0, SHUT] }, 'a shut output gate shows nothing');
  examine(
    { ...NOTHING, c: 1, bias: [OPEN, SHUT, 3, OPEN] },
    "the output must see the new memory c', not the old c",
  );
});

test('the word and the output before both speak to every gate', () => {
  examine({ ...NOTHING, x: 1, kernel: [1, 2, 3, 4] }, 'x meets kernel');
  examine({ ...NOTHING, h: 1, recurrentKernel: [1, 2, 3, 4] }, 'h meets recurrentKernel');
});

test('any numbers', () => {
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
  forAll(examples, (example) => examine(example, 'these numbers come out wrong'), 100);
});

test('a batch of reviews and several units', () => {
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

test('no tensor is left behind', () => {
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
