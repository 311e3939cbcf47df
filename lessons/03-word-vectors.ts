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
// A network computes with numbers, and *"incredible"* is not a number. Which numbers should
// represent a word?
//
// **After this notebook you can** look up the vector of a word, measure the similarity of two
// words, and turn a sentence into the matrix that an LSTM reads. **It takes** fifteen minutes to
// read and seconds to run. **Data:** GloVe, 400,000 words with 50 dimensions each, or 50,000 of
// them in a browser tab (Pennington, Socher and Manning 2014).

// %% [markdown]
// ## Why a word has to become a vector
//
// The input of every model is numbers, for example the pixels of a picture. A string is not a
// number. *"incredible"* times a weight has no meaning, and no gradient says how the string should
// change. So each word is replaced by a vector of $D$ numbers, and a sentence of 16 words by a
// matrix of $16 \times D$. At the end of this notebook you will have that matrix.

// %% [markdown]
// ## Words and their contexts
//
// The position of a word in a dictionary does not help. The numbers of *love* and *adore* say
// nothing about what the two words share. The idea that works comes from the linguistics of the
// 1950s (Harris 1954; Firth 1957): **words that occur in the same contexts have similar
// meanings.** Both words fit into *"I ___ this film"* and *"we ___ the old camera"*. So give each
// word a point in space, and move words together if they occur in the same contexts.
//
// Contexts also carry grammar: the word after *"the old"* is usually a noun. So nouns end up near
// nouns, and verbs near verbs.
//
// Word2Vec predicts a word from its neighbors in a window, which slides over billions of words.
// GloVe counts how often words occur near each other. It looks for vectors whose dot products
// follow the *logarithms* of these counts. (The [dot
// product](02-tensors.ipynb#A-layer-of-a-network) multiplies two vectors pairwise and adds up.)
// Both give an **embedding matrix** with a row for each word.

// %%
import { analogy, cosine, nearest, vectorAt } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
`${vectors.words.length.toLocaleString('en-US')} words, ${vectors.dimensions} dimensions`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert([400_000, 50_000].includes(vectors.words.length)); // fewer in a browser tab
assert.equal(vectors.matrix.length, vectors.words.length * 50);

// %% [markdown]
// The vector of *baseball* is row `vectors.idOf('baseball')` of that matrix. A single number in it
// has no name. Only the position relative to other vectors has a meaning.

// %%
const baseball = vectorAt(vectors, vectors.idOf('baseball')!);
baseball;

// %% tags=["assertion"]
const published = [-1.9327, 1.0421, -0.78515, 0.91033];
assert(published.every((value, d) => Math.abs(value - baseball[d]) < 0.01));

// %% [markdown]
// ## How close are two words?
//
// We compare the angle between their vectors. The **cosine similarity** is 1 for the same
// direction, 0 for a right angle, and -1 for opposite directions. It is the dot product divided by
// both *norms*. The norm $\lVert a \rVert$ is the square root of $a \cdot a$.
//
// $$\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert}$$

// %%
import * as dfd from 'danfojs-node';

const vectorOf = (word: string) => vectorAt(vectors, vectors.idOf(word)!);
const withoutDimension30 = (word: string) =>
  vectorOf(word).filter((_, d) => d !== 30);
const pairs = [
  ['film', 'movie'],
  ['good', 'great'],
  ['good', 'bad'],
  ['love', 'hate'],
  ['love', 'adore'],
  ['love', 'camera'],
  ['love', 'tuesday'],
].map(([a, b]) => ({
  words: `${a}, ${b}`,
  similarity: cosine(vectorOf(a), vectorOf(b)),
  without: cosine(withoutDimension30(a), withoutDimension30(b)),
}));
new dfd.DataFrame(
  pairs.map(({ words, similarity, without }) => ({
    words,
    'cosine similarity': similarity.toFixed(2),
    'without dimension 30': without.toFixed(2),
  })),
);

// %% [markdown]
// **What to notice:** in the first column even words that have nothing in common have a cosine well
// above 0. Dimension 30 is large for nearly every frequent word, so even *love* and *camera* look
// similar. *Adore* is a rare word with a small dimension 30, so it looks far from *love*. The
// second column leaves this dimension out, and there *adore* is closer to *love* than *camera* is.
// (You will see the column of this dimension in the last picture.)
//
// *Good* and *bad* are as close as *good* and *great*, in both columns. This is important for the
// rest of the course. *Good* and *bad* occur in the same contexts (*"a ___ film"*), so this
// measure says that they are similar. **The similarity of two vectors says that the words are about
// the same thing. It does not say whether both are praise.** Our network has to learn that
// difference from labels.

