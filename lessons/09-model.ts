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
// We have the parts: [word vectors](03-word-vectors.ipynb), [LSTM units](06-lstm-units.ipynb), and
// reviews as [rows of token ids](07-loading-data.ipynb). How do we put them together into a
// network that reads a review and returns two scores, one for each class? And what part of the
// review does its last layer, the *classifier*, see?
//
// **After this notebook you can** say what a network's inputs and outputs are, build the
// tutorial's network from layers, count its parameters, and say what its classifier sees of a
// review. **It takes** twenty minutes to read and seconds to run. **Data:** three sentences of our
// own.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## A batch of reviews
//
// A network trains on a few reviews at a time. The tutorial uses batches of 24. The input is a
// matrix of token ids, with one row per review. The target is a matrix of *one-hot* labels: a 1 in
// the column of the class. The tutorial declares a *placeholder* for each of them: `input_data` of
// shape `[24, 250]` and `labels` of shape `[24, 2]`. A placeholder is an input that gets its value
// at every training step. (Our library takes the index of the class instead of the one-hot row.)
// Here is a batch of three short reviews:

// %%
import { encodeText, padRows } from '../lib/batches';
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
  ids: [...encodeText(text, vectors)],
  label,
}));
show(paddedBatch(rows, ['positive', 'negative']));

// %% [markdown]
// **What to notice:** the batch is as long as its longest review. Shorter reviews are padded on
// the right with 0, the padding id. The ids alone do not say where the padding begins. The *mask*
// does: it is 1 for a word and 0 for padding. We come back to it.

// %% [markdown]
// ## The embedding lookup
//
// The first layer is an embedding layer. It replaces each token id with that row of the embedding
// matrix. (The tutorial uses `tf.nn.embedding_lookup`; in TensorFlow.js it is `gather`.)

// %%
import { embeddingLookup } from '../course/drawings/embedding-lookup';
import { vectorAt } from '../lib/vectors';

const shortest = rows[2];
show(
  embeddingLookup(
    [...shortest.words, '(padding)'].map((word, n) => {
      const id = shortest.ids[n] ?? 0;
      return { word, id, vector: vectorAt(vectors, id) };
    }),
    vectors.words.length,
  ),
);

// %% [markdown]
// So the matrix of ids becomes a tensor with three axes, `[batch, time, dimensions]`: 50 numbers
// for each time step of each review.

// %%
import { batchOfVectors } from '../course/drawings/batch-of-vectors';

show(batchOfVectors(24, 250, 50));

