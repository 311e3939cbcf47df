// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Loading data
//
// How long is a review, how much of it should a network read, and how does a folder of text files become one matrix of
// numbers?
//
// **After this notebook you can** read a labelled corpus, clean it, choose a length, and build the ids matrix. **It
// takes** fifteen minutes to read and under a minute to run. **Data:** IMDB (Maas et al. 2011) where it is installed:
// 25,000 reviews to train on, half of them positive. (The outputs as you first see them come from a copy that lacks
// 5,000 of the 25,000 test reviews.) The rated sentences are far shorter than all the limits below.
//
// IMDB comes as a folder for the positive reviews and one for the negative, with a text file for each review. The function
// below reads all of them.

// %%
import { courseReviews } from '../course/demos/reviews';

const { dataset, train, test } = await courseReviews();

// %% tags=["assertion"]
import assert from 'node:assert/strict';

if (dataset === 'imdb') {
  assert.equal(train.length, 25_000);
  assert.equal(train.filter(({ label }) => label === 'positive').length, 12_500);
}

// %% [markdown]
// ## How long is a review?
//
// The tutorial counts words by splitting the first line of each file at white space. So do we. In the official archive
// it finds 5,844,680 words; copies in which a review was altered have a few more or less.

// %%
import { countWords } from '../course/demos/count-words';

const lengths = train.map(({ text }) => countWords(text));
const total = lengths.reduce((sum, length) => sum + length, 0);
console.log(`${lengths.length.toLocaleString('en-US')} reviews`);
console.log(`${total.toLocaleString('en-US')} words`);
console.log(`${(total / lengths.length).toFixed(4)} in the mean review`);

// %% tags=["assertion"]
// The official archive has 5,844,680 words; copies in which a handful of reviews were altered have a few less.
const OFFICIAL_WORDS = 5_844_680;
if (dataset === 'imdb')
  assert(Math.abs(total - OFFICIAL_WORDS) < 300, `${total} words`);
if (total === OFFICIAL_WORDS)
  assert.equal((total / lengths.length).toFixed(4), '233.7872');

// %%
import { histogram, show } from '../lib/plots';

show(
  histogram(lengths, {
    title: 'How long reviews are',
    x: 'words in a review',
    y: 'reviews',
    bins: 50,
    ...(dataset === 'imdb' && {
      xRange: [0, 1200] as const,
      yRange: [0, 8000] as const,
    }),
  }),
);

// %% [markdown]
// Every step of an LSTM costs time, and a batch is as long as its longest row. So reviews are cut. The tutorial reads
// off this picture that most reviews have fewer than 250 words and cuts there. Here is what that means:

// %%
import * as dfd from 'danfojs-node';

const upTo = (limit: number) =>
  lengths.filter((length) => length <= limit).length / lengths.length;
const wordsWithin = (limit: number) =>
  lengths.reduce((sum, length) => sum + Math.min(length, limit), 0) / total;
new dfd.DataFrame(
  [100, 250, 400, 1000].map((limit) => ({
    'cut at': limit,
    'reviews left whole (%)': (100 * upTo(limit)).toFixed(1),
    'words kept (%)': (100 * wordsWithin(limit)).toFixed(1),
  })),
);

// %% [markdown]
// ## Cleaning
//
// The vocabulary has *great* but not *GREAT!* and certainly not *great.<br*. Three steps: lower case, `<br />` becomes a
// space, and whatever is no letter from a to z, digit or space goes (so *fiancé* loses its end).
//
// | step | text |
// |---|---|
// | as it stands | `It's GREAT.<br /><br />10 of 10!` |
// | 1. lower case | `it's great.<br /><br />10 of 10!` |
// | 2. line breaks | `it's great.  10 of 10!` |
// | 3. special characters | `its great  10 of 10` |
//
// Writing it is exercise `01`.

// %%
import { cleanSentences, tokenize } from '../lib/text';

cleanSentences("It's GREAT.<br /><br />10 of 10!");

// %% tags=["assertion"]
assert.equal(
  cleanSentences("It's GREAT.<br /><br />10 of 10!"),
  'its great  10 of 10',
);

// %% [markdown]
// **What is lost:** *it's* became *its*, and *don't* becomes *dont*, which is rarer in GloVe than *do* and *n't*. The
// tutorial accepts that; later systems in this course do better.