// %% tags=["assertion"]
const pairOf = (words: string) => pairs.find((pair) => pair.words === words)!;
const [close, opposite] = ['good, great', 'good, bad'].map(pairOf);
assert(Math.abs(close.similarity - opposite.similarity) < 0.03);
assert(Math.abs(close.without - opposite.without) < 0.03);
assert(pairOf('love, camera').similarity > 0.3);
const [adore, camera] = ['love, adore', 'love, camera'].map(pairOf);
assert(adore.without > camera.without + 0.2);
const FREQUENT = 10_000; // the first words after the padding
const ofFrequent = (d: number) =>
  Array.from({ length: FREQUENT }, (_, n) => vectors.matrix[(n + 1) * 50 + d]);
const meanOf = (d: number) =>
  ofFrequent(d).reduce((sum, value) => sum + value / FREQUENT, 0);
const meanSizes = Array.from({ length: 50 }, (_, d) => Math.abs(meanOf(d)));
assert.equal(meanSizes.indexOf(Math.max(...meanSizes)), 30);
assert(ofFrequent(30).filter((value) => value > 0.5).length > 0.95 * FREQUENT);
assert(vectors.idOf('adore')! > FREQUENT && vectorOf('adore')[30] < 0.5);

// %%
const neighbors = Object.fromEntries(
  ['love', 'boring', 'director'].map((word) => [
    word,
    nearest(vectors, word, 8).map(
      (near) => `${near.word} ${near.similarity.toFixed(2)}`,
    ),
  ]),
);
new dfd.DataFrame(neighbors);

// %% [markdown]
// ## Directions mean something too
//
// The step from *man* to *woman* points in a similar direction as the step from *king* to *queen*.
// So $v_{king} - v_{man} + v_{woman}$ should be near *queen*. How similar are the directions, and
// which words are nearest to this point?

// %%
const unitVectorOf = (word: string) => {
  const vector = vectorOf(word);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
};
const step = (from: string, to: string) => {
  const start = unitVectorOf(from);
  return unitVectorOf(to).map((value, d) => value - start[d]);
};
for (const [from, to] of [
  ['king', 'queen'],
  ['brother', 'sister'],
  ['monday', 'director'],
]) {
  const similarity = cosine(step('man', 'woman'), step(from, to)).toFixed(2);
  console.log(`man to woman, and ${from} to ${to}: ${similarity}`);
}
const [man, woman, king] = ['man', 'woman', 'king'].map(unitVectorOf);
const target = king.map((value, d) => value - man[d] + woman[d]);
for (const { word, similarity } of nearest(vectors, target, 4))
  console.log(`${word.padEnd(8)}${similarity.toFixed(3)}`);

// %% [markdown]
// **What to notice:** the directions are similar, and not the same. Two steps that have nothing to
// do with each other have a cosine near 0. The nearest word is *king* itself. The step from *man*
// to *woman* is short, so the point is still close to where it started. Programs that solve such
// analogies leave out the three words of the question. Then the answer is *queen*:

// %%
analogy(vectors, 'man', 'woman', 'king').slice(0, 3);

// %% tags=["assertion"]
for (const [from, to] of [
  ['king', 'queen'],
  ['brother', 'sister'],
]) {
  const similarity = cosine(step('man', 'woman'), step(from, to));
  assert(similarity > 0.4 && similarity < 0.9);
}
assert(Math.abs(cosine(step('man', 'woman'), step('monday', 'director'))) < 0.3);
const [itself, second] = nearest(vectors, target, 2).map(({ word }) => word);
assert.deepEqual([itself, second], ['king', 'queen']);
assert.equal(analogy(vectors, 'man', 'woman', 'king')[0].word, 'queen');

// %% [markdown]
// A picture has two dimensions, not 50. We take the two directions in which these words differ
// most, the *principal components*. So words that are close in the picture may be far apart in the
// other 48 directions.

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
  criticism: ['bad', 'awful', 'terrible', 'boring', 'dreadful', 'poor', 'horrible'],
  people: ['actor', 'actress', 'director', 'cast', 'producer', 'writer'],
  time: ['monday', 'yesterday', 'week', 'hour', 'year', 'month'],
};
const plotted = Object.values(groups).flat();
show(
  scatterOfWords({
    title: 'Word vectors, projected from 50 dimensions to 2',
    words: plotted,
    vectors: plotted.map((word) => [...vectorOf(word)]),
    groups: Object.entries(groups).flatMap(([group, words]) =>
      words.map(() => group),
    ),
  }),
);

// %% [markdown]
// **What to notice:** words for people and words for times form separate clusters. Words of praise
// and words of criticism are neighbors. But a straight line separates the two groups. So their
// difference is in the vectors, too, in a few of the 50 directions. A network can find these
// directions, if it has labels.

// %% tags=["assertion"]
import { principalComponents } from '../lib/plots';

