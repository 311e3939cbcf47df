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
// A network learns from a few reviews at a time, a *batch*. Who draws the batches decides what the final accuracy is
// worth.
//
// **After this notebook you can** draw batches, find a leak between training and testing, and avoid it. **It takes** ten
// minutes to read and under a minute to run. **Data:** row numbers first, then the reviews that are installed.

// %% [markdown]
// ## Batches
//
// The tutorial has the 25,000 *training* reviews of IMDB in one matrix, the positive ones in its first half. Two
// functions draw 24 rows each:
//
// <!-- listing: course/demos/oreilly-batches.ts getTrainBatch getTestBatch -->
//
// Labels are *one-hot*: `[1, 0]` for positive, `[0, 1]` for negative. Both functions look sound. Are they? Instead of
// reading them again, run them. We give them a matrix in which every row holds nothing but its own number, so that each
// batch shows where it came from.

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
const mislabelled = [...testedOn].filter(
  ([row, label]) => row < 12_500 !== (label === 'positive'),
);
const never = [...numbered.ids].filter(
  (row) => !trainedOn.has(row) && !testedOn.has(row),
);

console.log(
  `drawn for training: ${trainedOn.size} rows; for testing: ${testedOn.size} rows`,
);
console.log(`in both: ${shared.join(', ')}`);
const wrong = mislabelled.map(([row, label]) => `${row} as ${label}`);
console.log(`with the wrong label: ${wrong.join(', ')}`);
console.log(`never drawn: ${never.join(', ')}`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.deepEqual(shared, [11_498, 13_498]);
assert.deepEqual(mislabelled, [[12_499, 'negative']]);
assert.deepEqual(never, [24_999]);

// %% [markdown]
// Two rows leak from training into testing, one positive review is tested as negative, one is never used. It comes from
// counting reviews from 1 and rows from 0, and from borders that are written down twice. None of it would be noticed in
// a loss curve.
//
// Such slips cost little here. Two habits of this code cost more:
//
// 1. **It tests on 2,001 reviews of the training set**, in batches of 24, although IMDB brings 25,000 others for that.
//    The mean of ten batches has a *standard error* of about two points: measured again on other reviews, it would fall
//    within two points of the truth in two of three cases, within four in nineteen of twenty. So 83 % and 86 % are the
//    same result.
// 2. **It draws with replacement.** After as many draws as there are reviews, about a third of them were never seen.

// %%
import { standardError } from '../lib/evaluation';

for (const n of [24, 240, 2_001, 25_000]) {
  const points = (100 * standardError(0.85, n)).toFixed(2);
  console.log(`85 % of ${n.toLocaleString('en-US')} reviews: ± ${points} points`);
}

// %% [markdown]
// ## A split that holds
//
// Three parts that have nothing in common: one to **train** on, one to **choose** by (when to stop, which length, which
// rate), one to **test** on, once. The test part comes with the data; the part to choose by is held out from training,
// with the same share of each label, from a seed.
//
// <!-- listing: lib/batches/split.ts splitByLabel -->

// %%
import { encodeReviews, holdOut } from '../lib/batches';
import { courseReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

const { dataset, train, test } = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const examples = await encodeReviews(train, vectors, { maxLength: 250 });
const { rest, held } = holdOut(examples, 0.1, 0);
const parts = { 'train on': rest.ids, 'choose by': held.ids, 'test on': test };
for (const [purpose, part] of Object.entries(parts))
  console.log(`${part.length.toLocaleString('en-US')} to ${purpose}`);

// %% tags=["assertion"]
assert.equal(rest.ids.length + held.ids.length, train.length);
assert.equal(new Set([...rest.ids, ...held.ids]).size, train.length);

// %% [markdown]
// ## Batches of one length
//
// A batch is as long as its longest review. Among 24 reviews from IMDB, drawn at random, there is nearly always one of
// 250 words or more, so a batch that is padded to its longest review is as long as one that is padded to 250. Among
// reviews of similar length hardly anything is padding, and a training step costs what its words cost. Here is what it adds up to
// in an *epoch*, one pass over all reviews:

// %%
import { batchesByLength, shuffled } from '../lib/batches';

const lengthOf = (at: number) => rest.ids[at]!.length;
const columns = (batches: number[][]) =>
  batches.reduce(
    (sum, batch) => sum + batch.length * Math.max(1, ...batch.map(lengthOf)),
    0,
  );
const order = shuffled([...rest.ids.keys()], randomFrom(0));
const plain = Array.from({ length: Math.ceil(order.length / 24) }, (_, n) =>
  order.slice(24 * n, 24 * n + 24),
);
const sorted = batchesByLength(rest, 24, randomFrom(0));
const wordsIn = rest.ids.reduce((sum, ids) => sum + ids.length, 0);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: 'What a network computes in one epoch',
    y: 'words and padding, relative to words',
    bars: [
      { name: 'padded to 250', value: (250 * rest.ids.length) / wordsIn },
      { name: 'padded to the longest of 24', value: columns(plain) / wordsIn },
      { name: 'batches by length', value: columns(sorted) / wordsIn },
    ],
  }),
);

// %% tags=["assertion"]
assert(columns(sorted) < columns(plain));
assert.equal(sorted.flat().length, rest.ids.length);

// %% [markdown]
// **What to notice:** on whole reviews, padding to the longest of 24 saves next to nothing, as one of them is nearly always
// long; batches of similar length have hardly any padding left.

// %% [markdown]
// ## Exercise
//
// - [`15`](../exercises/15-batches-without-a-leak.ts) Split and batch without a leak (20 minutes)

// %%
import { check } from '../course/check';

await check('15');

// %% [markdown]
// ## What to remember
//
// - Test the code that draws the batches: a leak shows in no curve.
// - Train, choose and test on three different parts. Say how many reviews an accuracy was measured on.
// - Batches of similar length cost least.
//
// **Next:** [The model](09-model.ipynb)
