// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Attention over the LSTM
//
// A review may have two hundred words, of which three matter. The average counts all of them alike,
// and the last state has to carry the three to the end. Can a network learn where to look?
//
// **After this notebook you can** compute additive attention by hand, draw its weights over a text,
// say what it gains over other poolings and how sure that is, and explain the step from there to
// the transformer. **It takes** twenty-five minutes to read and about a minute to run. **Data:**
// the short rated sentences that come with the setup.

// %%
import { isNative, ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## A weighted average
//
// The LSTM returns an output $h_t$ for each word. [The model](09-model.ipynb) had two ways to make
// one vector of them: the last output, or their average. *Attention* is an average with weights.
// Each output gets a *score* $s_t$, and softmax turns the scores into weights that sum to 1:
//
// $$\begin{aligned}
// u_t &= \tanh(W h_t + b) \\
// s_t &= v \cdot u_t \\
// a_t &= \frac{e^{s_t}}{\sum_k e^{s_k}} \\
// \text{output} &= \sum_t a_t\, h_t
// \end{aligned}$$
//
// $W$, $b$ and $v$ are learned. This is *additive attention* (Bahdanau, Cho and Bengio 2015, for
// translation). Yang et al. (2016) used it to classify reviews. They see $v$ as a fixed *query*:
// what the network looks for. The score says how well an output answers it.
//
// Here it is with plain numbers. There are four words and two units, and $W$ and $b$ are left out:

// %%
const words = ['the', 'film', 'is', 'superb'];
const h = [
  [0.1, 0.0],
  [0.2, 0.1],
  [0.0, 0.1],
  [0.3, 0.9],
];
const dot = (a: number[], b: number[]) =>
  a.reduce((sum, x, n) => sum + x * b[n], 0);
const softmax = (scores: number[]) => {
  const powers = scores.map((s) => Math.exp(s - Math.max(...scores)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};
/** Returns the attention weights and the weighted average of the outputs. */
function attend(outputs: number[][], query: number[]) {
  const weights = softmax(
    outputs.map((output) => dot(query, output.map(Math.tanh))),
  );
  const pooled = outputs[0].map((_, unit) =>
    dot(
      weights,
      outputs.map((output) => output[unit]),
    ),
  );
  return { weights, pooled };
}
const queries = { 'no query': [0, 0], 'looks at unit 2': [0, 4], strict: [0, 40] };
const attended = Object.values(queries).map((query) => attend(h, query));

// %%
import { heatMap, show } from '../lib/plots';

show(
  heatMap({
    title: 'Attention weights of three queries',
    x: 'word',
    y: 'query v',
    rows: Object.keys(queries),
    columns: words,
    values: attended.map(({ weights }) => weights),
    unit: 'weight',
  }),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const near = (a: number, b: number) => Math.abs(a - b) < 1e-3;
for (const { weights } of attended)
  assert(
    near(
      weights.reduce((a, b) => a + b),
      1,
    ),
  );
const average = h[0].map(
  (_, unit) =>
    dot(
      [1, 1, 1, 1],
      h.map((x) => x[unit]),
    ) / 4,
);
assert(attended[0].pooled.every((value, unit) => near(value, average[unit])));
assert(attended[2].pooled.every((value, unit) => near(value, h[3][unit])));

// %% [markdown]
// **What to notice:** without a query, all weights are equal, and attention is the average. With a
// strict query, one weight is almost 1, and attention picks one word. Training decides which of the
// two it comes close to.
//
// For batches, there is one thing more. Padding must get the weight 0. If its *weight* were set to
// 0 after the softmax, the others would not sum to 1. So its *score* is set to minus a billion
// before it:
//
// <!-- listing: course/demos/additive-attention.ts attentionWeights -->

// %% [markdown]
// ## Four poolings on the same split
//
// We train four networks. Only the pooling differs: the last state, the average, the maximum of
// each unit, and attention. They have the same training set, the same order, the same validation
// set for the best epoch, and the same test set. Each is trained twice, with different seeds.

// %%
import { encode, randomFrom, shuffled, split } from '../lib/batches';
import { snippetReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const { train: own, test: others } = await snippetReviews();
const all = shuffled([...own, ...others], randomFrom(0));
const clear = all.filter(({ rating }) => Math.abs(rating!) >= 1.5);
const faint = all.filter(({ rating }) => Math.abs(rating!) < 0.6);
const testReviews = clear.slice(0, 1200);
const examples = await encode(clear.slice(1200, 5200), vectors);
const { train, validation } = split(examples, 0.15, 1);
console.log(
  `${train.ids.length} training, ${validation.ids.length} validation and ` +
    `${testReviews.length} test sentences with a clear rating`,
);

// %%
import { additiveAttention } from '../course/demos/additive-attention';
import {
  dropout,
  fastLstm,
  frozenEmbedding,
  lastState,
  maxOverTime,
  meanOverTime,
} from '../lib/layers';
import { adam } from '../lib/optimizers';
import { showProgress } from '../lib/progress';
import { fit } from '../lib/training';

const poolings = {
  last: () => lastState(),
  average: () => meanOverTime(),
  maximum: () => maxOverTime(),
  attention: (seed: number) => additiveAttention({ units: 32, seed }),
};
type Pooling = keyof typeof poolings;
const names = Object.keys(poolings) as Pooling[];
const buildModel = (name: Pooling, seed: number) =>
  tf.sequential({
    layers: [
      frozenEmbedding({ vectors, maskZero: true, inputShape: [null] }), // (B, T, 50)
      fastLstm({
        units: 32,
        recurrentActivation: 'sigmoid',
        returnSequences: true,
        unitForgetBias: true,
        seed,
      }), // (B, T, 32)
      poolings[name](seed), // (B, 32)
      dropout({ rate: 0.25, seed }),
      tf.layers.dense({
        units: 2,
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      }), // (B, 2)
    ],
  });

// %%
const SEEDS = isNative() ? [0, 1] : [0];
const models: { name: Pooling; seed: number; model: tf.Sequential }[] = [];
const trainingProgress = showProgress('Training', 'networks');
for (const seed of SEEDS)
  for (const name of names) {
    trainingProgress(models.length, SEEDS.length * names.length);
    const model = buildModel(name, seed);
    await fit({
      model,
      train,
      validation,
      optimizer: adam({ learningRate: 0.005 }),
      batchSize: 32,
      seed,
      epochs: 3,
      globalClipNorm: 1,
    });
    models.push({ name, seed, model });
  }
trainingProgress(models.length, models.length);

// %% [markdown]
// All are tested on the same sentences. So we can compare two poolings sentence by sentence: 1
// where only the first is correct, -1 where only the second is, 0 where they agree, on average over
// the seeds. The mean of these numbers is the difference of the accuracies. Their spread gives its
// standard error.

// %%
import { predictLogits, standardError } from '../lib/evaluation';
import type { Examples } from '../lib/batches';

const correctOn = async (model: tf.LayersModel, { ids, labels }: Examples) => {
  const { logits } = await predictLogits(model, ids);
  return Array.from(labels, (label, n) =>
    Number(logits[2 * n + label] > logits[2 * n + 1 - label]),
  );
};
const meanOf = (values: number[]) =>
  values.reduce((a, b) => a + b, 0) / values.length;
/** Returns for each sentence the share of the seeds with which this pooling is right. */
async function rightShares(name: Pooling, some: Examples) {
  const runs: number[][] = [];
  for (const { model } of models.filter((one) => one.name === name))
    runs.push(await correctOn(model, some));
  return runs[0].map((_, n) => meanOf(runs.map((run) => run[n])));
}
const test = await encode(testReviews, vectors);
const right = {} as Record<Pooling, number[]>;
for (const name of names) right[name] = await rightShares(name, test);

// %%
import * as dfd from 'danfojs-node';
import { barChart } from '../lib/plots';

const differenceFrom = (name: Pooling) => {
  const differences = right.attention.map((share, n) => share - right[name][n]);
  const mean = meanOf(differences);
  const variance = meanOf(differences.map((d) => (d - mean) ** 2));
  return { mean, error: Math.sqrt(variance / differences.length) };
};
show(
  barChart({
    title: 'Accuracy of four poolings, mean of the seeds',
    y: 'test accuracy (%)',
    yRange: [70, 90],
    bars: names.map((name) => ({
      name,
      value: 100 * meanOf(right[name]),
      standardError: 100 * standardError(meanOf(right[name]), test.labels.length),
    })),
  }),
);
new dfd.DataFrame(
  names.slice(0, 3).map((name) => ({
    'attention against': name,
    'difference (points)': (100 * differenceFrom(name).mean).toFixed(1),
    'standard error': (100 * differenceFrom(name).error).toFixed(1),
  })),
);

// %% tags=["assertion"]
assert.deepEqual(test.classes, examples.classes);
for (const name of names) {
  assert(meanOf(right[name]) > 0.74);
  assert(Math.abs(differenceFrom(name).mean) < 0.04);
}
for (const name of names.slice(0, 3))
  assert(Math.abs(differenceFrom(name).mean) < 2.5 * differenceFrom(name).error);

// %% [markdown]
// **What to notice:** the differences are small. Even the largest is only about two standard
// errors, so chance may explain all of them. For short sentences it hardly matters how the outputs
// are pooled. Whoever compares attention only with the last state, with one seed and without
// errors, can easily report a gain.

// %% [markdown]
// ## When the text gets longer
//
// The networks were trained on single sentences. Now we hide each test sentence among others that
// are almost neutral (a rating between -0.6 and 0.6), and keep its label. What the classifier must
// find is the same, but there is more around it.

// %%
const COUNTS = [0, 2, 4, 8];
const hidden = (count: number) => {
  const random = randomFrom(7);
  return testReviews.map((review) => {
    const sentences = Array.from(
      { length: count },
      () => faint[random.integer(0, faint.length - 1)].text,
    );
    sentences.splice(random.integer(0, count), 0, review.text);
    return { ...review, text: sentences.join(' ') };
  });
};
const accuracyAmong = {} as Record<Pooling, number[]>;
for (const name of names) accuracyAmong[name] = [];
for (const count of COUNTS) {
  const longer = await encode(hidden(count), vectors, { maxLength: 250 });
  for (const name of names)
    accuracyAmong[name].push(meanOf(await rightShares(name, longer)));
}

// %%
import { lineChart } from '../lib/plots';

show(
  lineChart({
    title: 'One sentence with a sentiment among neutral ones',
    x: 'neutral sentences around it',
    y: 'accuracy (%)',
    lines: names.map((name) => ({
      name,
      x: COUNTS,
      y: accuracyAmong[name].map((accuracy) => 100 * accuracy),
    })),
  }),
);
const longError = 100 * standardError(0.65, testReviews.length);
console.log(`standard error of each point: ${longError.toFixed(1)} points`);

// %% tags=["assertion"]
const amongOthers = (name: Pooling) => meanOf(accuracyAmong[name].slice(1));
for (const name of ['average', 'attention'] as const)
  assert(amongOthers(name) > amongOthers('last'));
const lossAmongEight = (name: Pooling) =>
  accuracyAmong[name][0] - accuracyAmong[name][3];
for (const name of names) {
  assert(lossAmongEight(name) > 0.1);
  assert(lossAmongEight(name) <= lossAmongEight('last'));
}
assert(amongOthers('attention') < amongOthers('average') + longError / 100);

// %% [markdown]
// **What to notice:** all of them lose, and the *last* state loses most: what came before fades.
// The other three see all outputs, and lose less. Attention is no better than the average here: it
// was trained on single sentences, and has not learned to ignore others. (The neutral sentences are
// not perfectly neutral, so a part of the loss is a fair answer to another question.)

// %% [markdown]
// ## Where does it look?
//
// What attention adds here is not accuracy. It is that we can see the weights.

// %%
import { encodeText, padRows } from '../lib/batches';
import { attentionWeights } from '../course/demos/additive-attention';

const { model: attentive } = models.find(({ name }) => name === 'attention')!;
const [, lstm, attention] = attentive.layers;
const outputsOf = tf.model({
  inputs: attentive.inputs,
  outputs: lstm.output as tf.SymbolicTensor,
});
/** Returns the attention weight of each word of a sentence. */
const weightsOver = (sentence: string) =>
  tf.tidy(() => {
    const ids = padRows([encodeText(sentence, vectors)]);
    const outputs = outputsOf.predict(ids) as tf.Tensor3D;
    return [...attentionWeights(outputs, attention.getWeights()).dataSync()];
  });
const sentences = [
  'The songs are wonderful but the story is dull and the ending terrible',
  'An unforgettable film with a superb cast',
];
for (const sentence of sentences)
  show(
    heatMap({
      title: 'Attention weights',
      x: 'word',
      y: '',
      rows: ['attention'],
      columns: sentence.split(' ').map((word, n) => `${n + 1} ${word}`),
      values: [weightsOver(sentence)],
      unit: 'weight',
    }),
  );

// %% [markdown]
// Is that why the network decided as it did? We can test it, as in [Looking
// inside](19-looking-inside.ipynb): leave out each word, and see how far the probability moves.
// Then compare the order of the words by attention with their order by this importance.

// %%
const positiveProbability = (rows: Int32Array[]) =>
  tf.tidy(() => {
    const logits = attentive.predict(padRows(rows)) as tf.Tensor2D;
    return [...tf.softmax(logits).slice([0, 0], [-1, 1]).dataSync()];
  });
const importanceOver = (sentence: string) => {
  const ids = encodeText(sentence, vectors);
  const without = [...ids.keys()].map((at) => ids.filter((_, n) => n !== at));
  const [whole, ...left] = positiveProbability([ids, ...without]);
  return left.map((probability) => Math.abs(whole - probability));
};
/** Returns the rank correlation (Spearman) of two lists: 1 for the same order. */
const rankCorrelation = (a: number[], b: number[]) => {
  const ranks = (values: number[]) => {
    const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
    const rank: number[] = [];
    for (const [place, at] of order.entries()) rank[at] = place;
    return rank;
  };
  const [ra, rb] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  const product = (x: number[], y: number[]) =>
    x.reduce((sum, value, n) => sum + (value - middle) * (y[n] - middle), 0);
  return product(ra, rb) / product(ra, ra);
};

// %%
const [example] = sentences;
show(
  heatMap({
    title: 'Attention, and what each word changes',
    x: 'word',
    y: '',
    rows: ['attention', 'importance'],
    columns: example.split(' ').map((word, n) => `${n + 1} ${word}`),
    values: [weightsOver(example), importanceOver(example)].map((values) =>
      values.map((value) => value / Math.max(...values)),
    ),
    unit: 'share of the largest',
  }),
);
const longEnough = testReviews
  .map(({ text }) => text)
  .filter((text) => encodeText(text, vectors).length >= 10)
  .slice(0, 150);
const correlations = longEnough.map((text) =>
  rankCorrelation(weightsOver(text), importanceOver(text)),
);
const correlation = meanOf(correlations);
console.log(`rank correlation in ${correlations.length} sentences, on average:`);
console.log(correlation.toFixed(2));

// %% tags=["assertion"]
assert(correlation > 0.05 && correlation < 0.8);
assert(rankCorrelation([1, 2, 3], [2, 4, 9]) === 1);

// %% [markdown]
// **What to notice:** the two agree in part, and only in part. A weight says which *output* is
// used, and each output has read all words before it. So attention shows where the network looks.
// It does not prove why it decides (Jain and Wallace 2019: *Attention is not Explanation*).

// %% [markdown]
// ## From here to the transformer
//
// Our query $v$ is the same for all texts. In translation, the state of the network that writes the
// next word is added inside the tanh, so each written word looks somewhere else. And nothing says
// that the queries must come from another network. In *self-attention* every word is a query: it
// compares itself with all words of the sentence, and becomes the weighted average of them. The
// comparison is a dot product (Vaswani et al. 2017):
//
// $$\text{softmax}\!\left(\frac{Q K^\top}{\sqrt{d}}\right) V$$
//
// $Q$ has a query for each word, $K$ a *key* for each word, $V$ a *value*. In a transformer they
// are the word vectors times three learned matrices. Here we leave the matrices out, and all three
// are the GloVe vectors themselves:

// %%
const matrix: tf.Tensor = tf.tensor2d(vectors.matrix, [
  vectors.words.length,
  vectors.dimensions,
]);
const selfAttention = (x: tf.Tensor2D) =>
  tf.tidy(() => {
    const [, d] = x.shape;
    const weights = tf.softmax(x.matMul(x, false, true).div(Math.sqrt(d))); // (T, T)
    return { weights, outputs: weights.matMul(x) as tf.Tensor2D }; // (T, d)
  });
const sentence = 'the actor and the actress left the old theatre on monday';
const tokens = sentence.split(' ');
const x = tf.gather(matrix, encodeText(sentence, vectors)) as tf.Tensor2D;
const { weights, outputs } = selfAttention(x);
show(
  heatMap({
    title: 'Self-attention without any training',
    x: 'is looked at',
    y: 'looks',
    rows: tokens.map((word, n) => `${n + 1} ${word}`),
    columns: tokens.map((word, n) => `${n + 1} ${word}`),
    values: weights.arraySync() as number[][],
    unit: 'weight',
  }),
);

// %% [markdown]
// **What to notice:** each word looks at itself and at words of its kind, *actor* at *actress*. No
// word waits for another, so a machine can compute all of them at once. An LSTM has to go step by
// step. That is why transformers could grow so large.
//
// There is a price. What happens if we shuffle the words?

// %%
const order = shuffled([...tokens.keys()], randomFrom(3));
const shuffledOutputs = selfAttention(
  tf.gather(x, tf.tensor1d(order, 'int32')),
).outputs;
const largest = shuffledOutputs
  .sub(tf.gather(outputs, tf.tensor1d(order, 'int32')))
  .abs()
  .max()
  .dataSync()[0];
console.log(order.map((n) => tokens[n]).join(' '));
console.log(`the vectors of the words differ by ${largest.toExponential(1)}`);

// %% tags=["assertion"]
assert(largest < 1e-4);
const toActress = (weights.arraySync() as number[][])[1];
assert(toActress[4] > toActress[10] && toActress[4] > toActress[2]);

// %% [markdown]
// **What to notice:** nothing changes. Self-attention does not know the order of the words: *"not
// good, just long"* and *"good, just not long"* are the same to it. A transformer therefore adds a
// vector for each position to the word vectors. An LSTM knows the order without being told.

// %% [markdown]
// ## Exercise
//
// - [`31`](../exercises/31-additive-attention.ts) Additive attention with padding (25 minutes)

// %%
import { check } from '../course/check';

await check('31');

// %% [markdown]
// ## What to remember
//
// - Attention is a weighted average of the outputs, and the weights are learned: tanh, dot product
//   with a query, softmax.
// - Padding gets a score of minus a billion, before the softmax.
// - On short sentences the poolings differ by little more than chance. On longer texts the last
//   state loses.
// - A weight shows where a network looks, not why it decides.
// - In self-attention every word has a query. It needs no steps, and knows no order.
//
// **Next:** [Why some numbers do not count](22-numbers-that-do-not-count.ipynb)
