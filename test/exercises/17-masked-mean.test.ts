import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { maskedMean } from '../../solutions/17-masked-mean';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

/** The mean over the first `length` steps of one review, in plain numbers. */
function meanOf(steps: number[][], length: number): number[] {
  return steps[0]!.map((_, unit) => {
    let sum = 0;
    for (let step = 0; step < length; step++) sum += steps[step]![unit]!;
    return sum / Math.max(length, 1);
  });
}

function answerTo(outputs: number[][][], lengths: number[]): number[][] {
  const tensor = tf.tensor3d(outputs);
  const counts = tf.tensor1d(lengths, 'int32');
  const answer: unknown = maskedMean(tensor, counts);
  tf.dispose([tensor, counts]);
  expectShape(answer, [outputs.length, outputs[0]![0]!.length], 'batch, units');
  return valuesOf(answer) as number[][];
}

function averages(outputs: number[][][], lengths: number[]): void {
  const answer = answerTo(outputs, lengths);
  for (const [row, steps] of outputs.entries()) {
    const [length, given] = [lengths[row]!, answer[row]!];
    const time = steps.length;
    const expected = meanOf(steps, length);
    if (close(given, expected)) continue;
    const sums = expected.map((mean) => mean * Math.max(length, 1));
    const all = meanOf(steps, time).map((mean) => mean * time);
    const example = `with lengths ${written(lengths)} and outputs ${written(outputs)}, row ${row} is ${written(given)}, not ${written(expected)}`;
    expectThat(
      !close(
        given,
        sums.map((sum) => sum / time),
      ),
      `the mean counts the padding: divide by the number of words, ${length}, not by ${time}; ${example}`,
    );
    expectThat(
      !close(
        given,
        all.map((sum) => sum / Math.max(length, 1)),
      ),
      `the sum includes the padding: the LSTM's outputs after the last word are not zero, and must be masked; ${example}`,
    );
    expectThat(
      !close(
        given,
        all.map((sum) => sum / time),
      ),
      `this is the mean over all ${time} steps, padding included: only the first ${length} are words; ${example}`,
    );
    expectThat(length > 0, `a review without words must give zeros; ${example}`);
    expectThat(
      !close(given, sums),
      `this is the sum: divide it by the number of words, ${length}; ${example}`,
    );
    expectThat(false, example);
  }
}

test('maskedMean is the mean over all steps if there is no padding', () =>
  averages(
    [
      [
        [1, 10],
        [3, 30],
      ],
    ],
    [2],
  ));

test('maskedMean leaves padding out', () =>
  averages(
    [
      [
        [1, 10],
        [3, 30],
        [9, 90],
      ],
    ],
    [2],
  ));

test('maskedMean applies the length of each review', () =>
  averages(
    [
      [[1], [2], [3]],
      [[4], [5], [6]],
    ],
    [1, 3],
  ));

test('maskedMean gives zeros for a review without words', () => averages([[[5], [7]]], [0]));

test('maskedMean is right for any batch and lengths', () => {
  const batches = fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      time: fc.integer({ min: 1, max: 4 }),
      units: fc.integer({ min: 1, max: 2 }),
    })
    .chain(({ batch, time, units }) => {
      const many = <T>(one: fc.Arbitrary<T>, count: number) =>
        fc.array(one, { minLength: count, maxLength: count });
      const outputs = many(many(many(fc.integer({ min: -9, max: 9 }), units), time), batch);
      return fc.tuple(outputs, many(fc.integer({ min: 0, max: time }), batch));
    });
  forAll(batches, ([outputs, lengths]) => averages(outputs, lengths), 100);
});

test('the gradient of maskedMean is zero at padding', () => {
  // Two reviews: with one, the gradient of tf.unstack fails, by a bug of TensorFlow.js.
  const lengths = tf.tensor1d([2, 3], 'int32');
  const outputs = tf.tensor3d([
    [[1], [3], [9]],
    [[4], [5], [6]],
  ]);
  const gradient = gradientOf((tensor) => maskedMean(tensor as tf.Tensor3D, lengths).sum(), outputs);
  const third = 1 / 3;
  const expected = [
    [[0.5], [0.5], [0]],
    [[third], [third], [third]],
  ];
  expectThat(
    close(gradient, expected),
    `the gradient of the means over 2 and over 3 of 3 steps must be ${written(expected)}, not ${written(gradient)}`,
  );
});

test('maskedMean leaves no other tensor in memory', () => {
  const outputs = tf.ones([2, 3, 4]) as tf.Tensor3D;
  const lengths = tf.tensor1d([1, 3], 'int32');
  expectNoLeak(() => [maskedMean(outputs, lengths)]);
});
