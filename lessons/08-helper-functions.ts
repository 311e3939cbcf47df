// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Helper functions
//
// A network trains on a few reviews at a time, a *batch*. The code that draws the batches decides
// what the final accuracy is worth.
//
// **After this notebook you can** draw batches, find data leakage between training set and test
// set, and avoid it. **It takes** ten minutes to read and under a minute to run. **Data:** row
// numbers first, then the reviews that are installed.

// %% [markdown]
// ## Batches
//
// The tutorial has the 25,000 *training* reviews of IMDB in one matrix. The positive reviews are
// in its first half. Two functions draw 24 rows each:
//
// <!-- listing: course/demos/oreilly-batches.ts getTrainBatch getTestBatch -->
//
// `random.integer(a, b)` draws a number from a to b, both included. `drawBatch` takes the row
// `num - 1` of the matrix: the tutorial counts reviews from 1, and rows from 0. Labels are
// *one-hot*: `[1, 0]` for positive, `[0, 1]` for negative. Both functions look correct. Are they?
// Let us run them instead of reading them again. We pass a matrix in which each row contains only
// its own row number. So each batch shows which rows it came from.

// %%
import { getTestBatch, getTrainBatch } from '../course/demos/oreilly-batches';
import { type IdsMatrix, randomFrom } from '../lib/batches';

const numbered: IdsMatrix = {
  ids: Int32Array.from({ length: 25_000 }, (_, row) => row),
  rows: 25_000,
  columns: 1,
};
const random = randomFrom(0);
const trainedOn = new Set<number>();
const testedOn = new Map<number, string>();
for (let n = 0; n < 20_000; n++) {
  for (const row of getTrainBatch(numbered, random).rows) trainedOn.add(row);
  const { rows, labels } = getTestBatch(numbered, random);
  for (const [i, row] of rows.entries())
    testedOn.set(row, labels[i]![0] === 1 ? 'positive' : 'negative');
}
const shared = [...testedOn.keys()]
  .filter((row) => trainedOn.has(row))
  .sort((a, b) => a - b);
const mislabeled = [...testedOn].filter(
  ([row, label]) => row < 12_500 !== (label === 'positive'),
);
const never = [...numbered.ids].filter(
  (row) => !trainedOn.has(row) && !testedOn.has(row),
);

