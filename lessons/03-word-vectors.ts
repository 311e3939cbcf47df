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
// read and seconds to run. **Data:** GloVe, 400,000 words with 50 dimensions each (Pennington,
// Socher and Manning 2014).

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
// nothing about what the two words share. The idea that works is older than computers: **words
// that occur in the same contexts have similar meanings.** Both words fit into *"I ___ this film"*
// and *"we ___ the old camera"*. So give each word a point in space, and move words together if
// they occur in the same contexts.
//
// Contexts also carry grammar: the word after *"the old"* is usually a noun. So nouns end up near
// nouns, and verbs near verbs.
//
// Word2Vec predicts a word from its neighbors in a window, which slides over billions of words.
// GloVe counts how often words occur near each other. It looks for vectors whose dot products follow
// the *logarithms* of these counts. (The [dot product](02-tensors.ipynb#A-layer-of-a-network)
// multiplies two vectors pairwise and adds up.) Both give an **embedding matrix** with a row for
// each word.

// %%
import { analogy, cosine, nearest, vectorAt } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
`${vectors.words.length.toLocaleString('en-US')} words, ${vectors.dimensions} dimensions`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(vectors.words.length, 400_000);
assert.equal(vectors.matrix.length, 400_000 * 50);

// %% [markdown]
// The vector of *baseball* is row `vectors.idOf('baseball')` of that matrix. A single number in it
// has no name. Only the position relative to other vectors has a meaning.

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
// We compare the angle between their vectors. The **cosine similarity** is 1 for the same
// direction, 0 for a right angle, and -1 for opposite directions. It is the dot product divided by
// both *norms*. The norm $\lVert a \rVert$ is the square root of $a \cdot a$.
//
// $$\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert}$$

// %%
const vectorOf = (word: string) => vectorAt(vectors, vectors.idOf(word)!);
for (const [a, b] of [
  ['love', 'adore'],
  ['love', 'camera'],
  ['good', 'bad'],
])
  console.log(`${a} and ${b}: ${cosine(vectorOf(a), vectorOf(b)).toFixed(2)}`);

// %% [markdown]
// *Good* and *bad* are closer than *love* and *adore*. This is important for the rest of the
// course. *Good* and *bad* occur in the same contexts (*"a ___ film"*), so this measure says that
// they are similar. **A word vector knows what a word is about. It hardly knows whether the word
// is praise.** Our network has to learn that difference from labels.

// %% tags=["assertion"]
assert(
  cosine(vectorOf('good'), vectorOf('bad')) >
    cosine(vectorOf('love'), vectorOf('adore')),
);

// %%
import * as dfd from 'danfojs-node';

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
// The step from *man* to *woman* is almost the same as the step from *king* to *queen*. So
// $v_{king} - v_{man} + v_{woman}$ should be near *queen*. Which words are nearest to this point?

// %%
const unitVectorOf = (word: string) => {
  const vector = vectorOf(word);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
};
const [man, woman, king] = ['man', 'woman', 'king'].map(unitVectorOf);
const target = king.map((value, d) => value - man[d] + woman[d]);
for (const { word, similarity } of nearest(vectors, target, 4))
  console.log(`${word.padEnd(8)}${similarity.toFixed(3)}`);

// %% [markdown]
// **What to notice:** the nearest word is *king* itself. The step from *man* to *woman* is short,
// so the point is still close to where it started. Programs that solve such analogies leave out
// the three words of the question. Then the answer is *queen*:

// %%
analogy(vectors, 'man', 'woman', 'king').slice(0, 3);

// %% tags=["assertion"]
const [itself, second] = nearest(vectors, target, 2).map(({ word }) => word);
assert.deepEqual([itself, second], ['king', 'queen']);
assert.equal(analogy(vectors, 'man', 'woman', 'king')[0].word, 'queen');

// %% [markdown]
// A picture has two dimensions, not 50. We take the two directions in which these words differ most,
// the *principal components*. So words that are close in the picture may be far apart in the other
// 48 directions.

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
// and words of criticism are neighbors, on the same side of the picture.

// %% [markdown]
// ## From words to ids
//
// A network does not look up words. It looks up *rows* of a matrix. So a sentence first becomes a
// list of row numbers, the token ids. All lists in a batch must have the same length. Shorter
// sentences are padded with 0 at the end, and row 0 of the matrix is a vector of zeros for this
// padding. A word that is not in the vocabulary gets the last id, 399,999.

// %%
import { encodeText, padRows } from '../lib/batches';

const sentence = 'I thought the movie was incredible and inspiring';
const ids = padRows([encodeText(sentence, vectors)], 10);
ids;

// %% tags=["assertion"]
assert.deepEqual(
  [...ids.dataSync()],
  [41, 804, 201_534, 1005, 15, 7446, 5, 13_767, 0, 0],
);

// %% [markdown]
// Why is *the*, the most frequent English word, number 201,534? Because row 0 was its place. The
// tutorial uses row 0 for padding, and moved *the* to the place of GloVe's token *unk*. We keep
// that order, so your ids are the tutorial's ids.

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
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [400_000, 50]);
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
// This matrix is all that an LSTM will ever see of the sentence.

// %% [markdown]
// The sentence of the [first notebook](01-start.ipynb) has 16 words, so it is a matrix of
// $16 \times 50$:

// %%
const review =
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.';
const reviewVectors = tf.gather(matrix, encodeText(review, vectors)) as tf.Tensor2D;
reviewVectors.shape;

// %% tags=["assertion"]
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
// - Similar contexts do not mean similar sentiment: *good* is a neighbor of *bad*.
// - A sentence becomes ids, and ids become vectors. Id 0 is padding, and the last id is for
//   unknown words.
//
// **Next:** [Word2Vec](04-word2vec.ipynb)
