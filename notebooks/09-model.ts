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
// **After this notebook you can** build the tutorial's network from layers, count its parameters, and say what its
// classifier sees of a review. **It takes** fifteen minutes to read and seconds to run. **Data:** two sentences of our own.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## From steps to one vector
//
// The LSTM gives an output for every step; the classifier needs one vector per review. Which? The tutorial takes the
// output of the **last step**. That is right for a review of 250 words. A review of 40 words is followed by 210 steps of
// padding, and what the tutorial's classifier sees is a memory that has read zeros ever since.
//
// A **mask** says which steps are words. With it, the last step is the last *word*, or the mean is taken over words
// alone.

// %%
import { encode, padRows } from '../lib/batches';
import { fastLstm } from '../lib/layers';
import { heatMap, lineChart, show } from '../lib/plots';
import { loadVectors } from '../lib/vectors';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const sentences = [
  'I thought the movie was incredible and inspiring',
  'A waste of a good cast',
];
const ids = padRows(
  sentences.map((sentence) => encode(sentence, vectors)),
  12,
);
const mask = ids.notEqual(0).arraySync() as number[][];
show(
  heatMap({
    title: 'The mask of two reviews in a batch of twelve steps',
    x: 'step',
    y: 'review',
    values: mask.map((row) => row.map(Number)),
    rows: ['incredible and inspiring', 'a waste'],
  }),
);

// %% [markdown]
// How fast does padding wash out what was read? We let an untrained LSTM read the second sentence and then padding, and
// measure how far apart its outputs are from those after the first sentence and the same padding.

// %%
const distances = tf.tidy(() => {
  const rows = padRows(
    sentences.map((sentence) => encode(sentence, vectors)),
    100,
  );
  const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [400_000, 50]);
  const embedded = tf.gather(matrix, rows) as tf.Tensor3D;
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
`after the last word ${distances[7].toFixed(2)}, after 100 steps ${distances[99].toFixed(4)}`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(distances[99] < distances[7] / 10);

// %% [markdown]
// ## The network
//
// Ids in, two scores out. In the tutorial's words: two placeholders (`input_data`, `[24, 250]`, and `labels`, `[24, 2]`), a
// look-up, an LSTM wrapped in dropout, the last output times a matrix plus a bias. *Dropout* sets a random share of the
// outputs to zero while training, so that the network cannot rely on any single one (Srivastava et al. 2014). As layers:
//
// <!-- listing: lib/models/oreilly.ts oreillyModel -->

// %%
import { OREILLY, oreillyModel } from '../lib/models';

const asSet = oreillyModel(vectors);
asSet.summary();
OREILLY;

// %% [markdown]
// Count the parameters: four gates of 64 units, each with a weight for each of 50 inputs and 64 outputs and a bias, then
// 64 weights and a bias for each of two classes. The 20,000,000 numbers of the word vectors are not among them: they are
// frozen.

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
import { crossEntropy } from '../lib/models';

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
  console.log(
    `scores ${logits.slice([row], [1]).dataSync().join(' and ')} for a positive review: loss ${loss.toFixed(3)}`,
  );
}

// %% tags=["assertion"]
assert(
  Math.abs(
    crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor1d([0], 'int32')).dataSync()[0] -
      Math.LN2,
  ) < 1e-6,
);

// %% [markdown]
// ## Stacking
//
// LSTMs can stand on top of each other: every step's output of the lower one is the upper one's input. (The tutorial says
// that the *final* state is handed up; it is the whole sequence.) More layers, more parameters, more time, and more ways
// to learn the training reviews by heart.

// %%
for (const layers of [1, 2, 3])
  console.log(
    `${layers}: ${oreillyModel(vectors, { layers }).countParams().toLocaleString('en-US')} parameters`,
  );

// %% [markdown]
// ## Exercises
//
// - [`11`](../exercises/11-sequence-with-a-mask.ts) A sequence with a mask (20 minutes)
// - [`12`](../exercises/12-masked-mean.ts) A mean that leaves padding out (15 minutes)
// - [`16`](../exercises/16-dropout.ts) Dropout in training, not in testing (15 minutes)
// - [`17`](../exercises/17-softmax-cross-entropy.ts) A cross-entropy that does not overflow (20 minutes)
// - [`19`](../exercises/19-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../lib/course/check';

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