// %%
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [
  vectors.words.length,
  vectors.dimensions,
]);
const ids = padRows(rows.map((row) => Int32Array.from(row.ids)));
console.log(`ids [${ids.shape}], vectors [${tf.gather(matrix, ids).shape}]`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const the = vectors.idOf('the');
assert.deepEqual(rows[0].ids, [41, 804, the, 1005, 15, 7446, 5, 13_767]);
assert.deepEqual(ids.shape, [3, 8]);
assert.deepEqual(tf.gather(matrix, ids).shape, [3, 8, 50]);
assert.equal(ids.arraySync()[2].filter((id) => id === 0).length, 5);

// %% [markdown]
// ## Pooling over time
//
// The LSTM returns an output for every time step, but the classifier needs one vector per review.
// Making one vector of many is called *pooling*. The tutorial takes the output of the **last time
// step**. (Its text says that the first result of `dynamic_rnn` is the last state. In fact, that
// result holds the outputs of all time steps, `[24, 250, 64]`. So the code transposes it and picks
// the last output.) This is right for a review of 250 words. But a review of 40 words is followed
// by 210 time steps of padding. The classifier sees what the LSTM returns after it has read 210
// zero vectors.
//
// With the mask, we can take the output at the last *word* instead, or the average over the words
// alone (*masked average pooling*). A [later lesson](21-attention.ipynb) lets the network choose
// the weights of that average.

// %% [markdown]
// How fast does the LSTM forget a review while it reads padding? An untrained LSTM reads the first
// two reviews, each padded to 100 time steps. We measure the distance between its outputs for the
// two.

// %%
import { fastLstm } from '../lib/layers';
import { lineChart } from '../lib/plots';

const distances = tf.tidy(() => {
  const padded = padRows(
    rows.slice(0, 2).map((row) => Int32Array.from(row.ids)),
    100,
  );
  const embedded = tf.gather(matrix, padded) as tf.Tensor3D;
  const lstm = fastLstm({
    units: 64,
    recurrentActivation: 'sigmoid',
    returnSequences: true,
  });
  const outputs = lstm.apply(embedded) as tf.Tensor3D;
  const [first, second] = tf.unstack(outputs); // [time, units] each
  return first.sub(second).square().sum(1).sqrt().arraySync() as number[];
});
show(
  lineChart({
    title: 'Padding makes the outputs of two reviews more and more alike',
    x: 'time step',
    y: 'distance between the outputs',
    lines: [{ name: 'distance', x: distances.map((_, t) => t + 1), y: distances }],
  }),
);
console.log(`after 8 time steps ${distances[7].toFixed(2)}`);
console.log(`after 100 time steps ${distances[99].toFixed(4)}`);

// %% tags=["assertion"]
assert(distances[99] < distances[7] / 10);

// %% [markdown]
// ## The network
//
// Token ids in, two logits out. The tutorial describes it as follows: two placeholders, an
// embedding lookup, an LSTM wrapped in dropout, and the last output times a weight matrix plus a
// bias. *Dropout* sets a random share of the outputs to zero during training, here a quarter of
// them. So the network cannot rely on any single output (Srivastava et al. 2014). The other outputs
// are divided by 0.75, so that their sum stays the same on average. As layers:
//
// (In listings, B is the batch, T the time steps, D the dimensions of a word vector, H the units of
// the LSTM and C the classes. `returnSequences` makes a layer return its output at every time step,
// not only at the last one. `unitForgetBias` starts the bias of the forget gate at 1.
// `truncatedNormal` draws from a normal distribution without its tails.)
//
// <!-- listing: lib/models/oreilly.ts oreillyModel -->

// %%
import { layerTable } from '../course/demos/layer-table';
import { OREILLY, oreillyModel } from '../lib/models';

const original = oreillyModel(vectors);
layerTable(original);

// %%
OREILLY;

// %% [markdown]
// `pooling: 'end'` is the output after the padding, as in the tutorial. `'last'` is the output at
// the last word, and `'mean'` the masked average. `keepProb` is the share of the outputs that
// dropout keeps.
//
// Let us count the parameters. The LSTM has three gates and the candidate, each with 64 units.
// Every unit has a weight for each of 50 inputs and 64 outputs, and a bias. The classifier has 64
// weights and a bias for each of two classes. The 20,000,000 numbers of the word vectors are
// *frozen*: training does not change them, so they are not trainable parameters. (The tutorial
// sets `numDimensions` to 300 but loads vectors of 50 dimensions.)

// %%
const parameters = 4 * 64 * (50 + 64 + 1) + 2 * (64 + 1);
[parameters, original.countParams()];

// %% tags=["assertion"]
assert.equal(original.countParams(), parameters);
assert([20_000_000, 2_500_000].includes(vectors.matrix.length));

// %% [markdown]
// The two outputs are *logits*. Softmax turns them into probabilities that sum to 1. The
// *cross-entropy* is minus the logarithm of the probability of the true class, and training
// minimizes it. A network that knows nothing and predicts one half for everything has a
// cross-entropy of $\ln 2 \approx 0.693$. Remember this number when you read loss curves.

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
  const pair = logits.slice([row], [1]).dataSync().join(' and ');
  console.log(`logits ${pair} for a positive review: loss ${loss.toFixed(3)}`);
}

// %% tags=["assertion"]
assert(
  Math.abs(
    crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor1d([0], 'int32')).dataSync()[0] -
      Math.LN2,
  ) < 1e-6,
);

// %% [markdown]
// The prediction is the class with the larger logit (the first class if both are equal). It is
// correct if it equals the label. The **accuracy** of a batch is the share of correct predictions.
// Gradient descent cannot maximize it, because it does not change when a logit changes a little.
// That is why we need the loss.

// %%
const predictions = logits.argMax(1); // [batch]
const accuracy = predictions.equal(labels).mean().dataSync()[0];
console.log(`predictions ${predictions.dataSync().join(', ')}`);
console.log(`labels      ${labels.dataSync().join(', ')}`);
console.log(`accuracy    ${accuracy.toFixed(2)}`);

// %% tags=["assertion"]
assert(Math.abs(accuracy - 2 / 3) < 1e-6, 'ties go to the first class');

// %% [markdown]
// ## Stacking
//
// LSTM layers can be stacked: the output of the lower layer at each time step is the input of the
// upper layer. (The tutorial says that the *final* state is passed up. In fact, the whole sequence
// is.) More layers mean more parameters, more time, and more risk of overfitting.

// %%
for (const layers of [1, 2, 3]) {
  const count = oreillyModel(vectors, { layers }).countParams();
  console.log(`layers: ${layers}, parameters: ${count.toLocaleString('en-US')}`);
}

// %% [markdown]
// ## Exercises
//
// - [`16`](../exercises/16-sequence-with-a-mask.ts) An RNN with a mask (20 minutes)
// - [`17`](../exercises/17-masked-mean.ts) Masked average pooling (15 minutes)
// - [`18`](../exercises/18-dropout.ts) Dropout in training, not in evaluation (15 minutes)
// - [`19`](../exercises/19-softmax-cross-entropy.ts) A numerically stable cross-entropy (20 minutes)
// - [`20`](../exercises/20-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../course/check';

await check('16');

// %%
await check('17');

// %%
await check('18');

// %%
await check('19');

// %%
await check('20');

// %% [markdown]
// ## What to remember
//
// - Token ids, vectors, LSTM, one vector per review, two logits: only the LSTM and the last layer
//   have trainable parameters.
// - The last output of a padded row has read padding. Use a mask: take the output at the last
//   word, or the average over words.
// - A loss of 0.693 is no better than random guessing.
//
// **Next:** [Training](10-training.ipynb)
