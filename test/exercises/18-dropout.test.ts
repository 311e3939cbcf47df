import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { dropout } from '../../solutions/18-dropout';
import { expectThat, forAll, times, written } from './complaint';
import { randomFrom } from './random';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

function answerTo(x: number[][], rate: number, training: boolean, seed = 1): number[][] {
  const tensor = tf.tensor2d(x);
  const answer: unknown = dropout(tensor, rate, training, randomFrom(seed));
  expectShape(answer, tensor.shape, 'the shape of x');
  expectThat(
    answer !== tensor,
    'the result is x itself: the caller disposes the result, and x with it. Return a copy',
  );
  tensor.dispose();
  return valuesOf(answer) as number[][];
}

const matrix = (rows: number, columns: number, value: (row: number, column: number) => number) =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c)));
const ones = matrix(100, 100, () => 1);
const count = ones.length * ones[0]!.length;

/** How far a share of values may be off by chance: five standard errors. */
const chance = (p: number) => 5 * Math.sqrt((p * (1 - p)) / count);

test('dropout keeps all values as they are in evaluation', () => {
  const x = [[1, -2, 3]];
  const answer = answerTo(x, 0.5, false);
  const example = `dropout(${written(x)}, 0.5, false) gave ${written(answer)}`;
  expectThat(!answer.flat().includes(0), `in evaluation no value may be dropped: ${example}`);
  expectThat(close(answer, x), `in evaluation the values must stay as they are: ${example}`);
});

test('dropout drops each value independently', () => {
  const values = answerTo(ones, 0.5, true);
  const sameRows = values.every((row) => row.every((value) => value === row[0]));
  expectThat(!sameRows, 'whole rows are dropped or kept: decide for each value, not once per review');
  const sameColumns = values.every((row) => written(row) === written(values[0]));
  expectThat(!sameColumns, 'the same units are dropped in every review: decide for each value');
});

function examineShares(rate: number): void {
  const values = answerTo(ones, rate, true).flat();
  const dropped = values.filter((value) => value === 0).length / count;
  const kept = 1 - rate;
  const found = `of ${count} ones, with a rate of ${rate}, ${written(dropped * 100)} % were dropped`;
  expectThat(dropped > 0, `in training values must be dropped: ${found}`);
  expectThat(
    rate === 0.5 || Math.abs(dropped - kept) > chance(rate),
    `this keeps what should be dropped: the rate is the share that is dropped; ${found}`,
  );
  expectThat(
    Math.abs(dropped - rate) <= chance(rate),
    `the rate is the share of values that is dropped: ${found}`,
  );
  const scaled = values.find((value) => value !== 0)!;
  const example = `with a rate of ${rate} a kept value of 1 became ${written(scaled)}`;
  expectThat(
    rate === 0 || scaled !== 1,
    `the kept values must be scaled up, so that the expected sum does not change: ${example}`,
  );
  expectThat(
    values.every((value) => value === 0 || close(value, 1 / kept)),
    `a kept value must be divided by the share that is kept, ${written(kept)}: ${example}`,
  );
}

test('dropout drops the share of values that the rate says', () => examineShares(0.25));

test('dropout drops the right share at a high rate', () => examineShares(0.9));

test('dropout drops nothing at a rate of 0', () => {
  const answer = answerTo([[1, 2]], 0, true);
  expectThat(close(answer, [[1, 2]]), `with a rate of 0 [[1, 2]] became ${written(answer)}`);
  const atZero = valuesOf(dropout(tf.tensor2d([[1, 2]]), 0, true, () => 0));
  expectThat(
    close(atZero, [[1, 2]]),
    `with a rate of 0 [[1, 2]] became ${written(atZero)} when \`random\` returned 0, the lowest number: a value is dropped if it is below the rate`,
  );
});

test('dropout drops or scales each of any values', () => {
  const value = fc.integer({ min: 1, max: 9 });
  const rows = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  forAll(
    fc.tuple(rows, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 99 })),
    ([x, tenths, seed]) => {
      const answer = answerTo(x, tenths / 10, true, seed);
      const right = answer.every((row, r) =>
        row.every((given, c) => given === 0 || close(given, x[r]![c]! / (1 - tenths / 10))),
      );
      expectThat(right, `dropout(${written(x)}, ${tenths / 10}, true) gave ${written(answer)}`);
    },
  );
});

test('dropout depends on the random numbers only', () => {
  const dropped = (seed: number) => written(answerTo(ones, 0.5, true, seed));
  const [once, again] = [dropped(1), dropped(1)];
  expectThat(
    once === again,
    'two calls with the same random numbers drop different values: use only `random`',
  );
  expectThat(once !== dropped(2), 'other random numbers drop the same values: decide with `random`');
});

test('dropout calls random once per value', () => {
  let calls = 0;
  const counted = () => (++calls % 10) / 10;
  dropout(tf.ones([2, 3]), 0.5, true, counted).dispose();
  expectThat(calls === 6, `for 6 values, \`random\` was called ${times(calls)}: call it once per value`);
});

test('the gradient of dropout is the mask', () => {
  const x = tf.ones([1, 8]) as tf.Tensor2D;
  const kept = valuesOf(dropout(x, 0.5, true, randomFrom(3)));
  const gradient = gradientOf((t) => dropout(t as tf.Tensor2D, 0.5, true, randomFrom(3)).sum(), x);
  expectThat(
    close(gradient, kept),
    `for eight ones that became ${written(kept)}, the gradient of their sum must be the same, not ${written(gradient)}`,
  );
});

test('dropout leaves no other tensor in memory', () => {
  const x = tf.ones([2, 3]) as tf.Tensor2D;
  expectNoLeak(() => [dropout(x, 0.5, true, randomFrom(1))]);
  expectNoLeak(() => [dropout(x, 0.5, false, randomFrom(1))]);
});
