// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Word vectors
//
// A network computes with numbers, and *"incredible"* is not one. What numbers should stand for a word?
//
// **After this notebook you can** look up the vector of a word, measure how close two words are, and turn a sentence
// into the matrix that an LSTM reads. **It takes** fifteen minutes to read and seconds to run. **Data:** GloVe, 400,000
// words with 50 numbers each (Pennington, Socher and Manning 2014).

// %% [markdown]
// ## Why a word has to become a vector
//
// Whatever a network learns from is made of numbers: the pixels of a picture, the measured features of a logistic regression, the
// rewards of reinforcement learning. A string is none. There is no dot product of *"incredible"* with a weight, and no
// gradient that says how the word should change. So each word is replaced by $D$ numbers, and a sentence of 16 words by a
// matrix of $16 \times D$. At the end of this notebook you will have that matrix.

// %% [markdown]
// ## Words by their company
//
// Numbering the words of a dictionary does not help: the numbers of *love* and *adore* say nothing about what the two
// share. The idea that works is older than computers: **words that keep the same company mean similar things.** Both
// can stand in *"I ___ this film"* and *"we ___ the old theatre"*. So give each word a point in space, and move words
// together that occur in the same contexts. Grammar is company, too: what follows *"the old ___"* is a noun, so nouns come to
// lie near nouns and verbs near verbs. Word2Vec does so by predicting a word from its
// neighbours in a window that slides over billions of words; GloVe by factorising the counts of such neighbours.
// Both give an **embedding matrix**: a row for each word.

// %%
import { analogy, cosine, nearest, vectorAt } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
`${vectors.words.length.toLocaleString('en-US')} words, ${vectors.dimensions} numbers each`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(vectors.words.length, 400_000);
assert.equal(vectors.matrix.length, 400_000 * 50);

// %% [markdown]
// The vector of *baseball* is row number `vectors.idOf('baseball')` of that matrix. No single number in it has a
// name; what counts is where it lies relative to others.

// %%
const baseball = vectorAt(vectors, vectors.idOf('baseball')!);
baseball;

// %% tags=["assertion"]
assert.deepEqual(
  [...baseball.subarray(0, 4)].map((x) => Number(x.toFixed(5))),
  [-1.9327, 1.0421, -0.78515, 0.91033],
);

// %% [markdown]
// ## How close are two words?
//
// By the angle between their vectors: its cosine is 1 for the same direction, 0 for a right angle, -1 for opposite
// directions.
//
// $$\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert}$$

// %%
const vectorOf = (word: string) => vectorAt(vectors, vectors.idOf(word)!);
for (const [a, b] of [
  ['love', 'adore'],
  ['love', 'theatre'],
  ['good', 'bad'],
])
  console.log(`${a} and ${b}: ${cosine(vectorOf(a), vectorOf(b)).toFixed(2)}`);

// %% [markdown]
// *Good* and *bad* are closer than *love* and *adore*. Read that twice: it matters for everything that follows. They
// keep the same company (*"a ___ film"*), so by this measure they are alike. **Word vectors know what a word is about;
// they hardly know whether it is praise.** Telling the two apart is what our network has to learn from labels.

// %% tags=["assertion"]
assert(
  cosine(vectorOf('good'), vectorOf('bad')) >
    cosine(vectorOf('love'), vectorOf('adore')),
);

// %%
import * as dfd from 'danfojs-node';

const neighbours = Object.fromEntries(
  ['love', 'boring', 'director'].map((word) => [
    word,
    nearest(vectors, word, 8).map(
      (near) => `${near.word} ${near.similarity.toFixed(2)}`,
    ),
  ]),
);
new dfd.DataFrame(neighbours);

// %% [markdown]
// ## Directions mean something too
//
// The step from *man* to *woman* is about the step from *king* to *queen*. So
// $v_{king} - v_{man} + v_{woman}$ should land near *queen*.

// %%
analogy(vectors, 'man', 'woman', 'king').slice(0, 3);

// %%
import { scatterOfWords, show } from '../lib/plots';

