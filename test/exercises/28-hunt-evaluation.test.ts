import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { accuracyOn, lastOutputs, type TestBatch } from '../../solutions/28-hunt-evaluation';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, valuesOf } from './tensors';

beforeAll(ready);

/** One review: the output of a single unit at each step, the number of words, and the label. */
interface Review {
  steps: number[];
  length: number;
  label: 0 | 1;
}

function batchOf(reviews: readonly Review[]): TestBatch {
  return {
    outputs: tf.tensor3d(reviews.map(({ steps }) => steps.map((output) => [output]))),
    lengths: tf.tensor1d(
      reviews.map(({ length }) => length),
      'int32',
    ),
    labels: tf.tensor1d(
      reviews.map(({ label }) => label),
      'int32',
    ),
  };
}

/** Predicts positive, class 0, for an output above 0; with dropout if a rate is given. */
function head(dropoutRate?: number): tf.LayersModel {
  const model = tf.sequential();
  if (dropoutRate !== undefined)
    model.add(tf.layers.dropout({ rate: dropoutRate, seed: 1, inputShape: [1] }));
  model.add(tf.layers.dense({ units: 2, inputShape: [1] }));
  model.setWeights([tf.tensor2d([[1, -1]]), tf.tensor1d([-0.001, 0.001])]);
  return model;
}

const HEAD_IS = 'a head that predicts positive (class 0) for an output above 0';

test('lastOutputs returns the output at the last word of each review', () => {
  for (const { steps, lengths } of [
    { steps: [[1, 2, 3]], lengths: [3] },
    { steps: [[1, 2, 8, 9]], lengths: [2] },
    {
      steps: [
        [1, 9, 9],
        [4, 5, 6],
      ],
      lengths: [1, 3],
    },
  ]) {
    const answer: unknown = lastOutputs(
      tf.tensor3d(steps.map((row) => row.map((output) => [output, -output]))),
      tf.tensor1d(lengths, 'int32'),
    );
    expectShape(answer, [steps.length, 2], 'batch, units');
    const both = valuesOf(answer) as [number, number][];
    const values = both.map(([output]) => output);
    const expected = steps.map((row, b) => row[lengths[b]! - 1]!);
    const ofBothUnits = expected.map((output) => [output, -output]);
    if (close(both, ofBothUnits)) continue;
    expectThat(
      !close(values, expected),
      `the outputs of the second unit are wrong: the last outputs are ${written(both)}, not ${written(ofBothUnits)}`,
    );
    const example = `for the outputs ${written(steps)} and the lengths ${written(lengths)} the last outputs are ${written(values)}, not ${written(expected)}`;
    const ends = steps.map((row) => row.at(-1)!);
    expectThat(!close(values, ends), `this is the output after the padding: ${example}`);
    const next = steps.map((row, b) => row[Math.min(lengths[b]!, row.length - 1)]!);
    expectThat(!close(values, next), `this is one step too far, the first step of the padding: ${example}`);
    expectThat(false, example);
  }
});

function measures(batches: Review[][]): void {
  const answer: unknown = accuracyOn(head(), batches.map(batchOf));
  const isRight = ({ steps, length, label }: Review) => (steps[length - 1]! > 0 ? 0 : 1) === label;
  const all = batches.flat();
  const expected = all.filter(isRight).length / all.length;
  if (typeof answer === 'number' && close(answer, expected)) return;
  const counts = batches.map((batch) => `${batch.filter(isRight).length} of ${batch.length}`);
  const shown = all.length <= 3 ? `: ${written(batches)}` : '';
  const example = `with ${HEAD_IS}, and ${batches.length === 1 ? 'a batch' : 'batches'} in which it is right for ${counts.join(' and ')} reviews, the accuracy is ${written(answer)}, not ${written(expected)}${shown}`;
  const shares = batches.map((batch) => batch.filter(isRight).length / batch.length);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expectThat(
    !close(answer as number, mean),
    `each batch has the same weight here, though one has more reviews than the other: ${example}`,
  );
  expectThat(false, example);
}

test('accuracyOn is right for one batch', () =>
  measures([
    [
      { steps: [1, -1], length: 1, label: 0 },
      { steps: [1, -1], length: 2, label: 0 },
    ],
  ]));

test('accuracyOn gives each review the same weight if the last batch is smaller', () =>
  measures([
    [
      { steps: [1, 1], length: 1, label: 0 },
      { steps: [-1, -1], length: 1, label: 1 },
      { steps: [2, 2], length: 1, label: 0 },
    ],
    [{ steps: [1, 1], length: 1, label: 1 }],
  ]));

test('accuracyOn is right for any batches', () => {
  const review = fc.record({
    steps: fc.array(fc.constantFrom(-2, -1, 1, 2), { minLength: 3, maxLength: 3 }),
    length: fc.integer({ min: 1, max: 3 }),
    label: fc.constantFrom(0 as const, 1 as const),
  });
  const batch = fc.array(review, { minLength: 1, maxLength: 3 });
  forAll(fc.array(batch, { minLength: 1, maxLength: 3 }), measures, 40);
});

test('accuracyOn gives the same accuracy each time, even with dropout in the head', () => {
  const reviews = Array.from({ length: 40 }, (): Review => ({ steps: [1, 1], length: 1, label: 0 }));
  const model = head(0.5);
  const [once, again] = [accuracyOn(model, [batchOf(reviews)]), accuracyOn(model, [batchOf(reviews)])];
  expectThat(
    once === 1 && again === 1,
    `with a head that is right for all of ${reviews.length} reviews and has a dropout of 0.5, two evaluations gave accuracies of ${written(once)} and ${written(again)}, not 1: the model was run in training mode`,
  );
});

test('lastOutputs and accuracyOn leave no tensor in memory', () => {
  const model = head();
  const batches = [
    batchOf([{ steps: [1, 2], length: 1, label: 0 }]),
    batchOf([{ steps: [1, 2], length: 2, label: 1 }]),
  ];
  expectNoLeak(() => [lastOutputs(batches[0]!.outputs, batches[0]!.lengths)]);
  expectNoLeak(() => {
    accuracyOn(model, batches);
    return [];
  });
});