// %% [markdown]
// ## Ids
//
// Cleaned, split and looked up, a review is a row of ids. What is longer than the row is cut, what is shorter is filled
// up with 0.

// %%
import { encode } from '../lib/batches';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const opinion = 'A warm, clever filmm<br />with GREAT songs';
console.log(tokenize(opinion).join(' | '));
console.log([...encode(opinion, vectors), 0, 0, 0].join(' '));

// %% [markdown]
// The fourth word has a spelling mistake, so it is unknown: 399999. The three zeros are padding.

// %% [markdown]
// How many words of the reviews does the vocabulary know?

// %%
const unknown = new Map<string, number>();
let words = 0;
for (const { text } of train.slice(0, 5000)) {
  for (const token of tokenize(text)) {
    words++;
    if (vectors.idOf(token) === undefined)
      unknown.set(token, (unknown.get(token) ?? 0) + 1);
  }
}
const misses = [...unknown.values()].reduce((sum, count) => sum + count, 0);
const frequent = [...unknown].sort(([, a], [, b]) => b - a).slice(0, 10);
const found = (100 * (1 - misses / words)).toFixed(1);
console.log(`${found} % of the words in the first 5,000 reviews have a vector.`);
console.log('Most frequent without one:');
for (const [word, count] of frequent) console.log(`  ${word} (${count})`);

// %% [markdown]
// ## The ids matrix
//
// All reviews, one below the other: 25,000 rows of 250 numbers for IMDB. The tutorial finds each word by searching a
// list of 400,000 from its start and warns that this takes hours. A hash table finds it in one step.
//
// <!-- listing: lib/batches/ids-matrix.ts encode -->

// %%
import {
  buildIdsMatrix,
  loadIdsMatrix,
  rowOf,
  saveIdsMatrix,
} from '../lib/batches';
import { showProgress } from '../lib/progress';

const started = performance.now();
const matrix = await buildIdsMatrix(
  train.map(({ text }) => text),
  vectors,
  {
    progress: showProgress('Ids matrix', 'reviews'),
  },
);
const seconds = (performance.now() - started) / 1000;
`${matrix.rows.toLocaleString('en-US')} x ${matrix.columns} in ${seconds.toFixed(1)} s`;

// %%
import { heatMap } from '../lib/plots';

const rows = Array.from({ length: 40 }, (_, at) =>
  rowOf(matrix, Math.floor((at * matrix.rows) / 40)),
);
show(
  heatMap({
    title: 'Forty rows of the ids matrix: words (dark) and padding (light)',
    x: 'column',
    y: 'row',
    values: rows.map((row) => [...row].map((id) => (id === 0 ? 0 : 1))),
  }),
);

// %% [markdown]
// **What to notice:** rows begin with words and end with padding. How much of the matrix is padding decides how much
// time a network wastes that computes on all of it.

// %%
const empty = matrix.ids.filter((id) => id === 0).length / matrix.ids.length;
`${(100 * empty).toFixed(1)} % of the matrix is padding`;

// %% [markdown]
// Saved as `.npy`, the matrix can be read back here and by NumPy.

// %%
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'ids-'));
const file = join(folder, 'idsMatrix.npy');
await saveIdsMatrix(file, matrix);
const again = await loadIdsMatrix(file);
rmSync(folder, { recursive: true });
[again.rows, again.columns];

// %% tags=["assertion"]
assert.deepEqual(again, matrix);
if (dataset === 'imdb')
  assert.deepEqual([matrix.rows, matrix.columns], [25_000, 250]);

// %% [markdown]
// ## Exercises
//
// - [`01`](../exercises/01-cleaning.ts) Clean a review (10 minutes)
// - [`02`](../exercises/02-ids-and-padding.ts) Words to ids of one length (10 minutes)
// - [`13`](../exercises/13-ids-matrix.ts) The ids matrix (20 minutes)
// - [`14`](../exercises/14-histogram-of-lengths.ts) A histogram of lengths, and where to cut (15 minutes)

// %%
import { check } from '../course/check';

await check('01');

// %%
await check('02');

// %%
await check('13');

// %%
await check('14');

// %% [markdown]
// ## What to remember
//
// - Look at lengths before you choose one; cutting at 250 keeps most reviews whole.
// - Cleaning decides which words can be found. It also destroys something.
// - The ids matrix is built once: one row per review, padded on the right.
//
// **Next:** [Helper functions](08-helper-functions.ipynb)