const places = principalComponents(
  plotted.map((word) => [...vectorOf(word)]),
  2,
);
const slopes = Array.from(
  { length: 180 },
  (_, degrees) => (degrees * Math.PI) / 90,
);
const isSeparable = slopes.some((angle) => {
  const along = places.map(([x, y]) => x * Math.cos(angle) + y * Math.sin(angle));
  const praise = along.slice(0, groups.praise.length);
  const criticism = along.slice(praise.length, 2 * praise.length);
  return Math.min(...praise) > Math.max(...criticism);
});
assert.equal(groups.praise.length, groups.criticism.length);
assert(isSeparable, 'a straight line separates praise and criticism');

// %% [markdown]
// ## From words to ids
//
// A network does not look up words. It looks up *rows* of a matrix. So a sentence first becomes a
// list of row numbers, the token ids. All lists in a batch must have the same length. Shorter
// sentences are padded with 0 at the end, and row 0 of the matrix is a vector of zeros for this
// padding. A word that is not in the vocabulary gets the last id. That is 399,999. (In a browser
// tab it is 49,999: a tab has only the 50,000 most frequent words.)

// %%
import { encodeText, padRows } from '../lib/batches';

const sentence = 'I thought the movie was incredible and inspiring';
const ids = padRows([encodeText(sentence, vectors)], 10);
ids;

// %% tags=["assertion"]
assert.deepEqual(
  [...ids.dataSync()],
  [41, 804, vectors.idOf('the'), 1005, 15, 7446, 5, 13_767, 0, 0],
);
if (vectors.words.length === 400_000) assert.equal(vectors.idOf('the'), 201_534);

// %% [markdown]
// Why is *the*, the most frequent English word, number 201,534? (In a browser tab it is number
// 49,998.) Because row 0 was its place. The tutorial uses row 0 for padding, and moved *the* to the
// place of GloVe's token *unk*. We keep that order, so your ids are the tutorial's ids.

// %% [markdown]
// ## From ids to vectors
//
// The ids are a [tensor](02-tensors.ipynb). One operation, `gather`, replaces every id by its row:
// ids `[1, 10]` become vectors `[1, 10, 50]`. This is the **embedding lookup**; the tutorial calls
// TensorFlow's `embedding_lookup`. (At this point the tutorial says 300 dimensions, but its
// vectors have 50.)

// %%
import { ready, tf } from '../lib/backend';

await ready();
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [
  vectors.words.length,
  vectors.dimensions,
]);
const sequence = tf.gather(matrix, ids) as tf.Tensor3D;
sequence.shape;

// %%
import { heatMap } from '../lib/plots';

show(
  heatMap({
    title: 'A sentence as the network reads it',
    x: 'dimension',
    y: 'word',
    values: sequence.squeeze([0]).arraySync() as number[][],
    rows: [...sentence.toLowerCase().split(' '), '(padding)', '(padding)'],
  }),
);

// %% [markdown]
// **What to notice:** ten rows, a column for each dimension, and the last two rows are all zeros.
// The column of dimension 30 stands out: every word here has a large number in it. This matrix is
// all that an LSTM will ever see of the sentence.

// %% [markdown]
// The sentence of the [first notebook](01-start.ipynb) has 16 words, so it is a matrix of
// $16 \times 50$:

// %%
const review =
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.';
const reviewVectors = tf.gather(matrix, encodeText(review, vectors)) as tf.Tensor2D;
reviewVectors.shape;

// %% tags=["assertion"]
for (const row of (sequence.arraySync() as number[][][])[0].slice(0, 8))
  assert(row[30] > 1);
assert.deepEqual(reviewVectors.shape, [16, 50]);
assert.deepEqual(sequence.shape, [1, 10, 50]);
assert.equal(sequence.slice([0, 8, 0], [1, 2, 50]).abs().sum().dataSync()[0], 0);

// %% [markdown]
// ## Exercises
//
// - [`02`](../exercises/02-embedding-lookup.ts) Embedding lookup (10 minutes)
// - [`03`](../exercises/03-cosine-and-analogies.ts) Cosine similarity and analogies (20 minutes)
// - [`04`](../exercises/04-co-occurrence.ts) Count co-occurrences (15 minutes)

// %%
import { check } from '../course/check';

await check('02');

// %%
await check('03');

// %%
await check('04');

// %% [markdown]
// ## What to remember
//
// - An embedding matrix has a row for each word. Words in similar contexts have similar rows.
// - Similar contexts do not mean similar sentiment: *good* is as close to *bad* as to *great*.
// - A sentence becomes ids, and ids become vectors. Id 0 is padding, and the last id is for
//   unknown words.
//
// **Next:** [Word2Vec](04-word2vec.ipynb)
