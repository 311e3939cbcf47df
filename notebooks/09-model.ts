// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # The model
//
// The parts are there: [vectors](03-word-vectors.ipynb) for words, [LSTM units](06-lstm-units.ipynb), reviews as
// [rows of ids](07-loading-data.ipynb). How do they become a network that reads a review and gives two scores, and what of
// the review does its classifier see?
//
// **After this notebook you can** say what goes into a network and what comes out, build the tutorial's network from layers,
// count its parameters, and say what its classifier sees of a review. **It takes** twenty minutes to read and seconds to run.
// **Data:** three sentences of our own.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## A batch of reviews
//
// A network is trained with a few reviews at a time; the tutorial takes 24. What goes in is a matrix of ids, a row for each
// review, and what should come out a matrix of labels, *one-hot*: a 1 in the column of the class. The tutorial declares a
// *placeholder* for each, `input_data` of `[24, 250]` and `labels` of `[24, 2]`, and fills them at every step. Here is a
// batch of three short reviews:

// %%
import { encode, padRows } from '../lib/batches';
import { paddedBatch } from '../course/drawings/padded-batch';
import { show } from '../lib/plots';
import { tokenize } from '../lib/text';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const reviews = [
  { text: 'I thought the movie was incredible and inspiring', label: 'positive' },
  { text: 'A waste of a good cast', label: 'negative' },
  { text: 'Funny and warm', label: 'positive' },
];
const rows = reviews.map(({ text, label }) => ({
  words: tokenize(text),
  ids: [...encode(text, vectors)],
  label,
}));
show(paddedBatch(rows, ['positive', 'negative']));

// %% [markdown]
// **What to notice:** the batch is as long as its longest review, and shorter ones are filled up with 0 on the right, which is
// no word. The ids do not say which zeros were put there; the *mask* does. We come back to it.

// %% [markdown]
// ## The look-up
//
// The first layer replaces each id by the row of that number in the embedding matrix. (`tf.nn.embedding_lookup` in the
// tutorial, `gather` in TensorFlow.js.)

// %%
import { embeddingLookUp } from '../course/drawings/embedding-lookup';
import { vectorAt } from '../lib/vectors';

const shortest = rows[2];
show(
  embeddingLookUp(
    [...shortest.words, '(padding)'].map((word, n) => {
      const id = shortest.ids[n] ?? 0;
      return { word, id, vector: vectorAt(vectors, id) };
    }),
    vectors.words.length,
  ),
);

// %% [markdown]
// So the matrix of ids becomes a block of numbers with three axes: for each review, for each step, 50 numbers.

// %%
import { batchOfVectors } from '../course/drawings/batch-of-vectors';

show(batchOfVectors(24, 250, 50));

