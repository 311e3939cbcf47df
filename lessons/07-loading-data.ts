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
// How long is a review? How much of it should a network read? And how does a folder of text files
// become one matrix of numbers?
//
// **After this notebook you can** read a labeled data set, clean its reviews, choose a maximum
// length, and build the padded token-id matrix. **It takes** fifteen minutes to read and under a
// minute to run. **Data:** IMDB (Maas et al. 2011) where it is installed: 25,000 training reviews,
// half of them positive. Without IMDB the lesson uses the short rated sentences, and looks at
// shorter limits.
//
// IMDB is a folder with one subfolder for positive reviews and one for negative reviews. Each
// review is a text file. The function below reads all of them.

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
// The tutorial counts words: it splits the first line of each file at white space. We do the same.
// The official archive has 5,844,680 words. In some copies a few reviews were altered, so the
// count differs slightly.

// %%
import { countWords } from '../course/demos/count-words';

const lengths = train.map(({ text }) => countWords(text));
const total = lengths.reduce((sum, length) => sum + length, 0);
console.log(`${lengths.length.toLocaleString('en-US')} reviews`);
console.log(`${total.toLocaleString('en-US')} words`);
console.log(`${(total / lengths.length).toFixed(4)} words per review on average`);

// %% tags=["assertion"]
// The official archive has 5,844,680 words; copies with a few altered reviews differ slightly.
const OFFICIAL_WORDS = 5_844_680;
if (dataset === 'imdb')
  assert(Math.abs(total - OFFICIAL_WORDS) < 300, `${total} words`);
if (total === OFFICIAL_WORDS)
  assert.equal((total / lengths.length).toFixed(4), '233.7872');

// %%
import { histogram, show } from '../lib/plots';