const groups = {
  praise: [
    'good',
    'great',
    'wonderful',
    'superb',
    'excellent',
    'brilliant',
    'delightful',
  ],
  blame: ['bad', 'awful', 'terrible', 'boring', 'dreadful', 'poor', 'horrible'],
  people: ['actor', 'actress', 'director', 'cast', 'producer', 'writer'],
  time: ['monday', 'yesterday', 'week', 'hour', 'year', 'month'],
};
const shown = Object.values(groups).flat();
show(
  scatterOfWords({
    title: 'Word vectors, projected from 50 dimensions to 2',
    words: shown,
    vectors: shown.map((word) => [...vectorOf(word)]),
    groups: Object.entries(groups).flatMap(([group, words]) =>
      words.map(() => group),
    ),
  }),
);

// %% [markdown]
// **What to notice:** people and times form islands of their own, while words of praise and of blame are neighbours on
// the same side of the picture.

// %% [markdown]
// ## From words to ids
//
// Networks do not look words up, they look *rows* up. So a sentence first becomes a list of row numbers. Lists in a
// batch must be equally long: shorter sentences are filled up at the end with 0, and row 0 of the matrix is kept
// for that, a vector of zeros. A word without a row gets the last one, 399,999.

// %%
import { encode, padRows } from '../lib/batches';

const sentence = 'I thought the movie was incredible and inspiring';
const ids = padRows([encode(sentence, vectors)], 10);
ids;

// %% tags=["assertion"]
assert.deepEqual(
  [...ids.dataSync()],
  [41, 804, 201_534, 1005, 15, 7446, 5, 13_767, 0, 0],
);

// %% [markdown]
// Why is *the*, the most frequent word of English, number 201,534? Because row 0 was its place. The tutorial gave that
// row to padding and moved *the* to where GloVe has the token *unk*. Our word list keeps that order, so that your
// ids are the tutorial's.

// %% [markdown]
// ## From ids to vectors
//
// The ids are a [tensor](02-tensors.ipynb). One operation, `gather`, replaces every id by its row: ids `[1, 10]` become vectors `[1, 10, 50]`. The tutorial calls
// it `embedding_lookup`. (It announces 300 dimensions at this point; its vectors have 50.)

// %%
import { ready, tf } from '../lib/backend';

await ready();
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [400_000, 50]);
const sequence = tf.gather(matrix, ids) as tf.Tensor3D;
sequence.shape;

// %%
import { heatMap } from '../lib/plots';

show(
  heatMap({
    title: 'One sentence as a network reads it',
    x: 'dimension',
    y: 'word',
    values: sequence.squeeze([0]).arraySync() as number[][],
    rows: [...sentence.toLowerCase().split(' '), '(padding)', '(padding)'],
  }),
);

// %% [markdown]
// **What to notice:** ten rows, a column for each dimension, and the last two rows are zero throughout. That is all an
// LSTM will ever see of the sentence.

// %% [markdown]
// And the sentence of the [first notebook](01-start.ipynb), which has 16 words, is a matrix of $16 \times 50$:

// %%
const review =
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.';
const reviewVectors = tf.gather(matrix, encode(review, vectors)) as tf.Tensor2D;
reviewVectors.shape;

// %% tags=["assertion"]
assert.deepEqual(reviewVectors.shape, [16, 50]);
assert.deepEqual(sequence.shape, [1, 10, 50]);
assert.equal(sequence.slice([0, 8, 0], [1, 2, 50]).abs().sum().dataSync()[0], 0);

// %% [markdown]
// ## Exercises
//
// - [`03`](../exercises/03-embedding-look-up.ts) Look up word vectors (10 minutes)
// - [`04`](../exercises/04-cosine-and-analogies.ts) Cosine and analogies (20 minutes)
// - [`05`](../exercises/05-co-occurrence.ts) Count the company that words keep (15 minutes)

// %%
import { check } from '../course/check';

await check('03');

// %%
await check('04');

// %%
await check('05');

// %% [markdown]
// ## What to remember
//
// - An embedding matrix has a row for each word; words in similar contexts have similar rows.
// - Similar contexts are not similar sentiments: *good* is a neighbour of *bad*.
// - Sentence → ids → vectors. Id 0 is padding, the last id is for unknown words.
//
// **Next:** [Word2Vec](04-word2vec.ipynb)