// %%
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [400_000, 50]);
const ids = padRows(rows.map((row) => Int32Array.from(row.ids)));
console.log(`ids [${ids.shape}], vectors [${tf.gather(matrix, ids).shape}]`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.deepEqual(rows[0].ids, [41, 804, 201_534, 1005, 15, 7446, 5, 13_767]);
assert.deepEqual(ids.shape, [3, 8]);
assert.deepEqual(tf.gather(matrix, ids).shape, [3, 8, 50]);
assert.equal(ids.arraySync()[2].filter((id) => id === 0).length, 5);

// %% [markdown]
// ## From steps to one vector
//
// The LSTM gives an output for every step; the classifier needs one vector per review. Which? The tutorial takes the
// output of the **last step**. (It takes the first of the two results of `dynamic_rnn` for the last state. It is the outputs of
// all steps, `[24, 250, 64]`, and so the code turns it round and picks the last one by hand.) That is right for a review of
// 250 words. A review of 40 words is followed by 210 steps of padding, and what the tutorial's classifier sees is a memory that
// has read zeros ever since.
//
// With the mask, the last step is the last *word*, or the mean is taken over words alone.

// %% [markdown]
// How fast does padding wash out what was read? We let an untrained LSTM read the second review and then padding, and
// measure how far apart its outputs are from those after the first review and the same padding.

// %%
import { fastLstm } from '../lib/layers';
import { lineChart } from '../lib/plots';

const distances = tf.tidy(() => {
  const padded = padRows(
    rows.slice(0, 2).map((row) => Int32Array.from(row.ids)),
    100,
  );
  const embedded = tf.gather(matrix, padded) as tf.Tensor3D;
  const outputs = fastLstm({ units: 64, returnSequences: true }).apply(
    embedded,
  ) as tf.Tensor3D;
  const [first, second] = tf.unstack(outputs);
  return first.sub(second).square().sum(1).sqrt().arraySync() as number[];
});
show(
  lineChart({
    title: 'Two reviews, ever more alike under padding',
    x: 'step',
    y: 'distance between the outputs',
    lines: [{ name: 'distance', x: distances.map((_, t) => t + 1), y: distances }],
  }),
);
console.log(`after the last word ${distances[7].toFixed(2)}`);
console.log(`after 100 steps ${distances[99].toFixed(4)}`);

// %% tags=["assertion"]
assert(distances[99] < distances[7] / 10);

// %% [markdown]
// ## The network
//
// Ids in, two scores out. In the tutorial's words: two placeholders (`input_data`, `[24, 250]`, and `labels`, `[24, 2]`), a
// look-up, an LSTM wrapped in dropout, the last output times a matrix plus a bias. *Dropout* sets a random share of the
// outputs to zero while training, here a quarter of them, so that the network cannot rely on any single one (Srivastava et al.
// 2014). As layers:
//
// <!-- listing: lib/models/oreilly.ts oreillyModel -->

// %%
import { layerTable } from '../course/demos/layer-table';
import { OREILLY, oreillyModel } from '../lib/models';

const asSet = oreillyModel(vectors);
layerTable(asSet);

// %%
OREILLY;

// %% [markdown]
// Count the parameters: four parts of 64 numbers (three gates and the candidate), each with a weight for each of 50
// inputs and 64 outputs and a bias, then 64 weights and a bias for each of two classes. The 20,000,000 numbers of the
// word vectors are not among them: they are frozen. (The tutorial sets `numDimensions` to 300 and loads vectors of 50.)

// %%
const parameters = 4 * 64 * (50 + 64 + 1) + 2 * (64 + 1);
[parameters, asSet.countParams()];

// %% tags=["assertion"]
assert.equal(asSet.countParams(), parameters);
assert.equal(vectors.matrix.length, 20_000_000);

// %% [markdown]
// The scores are *logits*. Softmax turns them into probabilities that add up to 1, and the cross-entropy, minus the
// logarithm of the probability of the right class, is what training makes small. An untrained network that knows nothing
// and says one half to everything has a cross-entropy of $\ln 2 \approx 0.693$; keep that number in mind when you read
// loss curves.

// %%
import { crossEntropy } from '../lib/loss';

const logits = tf.tensor2d([
  [2, 0],
  [0, 0],
  [0, 2],
]);
const labels = tf.tensor1d([0, 0, 0], 'int32');
for (const row of [0, 1, 2]) {
  const loss = crossEntropy(
    logits.slice([row], [1]),
    labels.slice([row], [1]),
  ).dataSync()[0];
  const scores = logits.slice([row], [1]).dataSync().join(' and ');
  console.log(`scores ${scores} for a positive review: loss ${loss.toFixed(3)}`);
}

// %% tags=["assertion"]
assert(
  Math.abs(
    crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor1d([0], 'int32')).dataSync()[0] -
      Math.LN2,
  ) < 1e-6,
);

// %% [markdown]
// An answer is right where the larger score is the label's (of two equal ones, the first is taken), and the **accuracy**
// of a batch is the share of right answers. Training cannot follow it, as it does not change when a score moves a
// little: that is what the loss is for.

// %%
const answers = logits.argMax(1); // [batch]
const accuracy = answers.equal(labels).mean().dataSync()[0];
console.log(`answers  ${answers.dataSync().join(', ')}`);
console.log(`labels   ${labels.dataSync().join(', ')}`);
console.log(`accuracy ${accuracy.toFixed(2)}`);

// %% tags=["assertion"]
assert(Math.abs(accuracy - 2 / 3) < 1e-6, 'a tie goes to the first class');

// %% [markdown]
// ## Stacking
//
// LSTMs can stand on top of each other: every step's output of the lower one is the upper one's input. (The tutorial says
// that the *final* state is handed up; it is the whole sequence.) More layers, more parameters, more time, and more ways
// to learn the training reviews by heart.

// %%
for (const layers of [1, 2, 3]) {
  const count = oreillyModel(vectors, { layers }).countParams();
  console.log(`${layers}: ${count.toLocaleString('en-US')} parameters`);
}

// %% [markdown]
// ## Exercises
//
// - [`11`](../exercises/11-sequence-with-a-mask.ts) A sequence with a mask (20 minutes)
// - [`12`](../exercises/12-masked-mean.ts) A mean that leaves padding out (15 minutes)
// - [`16`](../exercises/16-dropout.ts) Dropout in training, not in testing (15 minutes)
// - [`17`](../exercises/17-softmax-cross-entropy.ts) A cross-entropy that does not overflow (20 minutes)
// - [`19`](../exercises/19-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../course/check';

await check('11');

// %%
await check('12');

// %%
await check('16');

// %%
await check('17');

// %%
await check('19');

// %% [markdown]
// ## What to remember
//
// - Ids, vectors, LSTM, one vector a review, two scores: only the LSTM and the last matrix have weights that learn.
// - The last output of a padded row has read padding. Use a mask: last word, or mean over words.
// - Loss 0.693 is what a coin scores.
//
// **Next:** [Training](10-training.ipynb)