show(
  histogram(lengths, {
    title: 'Review lengths',
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
// An LSTM takes time for every time step, and a batch is as long as its longest row. So we
// truncate the reviews. The tutorial sees in this histogram of IMDB that most reviews have fewer
// than 250 words, and truncates there. The table shows what a limit means for your reviews:

// %%
import * as dfd from 'danfojs-node';

const shareWithin = (limit: number) =>
  lengths.filter((length) => length <= limit).length / lengths.length;
const shareOfWordsKept = (limit: number) =>
  lengths.reduce((sum, length) => sum + Math.min(length, limit), 0) / total;
const limits = dataset === 'imdb' ? [100, 250, 400, 1000] : [10, 20, 30, 50];
new dfd.DataFrame(
  limits.map((limit) => ({
    'maximum length': limit,
    'reviews kept whole (%)': (100 * shareWithin(limit)).toFixed(1),
    'words kept (%)': (100 * shareOfWordsKept(limit)).toFixed(1),
  })),
);

// %% [markdown]
// ## Cleaning
//
// The vocabulary has *great* but not *GREAT!*, and certainly not *great.<br*. Cleaning takes three
// steps. It converts the review to lower case, replaces `<br />` with a space, and removes every
// character that is not a letter from a to z, a digit or a space. (So *fiancé* loses its last
// letter.)
//
// | step | review |
// |---|---|
// | raw | `It's GREAT.<br /><br />10 of 10!` |
// | 1. lower case | `it's great.<br /><br />10 of 10!` |
// | 2. line breaks | `it's great.  10 of 10!` |
// | 3. special characters | `its great  10 of 10` |
//
// You write this function in exercise `11`.

// %%
import { cleanSentences, tokenize } from '../lib/text';

cleanSentences("It's GREAT.<br /><br />10 of 10!");

// %% tags=["assertion"]
assert.equal(
  cleanSentences("It's GREAT.<br /><br />10 of 10!"),
  'its great  10 of 10',
);

// %% [markdown]
// **What is lost:** *it's* became *its*. *don't* becomes *dont*, which is rarer in GloVe than *do*
// and *n't*. The tutorial accepts this loss. Later systems in this course have better tokenizers.

// %% [markdown]
// ## Token ids
//
// We clean a review, split it into tokens, and look up the id of each token. The result is a row
// of token ids. We truncate a review that is longer than the row, and pad a shorter one with 0.

// %%
import { encodeText } from '../lib/batches';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const review = 'A warm, clever filmm<br />with GREAT songs';
console.log(tokenize(review).join(' | '));
console.log([...encodeText(review, vectors), 0, 0, 0].join(' '));

// %% [markdown]
// The fourth word has a spelling mistake, so it is unknown: its id is the last one, 399999 (49999 in
// a browser tab). The three zeros at the end are padding.

// %% [markdown]
// What share of the tokens does the vocabulary have?

// %%
const unknown = new Map<string, number>();
let tokens = 0;
for (const { text } of train.slice(0, 5000)) {
  for (const token of tokenize(text)) {
    tokens++;
    if (vectors.idOf(token) === undefined)
      unknown.set(token, (unknown.get(token) ?? 0) + 1);
  }
}
const misses = [...unknown.values()].reduce((sum, count) => sum + count, 0);
const frequent = [...unknown].sort(([, a], [, b]) => b - a).slice(0, 10);
const found = (100 * (1 - misses / tokens)).toFixed(1);
console.log(`${found} % of the tokens in the first 5,000 reviews have a vector.`);
console.log('Most frequent tokens without a vector:');
for (const [word, count] of frequent) console.log(`  ${word} (${count})`);

// %% [markdown]
// ## The padded token-id matrix
//
// Now we stack all reviews. For IMDB this gives a matrix of 25,000 rows and 250 columns, which the
// tutorial calls `idsMatrix`. The tutorial finds each word with a linear search through a list of
// 400,000 words, and calls this computationally expensive. A hash table finds a word in one step.
//
// <!-- listing: lib/batches/token-ids.ts encodeText -->

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
    progress: showProgress('Token-id matrix', 'reviews'),
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
    title: 'Forty rows of the token-id matrix: words (dark), padding (light)',
    x: 'column',
    y: 'row',
    values: rows.map((row) => [...row].map((id) => (id === 0 ? 0 : 1))),
  }),
);

// %% [markdown]
// **What to notice:** rows begin with words and end with padding. A network that computes on all
// columns wastes time on the padding. With the short sentences nearly everything is padding: 250
// columns are right for IMDB, and far too many for them.

// %%
const padding = matrix.ids.filter((id) => id === 0).length / matrix.ids.length;
`${(100 * padding).toFixed(1)} % of the matrix is padding`;

// %% [markdown]
// We save the matrix as an `.npy` file, the format of NumPy, Python's library for arrays. Python
// programs can read it, too.

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
if (dataset === 'snippets') assert(padding > 0.8, 'nearly everything is padding');
if (dataset === 'imdb')
  assert.deepEqual([matrix.rows, matrix.columns], [25_000, 250]);

// %% [markdown]
// ## Exercises
//
// - [`11`](../exercises/11-cleaning.ts) Clean a review (10 minutes)
// - [`12`](../exercises/12-ids-and-padding.ts) Token ids and padding (10 minutes)
// - [`13`](../exercises/13-padded-token-ids.ts) The padded token-id matrix (20 minutes)
// - [`14`](../exercises/14-histogram-of-lengths.ts) A histogram of lengths, and where to truncate (15 minutes)

// %%
import { check } from '../course/check';

await check('11');

// %%
await check('12');

// %%
await check('13');

// %%
await check('14');

// %% [markdown]
// ## What to remember
//
// - Look at the lengths before you choose a maximum length. Truncating at 250 keeps most reviews of
//   IMDB whole.
// - Cleaning decides which tokens the vocabulary has. It also loses information.
// - The padded token-id matrix is built once: one row per review, padded on the right.
//
// **Next:** [Helper functions](08-helper-functions.ipynb)
