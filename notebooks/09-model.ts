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
// A sentence is a sequence: *"not good, just long"* and *"good, just not long"* have the same words. How can a network
// read words in their order, and remember the first ones when it has come to the last?
//
// **After this notebook you can** compute an LSTM by hand, build the tutorial's network from layers, count its
// parameters, and say what its classifier sees of a review. **It takes** twenty-five minutes to read and seconds to
// run. **Data:** two sentences of our own.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Recurrent networks
//
// A recurrent network reads one word per step. What it has read so far it keeps in a vector, the *hidden state* $h$. Each
// step makes the new state from the old one and the vector of the word:
//
// $$h_t = \tanh(W^H h_{t-1} + W^X x_t)$$
//
// $W^H$ and $W^X$ are matrices of weights, the same at every step; that is why the network can read sentences of any
// length. (The tutorial says
// that $W^X$ differs for each input. It does not: it is shared over time.) A large $W^H$ beside a small $W^X$ gives a
// state that hardly listens to the word; the reverse gives one that forgets at once.
//
// In a plain recurrent network the state is overwritten at every step, and with it what was known about the first
// words. Training suffers the same way. It follows the *gradient*, which says how the loss would change if a weight
// changed a little; on its way back through the sentence the gradient is multiplied by $W^H$ once per step, and after
// fifty steps it has either vanished or exploded.

// %% [markdown]
// ## LSTM units
//
// A long short-term memory has a second vector, the **cell** $c$, that is not overwritten but *edited*. Three gates,
// numbers between 0 and 1, say how much: the forget gate $f$ what is kept, the input gate $i$ what is added, the output
// gate $o$ what is shown. The candidate $g$ is what could be added.
//
// $$\begin{aligned}
// i &= \sigma(z_i) & f &= \sigma(z_f) & g &= \tanh(z_g) & o &= \sigma(z_o) \\
// c_t &= f \odot c_{t-1} + i \odot g & h_t &= o \odot \tanh(c_t) & & \text{with } z = W x_t + U h_{t-1} + b
// \end{aligned}$$
//
// $\sigma$ is the sigmoid, which squeezes any number into 0 to 1, and $\odot$ multiplies number by number; $W$ and $U$ are
// weights for the word and for the last output, $b$ is a bias; $z$ has a part for each gate.
// (Hochreiter and Schmidhuber 1997; the forget gate is from Gers, Schmidhuber and Cummins 2000.) With $f = 1$ and
// $i = 0$ the cell stays as it is, for as many steps as you like. Here is one unit over four steps. Its gates are set by
// hand: it takes in the first word, keeps it through two others, and shows it at the last.

// %%
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const steps = [
  { word: 'three', zi: 6, zf: 6, zg: 2, zo: -6 }, // write
  { word: 'the', zi: -6, zf: 6, zg: -2, zo: -6 }, // keep
  { word: 'dog', zi: -6, zf: 6, zg: 1, zo: -6 }, // keep
  { word: '?', zi: -6, zf: 6, zg: 0, zo: 6 }, // show
];
let c = 0;
const trace = steps.map(({ word, zi, zf, zg, zo }) => {
  const [i, f, o] = [sigmoid(zi), sigmoid(zf), sigmoid(zo)];
  const g = Math.tanh(zg);
  c = f * c + i * g;
  const h = o * Math.tanh(c);
  return { word, i, f, g, o, c, h };
});

// %%
import * as dfd from 'danfojs-node';

const rounded = (value: number | string) =>
  typeof value === 'number' ? value.toFixed(2) : value;
new dfd.DataFrame(
  trace.map((step) =>
    Object.fromEntries(
      Object.entries(step).map(([key, value]) => [key, rounded(value)]),
    ),
  ),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(Math.abs(trace[2].c - trace[0].c) < 0.02);
assert(Math.abs(trace[2].h) < 0.01 && trace[3].h > 0.7);

// %% [markdown]
// **What to notice:** $c$ hardly changes while *the dog* passes by, and $h$ stays near zero until the output gate opens.
//
// For a batch of sentences and many units the same lines are matrix operations. This is the library's version, the one
// that everything faster is tested against. (Peepholes and the recurrent mask are options that other systems of this
// course need: read past them.)
//
// <!-- listing: lib/layers/lstm-equations.ts plainLstm -->

// %% [markdown]
// Running this loop op by op is slow in any language. TensorFlow has all steps in one native function; our layer calls it where
// the native library is installed, and must give the same numbers.

// %%
import { fastLstm } from '../lib/layers';

const layer = fastLstm({ units: 64, returnSequences: true });
const stock = tf.layers.lstm({
  units: 64,
  returnSequences: true,
  recurrentActivation: 'sigmoid',
  recurrentInitializer: 'glorotUniform',
});
const x = tf.randomNormal([24, 100, 50]) as tf.Tensor3D;
const ours = layer.apply(x) as tf.Tensor3D;
stock.apply(x); // the first call makes the weights
stock.setWeights(layer.getWeights());

const seconds = (run: () => tf.Tensor) => {
  const started = performance.now();
  run().dataSync();
  return (performance.now() - started) / 1000;
};
const theirs = stock.apply(x) as tf.Tensor3D;
const difference = ours.sub(theirs).abs().max().dataSync()[0];
const ratio =
  seconds(() => stock.apply(x) as tf.Tensor) /
  seconds(() => layer.apply(x) as tf.Tensor);
console.log(`largest difference of an output: ${difference.toExponential(1)}`);
console.log(
  `tf.layers.lstm takes ${ratio.toFixed(0)} times as long as fastLstm here`,
);

// %% tags=["assertion"]
assert(difference < 1e-5);

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
// - [`08`](../exercises/08-rnn-step.ts) One step of a recurrent network (20 minutes)
// - [`09`](../exercises/09-rnn-gradient.ts) The gradient of that step, by hand (25 minutes)
// - [`10`](../exercises/10-lstm-step.ts) One step of an LSTM (25 minutes)
// - [`11`](../exercises/11-sequence-with-a-mask.ts) A sequence with a mask (20 minutes)
// - [`12`](../exercises/12-masked-mean.ts) A mean that leaves padding out (15 minutes)
// - [`16`](../exercises/16-dropout.ts) Dropout in training, not in testing (15 minutes)
// - [`17`](../exercises/17-softmax-cross-entropy.ts) A cross-entropy that does not overflow (20 minutes)
// - [`19`](../exercises/19-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../lib/course/check';

await check('08');

// %%
await check('09');

// %%
await check('10');

// %%
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
// - An LSTM edits its memory instead of overwriting it; gates say how much.
// - The last output of a padded row has read padding. Use a mask: last word, or mean over words.
// - Loss 0.693 is what a coin scores.
//
// **Next:** [Training](10-training.ipynb)