console.log(
  `rows drawn for training: ${trainedOn.size}; for testing: ${testedOn.size}`,
);
console.log(`in both: ${shared.join(', ')}`);
const wrong = mislabeled.map(([row, label]) => `${row} as ${label}`);
console.log(`with the wrong label: ${wrong.join(', ')}`);
console.log(`never drawn: ${never.join(', ')}`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.deepEqual(shared, [11_498, 13_498]);
assert.deepEqual(mislabeled, [[12_499, 'negative']]);
assert.deepEqual(never, [24_999]);

// %% [markdown]
// Two rows leak from training into testing. One positive review is tested with a negative label.
// One review is never used. There are two causes: the code counts reviews from 1 and rows from 0,
// and it writes down each boundary twice. (For example, the number 11499 is the last of the
// positive training reviews and the first of the test reviews. It is row 11498.) A loss curve shows
// none of this.
//
// These errors cost little here. Two other properties of this code cost more:
//
// 1. **It tests on 2,001 reviews of the training set**, in batches of 24, although IMDB has 25,000
//    other reviews for testing. The average accuracy of ten batches, 240 reviews, has a *standard
//    error* of more than two points (see below). If we test on ten other batches, the result is
//    within one standard error of the true accuracy in two of three cases, and within two in
//    nineteen of twenty. We cannot tell 83 % from 86 %.
// 2. **It samples with replacement.** After as many draws as there are reviews, more than a third
//    of the reviews have never been drawn.

// %%
import { standardError } from '../lib/evaluation';

// sqrt(p (1 - p) / n), for an accuracy p of n reviews
for (const n of [24, 240, 2_001, 25_000]) {
  const points = (100 * standardError(0.85, n)).toFixed(2);
  console.log(`85 % of ${n.toLocaleString('en-US')} reviews: ± ${points} points`);
}

// %% [markdown]
// ## Training, validation and test sets
//
// We need three sets that have no review in common. The **training set** is what the network
// learns from. The **validation set** is for choices: when to stop, which maximum length, which
// learning rate. The **test set** is used once, at the end. IMDB comes with a test set. The
// validation set is split off from the training reviews with a random seed. The split is
// *stratified*: each label gives the same share of its reviews.
//
// Two things can make a validation accuracy too high. If a review is in the data twice, one copy
// may be in the training set and the other in the validation set. The exercise below prevents that.
// And IMDB has up to thirty reviews of the same film, while its test set has other films. Our
// validation set has the same films as the training set, so its accuracy is too high by a point or
// two ([later](18-better-than-counting.ipynb)). It is good enough to choose.
//
// `split` splits encoded reviews in this way. It uses a stratified split of their row numbers:
//
// <!-- listing: lib/batches/split.ts stratifiedSplit -->

// %%
import { encode, split } from '../lib/batches';
import { courseReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

const reviews = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const examples = await encode(reviews.train, vectors, { maxLength: 250 });
const { train, validation } = split(examples, 0.1, 0);
const sets = {
  training: train.ids,
  validation: validation.ids,
  test: reviews.test,
};
for (const [name, set] of Object.entries(sets))
  console.log(`${name} set: ${set.length.toLocaleString('en-US')} reviews`);

// %% tags=["assertion"]
assert.equal(train.ids.length + validation.ids.length, reviews.train.length);
assert.equal(new Set([...train.ids, ...validation.ids]).size, reviews.train.length);

// %% [markdown]
// ## Batches of similar length
//
// A batch is as long as its longest review. Take 24 random reviews from IMDB: nearly always one of
// them has 250 words or more. So padding to the longest review gives the same length as padding
// to 250. If the reviews of a batch have similar lengths, they need hardly any padding, and a
// training step computes almost only real words. (The short sentences all have far fewer than 250
// words. With them, already the second way saves most of the padding.) The chart compares the three
// ways over one *epoch*, which is one pass over all reviews:

// %%
import { batchesByLength, shuffled } from '../lib/batches';

const lengthOf = (at: number) => train.ids[at]!.length;
const timeStepsOf = (batches: number[][]) =>
  batches.reduce(
    (sum, batch) => sum + batch.length * Math.max(1, ...batch.map(lengthOf)),
    0,
  );
const order = shuffled([...train.ids.keys()], randomFrom(0));
const randomBatches = Array.from({ length: Math.ceil(order.length / 24) }, (_, n) =>
  order.slice(24 * n, 24 * n + 24),
);
const similarBatches = batchesByLength(train, 24, randomFrom(0));
const tokenCount = train.ids.reduce((sum, ids) => sum + ids.length, 0);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: 'Time steps computed in one epoch',
    y: 'time steps per word (1: no padding)',
    bars: [
      { name: 'padded to 250', value: (250 * train.ids.length) / tokenCount },
      {
        name: 'padded to the longest of 24',
        value: timeStepsOf(randomBatches) / tokenCount,
      },
      {
        name: 'batches of similar length',
        value: timeStepsOf(similarBatches) / tokenCount,
      },
    ],
  }),
);

// %% tags=["assertion"]
assert(timeStepsOf(similarBatches) < timeStepsOf(randomBatches));
assert.equal(similarBatches.flat().length, train.ids.length);

// %% [markdown]
// **What to notice:** with IMDB, padding to the longest of 24 saves next to nothing. Batches of
// similar length have hardly any padding left. Their price: the reviews of a batch are no longer a
// random sample. If long reviews are more often positive, a batch of long reviews is mostly
// positive. [Why it is fast](17-why-it-is-fast.ipynb) keeps that small: it sorts only a random part
// of the reviews at a time.

// %% [markdown]
// ## Exercise
//
// - [`15`](../exercises/15-batches-without-a-leak.ts) Split and batch without data leakage (20 minutes)

// %%
import { check } from '../course/check';

await check('15');

// %% [markdown]
// ## What to remember
//
// - Test the code that draws the batches. A learning curve does not show a leak.
// - Use three disjoint sets to train, to validate and to test. Report how many reviews an accuracy
//   was measured on.
// - Batches of similar length take the least time.
//
// **Next:** [The model](09-model.ipynb)
