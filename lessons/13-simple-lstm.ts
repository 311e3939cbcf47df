// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # A simple LSTM that learns its own embedding
//
// So far every network started from pretrained word vectors, made from six billion words. Does it
// have to? Can a network learn what words mean from a few thousand tweets, if it only knows
// whether each tweet is positive?
//
// **After this notebook you can** train an embedding together with an LSTM, say why its outputs
// are averaged over time, explain its dropout and the first steps of its optimizer, and train on
// your own texts from the command line. **It takes** fifteen minutes to read and under a minute to
// run. **Data:** the rated tweets that come with the setup.
//
// This is the second of the four systems, *Sentiment Analysis with a simple LSTM network using
// TensorFlow*. The original code is a program with two commands: one trains and one predicts. It
// classifies short texts into two classes.

// %%
import { isNative, ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Tweets
//
// The program reads a table, `data.csv`, with at least the columns `SentimentText` and `Sentiment`
// (1 for positive, 0 for negative). The setup has written such a table of tweets. Twenty people
// rated each tweet, and the sign of their average rating is the label. (From here on, *negative*
// is class 0 and *positive* is class 1. In the O'Reilly tutorial it was the other way around.)

// %%
import { join } from 'node:path';
import { readCsv } from '../lib/corpus';
import { dataDir } from '../lib/repository';

const folder = join(dataDir(), 'Kaggle');
const tweets = await readCsv(join(folder, 'data.csv'), {
  text: 'SentimentText',
  label: 'Sentiment',
});
`${tweets.length.toLocaleString('en-US')} tweets`;

// %%
import * as dfd from 'danfojs-node';

const rows = [1, 34, 14, 96, 110, 10]; // some short tweets
new dfd.DataFrame(
  rows.map((row) => {
    const { label, text, source } = tweets[row];
    return { label, text, source };
  }),
);

// %% [markdown]
// ## The majority-class baseline

// %%
import { barChart, show } from '../lib/plots';

const classes = ['negative', 'positive'] as const;
const shareOf = (label: string) =>
  tweets.filter((tweet) => tweet.label === label).length / tweets.length;
show(
  barChart({
    title: 'Class balance of the tweets',
    y: 'share of the tweets (%)',
    yRange: [0, 100],
    bars: classes.map((name) => ({ name, value: 100 * shareOf(name) })),
  }),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(tweets.length > 4000 && tweets.length < 4400);
assert(shareOf('positive') > 2 / 3);

// %% [markdown]
// **What to notice:** more than two of three tweets are positive. A classifier that always
// predicts *positive* reaches that accuracy, knows nothing, and finds no negative tweet. With such
// unbalanced classes, look at more than the accuracy. Look at this baseline, and at the *recall*
// and *precision* of the minority class. Recall is the share of its tweets that are found.
// Precision is the share of the tweets predicted as this class that really belong to it.

// %% [markdown]
// ## Stop words
//
// Words such as *the* and *at* are everywhere and say little. So search engines and topic
// classifiers remove them. This program does, too: `--stopwords_file` names a list, and `None`
// keeps all words. The list that the setup writes is a common English one. But are words that are
// useless for topics also useless for sentiment? Here are sentences of our own, before and after.

// %%
import { readStopWords, tokenize, withoutStopWords } from '../lib/text';

const stopList = readStopWords(join(dataDir(), 'stopwords.txt'));
const filtered = (text: string) =>
  withoutStopWords(tokenize(text), stopList).join(' ');
new dfd.DataFrame(
  [
    'The coffee at the station was good.',
    'The coffee at the station was never good.',
    'I like rain.',
    'The song is over, but it was not bad.',
  ].map((text) => ({ sentence: text, 'without stop words': filtered(text) })),
);

// %% tags=["assertion"]
assert.equal(filtered('It was good.'), filtered('It was never good.'));
assert(['never', 'like', 'but'].every((word) => stopList.has(word)));
assert(!stopList.has('not'));

// %% [markdown]
// **What to notice:** *never*, *but* and *like* are on the list. After removal, the first two
// sentences are the same, and no training can tell them apart again.

// %% [markdown]
// ## The network
//
// A tweet has $k$ words. An *embedding layer* looks up each word's vector in a matrix $E$, an LSTM
// reads the vectors, and its outputs are averaged over time. A dense layer with softmax turns the
// average into two probabilities:
//
// $$\begin{aligned}
// x_t &= E_{w_t} & h_t &= \mathrm{LSTM}(x_t, h_{t-1}) \\
// h &= \frac{1}{k} \sum_{t=1}^{k} h_t & p &= \mathrm{softmax}(W h + b)
// \end{aligned}$$

// %%
import { pooledNetwork } from '../course/drawings/pooled-network';

show(pooledNetwork(['running', 'late', '...', 'tired']));

// %% [markdown]
// In code, with dropout before and after the LSTM:
//
// <!-- listing: lib/models/simple.ts simpleModel -->
//
// `prepare` makes the data that the command trains on. It cleans the tweets, removes stop words,
// builds the vocabulary, and splits off a fifth of the tweets as the test set. Its settings are
// the flags of the command, with their defaults.

// %%
import { checkpointsDir, summariesDir } from '../lib/repository';
import { defaultsOf } from '../experiments/runs/flags';
import { prepare } from '../experiments/runs/prepare';
import { simple } from '../experiments/systems/simple';

const flags = {
  ...defaultsOf(simple.flags),
  data: folder,
  stopwords_file: join(dataDir(), 'stopwords.txt'),
  checkpoints_root: checkpointsDir(),
  summaries_dir: summariesDir(),
};
const {
  train: trainingSet,
  validation: validationSet,
  test: testSet,
  longest,
  tokenSource,
} = await prepare(simple, flags);
const vocabulary = tokenSource.vocabulary!;
const sets = { training: trainingSet, validation: validationSet, test: testSet };
for (const [name, { ids }] of Object.entries(sets))
  console.log(`${name} set: ${ids.length.toLocaleString('en-US')} tweets`);
const vocabularySize = vocabulary.words.length.toLocaleString('en-US');
console.log(`vocabulary: ${vocabularySize} words`);
console.log(`longest tweet: ${longest} words`);

// %%
import { layerTable } from '../course/demos/layer-table';
import { simpleModel } from '../lib/models';

const sizes = { vocabularySize: vocabulary.words.length, sequenceLength: longest };
const untrained = simpleModel(sizes);
layerTable(untrained);

// %% tags=["assertion"]
assert.equal(
  trainingSet.ids.length + validationSet.ids.length + testSet.ids.length,
  tweets.length,
);
assert(Math.abs(testSet.ids.length / tweets.length - 0.2) < 0.01);
assert.equal(validationSet.ids.length, 100);
const lstmParameters = 4 * 75 * (75 + 75 + 1);
assert.equal(
  untrained.countParams(),
  75 * vocabulary.words.length + lstmParameters + 2 * (75 + 1),
);

// %% [markdown]
// ## A trainable embedding
//
// The embedding matrix starts with random numbers between -1 and 1. It is a weight matrix like any
// other, and the gradient of the loss says how each weight should change. But a word that is not
// in the batch does not affect the loss: the gradient of its row is zero. We take one training
// step and count the rows that change.

// %%
import { trainingBatches } from '../lib/batches';
import { simpleOptimizer } from '../lib/models';
import { train } from '../lib/training';

const vectorsIn = (model: tf.LayersModel) => {
  const [embeddings] = model.layers[0].getWeights() as tf.Tensor2D[];
  return embeddings.arraySync();
};
const batchesOf = (seed: number) =>
  trainingBatches(trainingSet, { batchSize: flags.batch_size, seed });
const inBatch = new Set(batchesOf(0).next().value!.ids.dataSync());
void inBatch.delete(0); // padding

// %%
const before = vectorsIn(untrained);
await train({
  model: untrained,
  batches: batchesOf(0),
  optimizer: simpleOptimizer(),
  steps: 1,
});
const after = vectorsIn(untrained);
const changed = after.filter((row, id) => row.some((v, n) => v !== before[id][n]));
console.log(`${inBatch.size} different words in the batch`);
const rowCount = before.length.toLocaleString('en-US');
console.log(`${changed.length} of ${rowCount} vectors changed`);

// %%
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const inVectors = (75 * before.length) / untrained.countParams();
const once = vocabulary.counts.filter((count) => count === 1).length;
const rare = once / vocabulary.words.length;
console.log(`${percent(inVectors)} of the trainable parameters are word vectors`);
console.log(`${percent(rare)} of the words occur only once`);
console.log(`"love" occurs ${vocabulary.counts[vocabulary.idOf('love')]} times`);

// %% tags=["assertion"]
assert.equal(changed.length, inBatch.size);
assert(inVectors > 0.9);
assert(rare > 0.5);
assert(vocabulary.counts[vocabulary.idOf('love')] > 100);

// %% [markdown]
// So a word is updated as often as it occurs. *Love* gets one update after another. A word that
// occurs once gets one update per epoch, and memorizes the label of its one tweet. That is the
// price of learning an embedding from few tweets: nearly all parameters are word vectors, and most
// of these vectors have seen a single tweet.

// %% [markdown]
// ## Why average over time?
//
// The classifier could use only the last output. Then the gradient of the first word must flow
// back through all time steps, and at each of them the forget gate lets only a part through. With
// average pooling, every output has a direct path to the loss. We can measure this: an untrained
// LSTM reads twenty words, and we compute the norm of the gradient at each word.

// %%
import { fastLstm, lastState, meanOverTime } from '../lib/layers';
import { lineChart } from '../lib/plots';

const lstm = fastLstm({
  units: 75,
  recurrentActivation: 'sigmoid',
  returnSequences: true,
  unitForgetBias: true,
  seed: 1,
});
const inputs = tf.randomUniform([1, 20, 75], -1, 1, 'float32', 2); // [batch, time, dim]
const direction = tf.randomNormal([1, 75], 0, 1, 'float32', 3);
const gradientShares = (pooling: tf.layers.Layer) => {
  const loss = (x: tf.Tensor) =>
    (pooling.apply(lstm.apply(x)) as tf.Tensor).mul(direction).sum();
  const normPerWord = tf.grad(loss)(inputs).square().sum(2).sqrt(); // [batch, time]
  const norms = [...normPerWord.dataSync()];
  const total = norms.reduce((sum, norm) => sum + norm);
  return norms.map((norm) => (100 * norm) / total);
};
const shares = {
  'average pooling': gradientShares(meanOverTime()),
  'last output': gradientShares(lastState()),
};
show(
  lineChart({
    title: 'Gradient by position of the word',
    x: 'word',
    y: 'share of the gradient norms (%)',
    yRange: [0, 25],
    lines: Object.entries(shares).map(([name, y]) => ({
      name,
      x: y.map((_, n) => n + 1),
      y,
    })),
  }),
);

// %% tags=["assertion"]
const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
assert(shares['last output'][0] < shares['average pooling'][0] / 10);
assert(sum(shares['last output'].slice(-5)) > 50);
assert(Math.max(...shares['last output']) < 25);
const averaged = shares['average pooling'];
assert(Math.max(...averaged) < 4 * Math.min(...averaged.slice(0, -2)));

// %% [markdown]
// **What to notice:** with the last output, the last five words get most of the gradient, and the
// first word next to nothing. With average pooling, each word gets a fair share. (The last words
// get less, because fewer outputs come after them.)
//
// Average pooling has a trap of its own. The program pads all tweets to the longest one and
// divides by *that* length, with zeros after the last word. So the average of a short tweet has a
// small norm, and its logits stay close to the bias. `meanOver: 'words'` divides by the number of
// words in the tweet instead (*masked average pooling*).

// %%
import { padRows } from '../lib/batches';

const normOfAverage = (meanOver: 'columns' | 'words', k: number) =>
  tf.tidy(() => {
    const { layers } = simpleModel({ ...sizes, meanOver });
    const upToPooling = tf.model({
      inputs: layers[0].input as tf.SymbolicTensor,
      outputs: layers[4].output as tf.SymbolicTensor,
    });
    const ids = Int32Array.from({ length: k }, (_, n) => 2 + n);
    return tf.norm(upToPooling.predict(padRows([ids])) as tf.Tensor).dataSync()[0];
  });
const counts = Array.from({ length: longest }, (_, n) => n + 1);
const norms = {
  'divided by the padded length': counts.map((k) => normOfAverage('columns', k)),
  'divided by the number of words': counts.map((k) => normOfAverage('words', k)),
};
show(
  lineChart({
    title: 'Average pooling of the first k words of the vocabulary',
    x: 'words in the tweet',
    y: 'norm of the average',
    lines: Object.entries(norms).map(([name, y]) => ({ name, x: counts, y })),
  }),
);

// %% tags=["assertion"]
const [byPaddedLength, byWords] = Object.values(norms);
assert(byPaddedLength[0] < byWords[0] / 10);
assert(Math.abs(byPaddedLength.at(-1)! - byWords.at(-1)!) < 1e-5);

// %% [markdown]
// ## Dropout
//
// `--dropout_keep_prob 0.5`: in training, each component of a word vector and each output of the
// LSTM is kept with probability $q$. Otherwise it becomes 0. What is kept is divided by $q$, so
// that the expected sums do not change:
//
// $$\tilde x = \frac{m \odot x}{q} \qquad m_n = 1 \text{ with probability } q, \text{ else } 0$$

// %%
import { dropout } from '../lib/layers';

const ones = tf.ones([1, 12]);
const keepHalf = dropout({ rate: 0.5, seed: 3 });
const inTraining = keepHalf.apply(ones, { training: true }) as tf.Tensor;
const inTesting = keepHalf.apply(ones) as tf.Tensor;
const many = keepHalf.apply(tf.ones([1, 10_000]), { training: true }) as tf.Tensor;
console.log('in training', inTraining.dataSync().join(' '));
console.log('in testing ', inTesting.dataSync().join(' '));
console.log(`mean of 10,000: ${many.mean().dataSync()[0].toFixed(3)}`);

// %% tags=["assertion"]
assert(inTraining.dataSync().every((value) => value === 0 || value === 2));
assert(inTesting.dataSync().every((value) => value === 1));
assert(Math.abs(many.mean().dataSync()[0] - 1) < 0.05);

// %% [markdown]
// With so many parameters and so few tweets, dropout should matter. We split the training set
// again and use a fifth of it for validation, every 25 steps. We train twice, with the same
// initial weights and batches.

// %%
import { split } from '../lib/batches';
import { showProgress } from '../lib/progress';
import { evaluate } from '../lib/evaluation';
import type { StepMetrics } from '../lib/evaluation';

const { train: trialTrain, validation: trialValidation } = split(
  trainingSet,
  0.2,
  1,
);
interface Trial {
  training: StepMetrics[];
  validation: StepMetrics[];
}
async function trial(dropoutKeepProb: number): Promise<Trial> {
  const model = simpleModel({ ...sizes, dropoutKeepProb });
  const validation: StepMetrics[] = [];
  const training = await train({
    model,
    batches: trainingBatches(trialTrain, { batchSize: 100, seed: 0 }),
    optimizer: simpleOptimizer(),
    steps: 250,
    logEvery: 5,
    progress: showProgress(`keep ${dropoutKeepProb}`, 'steps'),
    async onStep(step) {
      if (step % 25 !== 0) return;
      const { loss, accuracy } = await evaluate(model, trialValidation);
      validation.push({ step, loss, accuracy });
    },
  });
  model.dispose();
  return { training, validation };
}
const withDropout = await trial(0.5);
const withoutDropout = await trial(1);

// %%
const trainingLine = (name: string, points: StepMetrics[]) => ({
  name: `${name}, training`,
  x: points.map(({ step }) => step),
  y: points.map((_, at) => meanLoss(points.slice(Math.max(0, at - 4), at + 1))),
});
const validationLine = (name: string, points: StepMetrics[]) => ({
  name: `${name}, validation`,
  x: points.map(({ step }) => step),
  y: points.map(({ loss }) => loss),
});
function meanLoss(points: StepMetrics[]): number {
  return points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
}
show(
  lineChart({
    title: 'With and without dropout',
    x: 'step',
    y: 'loss (nats)',
    lines: [
      trainingLine('keep 0.5', withDropout.training),
      validationLine('keep 0.5', withDropout.validation),
      trainingLine('keep 1', withoutDropout.training),
      validationLine('keep 1', withoutDropout.validation),
    ],
  }),
);

// %%
console.log('validation accuracy at the end:');
for (const [keep, { validation }] of [
  [0.5, withDropout],
  [1, withoutDropout],
] as const)
  console.log(
    `  keep ${keep}: ${(100 * validation.at(-1)!.accuracy).toFixed(1)} %`,
  );

// %% tags=["assertion"]
const [lastWith, lastWithout] = [withDropout, withoutDropout].map(
  ({ validation }) => validation.at(-1)!,
);
const lowest = Math.min(...withoutDropout.validation.map(({ loss }) => loss));
const finalLosses = [withDropout, withoutDropout].map(({ training }) =>
  meanLoss(training.slice(-5)),
);
assert(finalLosses[1] < 0.3 && finalLosses[0] > 1.5 * finalLosses[1]);
assert(lastWithout.loss > lastWith.loss + 0.05);
assert(lastWithout.loss > lowest + 0.05);
assert(Math.abs(lastWithout.accuracy - lastWith.accuracy) < 0.06);

// %% [markdown]
// **What to notice:** without dropout, the training loss keeps falling, while the validation loss
// turns and rises: the network memorizes the tweets. With dropout it cannot rely on any single
// value, and the curves stay close together for longer. The *accuracies* hardly show this. What
// rises is the confidence of the wrong predictions.

// %% [markdown]
// ## How RMSProp starts
//
// RMSProp (Tieleman and Hinton 2012) divides each gradient by the recent size of this weight's
// gradients. So all weights move at about the same speed, whatever the scale of their gradients:
//
// $$\begin{aligned}
// s &\leftarrow 0.9\, s + 0.1\, g^2 \\
// w &\leftarrow w - \frac{\eta\, g}{\sqrt{s + \epsilon}}
// \end{aligned}$$
//
// <!-- listing: lib/optimizers/rmsprop.ts rmsprop.step -->
//
// Here $g$ is the gradient, $\eta$ the learning rate, $s$ (`meanSquare`) the running mean of the
// squared gradients, and $\epsilon$ a tiny number that prevents division by zero. (`centered` and
// `momentum` are options that this program does not use.) What is $s$ before the first gradient?
// Textbooks and Keras say 0. TensorFlow 1, which this program was written for, says **1**. That
// looks like a detail. We test it with one weight whose gradient is 0.01 at every step, at the
// program's learning rate of 0.01.

// %%
import { rmsprop } from '../lib/optimizers';

const STEPS = 160;
const stepsFrom = (meanSquare: number, gradient = 0.01) => {
  const { rule } = rmsprop({ meanSquare });
  const array = (value: number) => Float32Array.of(value);
  const weight = array(0);
  const slots = {
    meanSquare: array(meanSquare),
    mean: array(0),
    change: array(0),
  };
  return Array.from({ length: STEPS }, (_, n) => {
    const was = weight[0];
    rule.step(weight, array(gradient), slots, 0.01, n + 1);
    return was - weight[0];
  });
};
const starts = {
  's from 0': stepsFrom(0),
  's from 1 (TensorFlow 1)': stepsFrom(1),
};
show(
  lineChart({
    title: 'Step size of RMSProp when the gradient is always 0.01',
    x: 'step',
    y: 'change of the weight',
    logY: true,
    lines: Object.entries(starts).map(([name, y]) => ({
      name,
      x: y.map((_, n) => n + 1),
      y,
    })),
  }),
);
const warmUps = [0.1, 0.01, 0.001].map((gradient) => ({
  gradient,
  steps: 1 + stepsFrom(1, gradient).findIndex((step) => step > 0.9 * 0.01),
}));
for (const { gradient, steps } of warmUps)
  console.log(
    `s from 1, gradient ${gradient}: ${steps} steps to 90 % of full speed`,
  );

// %% tags=["assertion"]
const [ofLarge, ofMiddle, ofSmall] = warmUps.map(({ steps }) => steps);
assert(0 < ofLarge && ofLarge < ofMiddle && ofMiddle < ofSmall);
assert(ofMiddle > 80 && ofMiddle < 120, 'about a hundred');
const [fromZero, fromOne] = Object.values(starts);
assert(Math.abs(fromZero[0] - 0.01 / Math.sqrt(0.1)) < 1e-4);
assert(fromOne[0] < 0.011 * 0.01);
for (const steps of [fromZero, fromOne])
  assert(Math.abs(steps.at(-1)! - 0.01) < 5e-4);

// %% [markdown]
// **What to notice:** both end at steps of 0.01, the learning rate, whatever the gradient is. If
// $s$ starts at 0, the first step is three times too long, at a time when the network knows
// nothing. If $s$ starts at 1, the first step is a hundred times too short, and it takes about a
// hundred steps to reach full speed: a third of the program's 300 steps. The smaller the gradient,
// the longer it takes. So the program has a hidden *warm-up*, which lasts longer for some weights
// than for others.
//
// One more detail comes from TensorFlow: the update of an embedding is *sparse* (the option
// `sparse`). The $s$ of a word's vector does not change while the word is in no batch. So a rare
// word stays in its warm-up, and its vector stays close to its initial values.

// %% [markdown]
// ## A full training run
//
// Now we train as the program does: 300 steps with batches of 100 tweets, validation on 100 other
// tweets every 100 steps with a checkpoint each time, and one test at the end. The command calls
// `trainSystem`, and so do we.

// %%
import { learningCurves, liveChart } from '../lib/plots';
import { trainSystem } from '../experiments/runs/run';

const training: StepMetrics[] = [];
const validation: StepMetrics[] = [];
const chart = liveChart();
const draw = () =>
  chart.update(learningCurves({ title: 'Learning curves', training, validation }));
const run = await trainSystem(simple, flags, {
  progress: showProgress,
  onStep(metrics) {
    training.push(metrics);
    draw();
  },
  onValidated(metrics) {
    validation.push(metrics);
    draw();
  },
}).finally(() => chart.finish());

// %%
import { relative } from 'node:path';
import { repositoryRoot } from '../lib/repository';
import { classScores, formatAccuracy } from '../lib/evaluation';
import { readResults } from '../experiments/results/record';

const tested = run.test!;
const byCounting = (await readResults())
  .filter(({ experiment }) => experiment === 'tf-idf-tweets')
  .map(({ test }) => test.accuracy);
const meanByCounting =
  byCounting.reduce((sum, accuracy) => sum + accuracy, 0) / byCounting.length;
console.log(
  `test: ${formatAccuracy(tested.accuracy, tested.n)} on ${tested.n} tweets`,
);
console.log(`majority-class baseline: ${(100 * tested.baseline).toFixed(2)} %`);
console.log(
  `counting words, recorded runs: ${(100 * meanByCounting).toFixed(2)} % on average`,
);
console.log(`Model saved in: ${relative(repositoryRoot(), run.folder)}`);
new dfd.DataFrame(
  classScores(tested.confusion, classes).map(({ label, n, recall, precision }) => ({
    class: label,
    tweets: n,
    'recall (%)': (100 * recall!).toFixed(1),
    'precision (%)': (100 * precision!).toFixed(1),
  })),
);

// %% tags=["assertion"]
assert.equal(run.steps, 300);
assert.deepEqual(
  validation.map(({ step }) => step),
  [100, 200, 300],
);
assert(tested.accuracy > tested.baseline + 2 * tested.standardError);
assert(meanByCounting > tested.accuracy + 2 * tested.standardError);
const [ofNegative, ofPositive] = classScores(tested.confusion, classes);
if (isNative()) assert(ofPositive.recall! > ofNegative.recall! + 0.1);

// %% [markdown]
// **What to notice:** the network beats the baseline by more than two standard errors, but by less
// than the accuracy alone suggests. It does not beat the simplest classifier of all, which counts
// words ([a later lesson](18-better-than-counting.ipynb) explains it). And compare the two recalls.
// In our run the network finds most positive tweets and far fewer of the negative ones: in
// training, predicting *positive* when in doubt paid off. With other random numbers the two recalls
// may be closer.

// %% [markdown]
// ## What the embedding learned
//
// Word vectors that were trained on contexts put *good* close to [*bad*](04-word2vec.ipynb). What
// about vectors that were trained on labels?

// %%
import { bestCheckpoint } from '../lib/checkpoints';
import { loadClassifier } from '../lib/classifier';
import { cosine, vectorAt } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const classifier = await loadClassifier(await bestCheckpoint(run.folder));
const learned = vectorsIn(classifier.model);
const glove = await loadVectors('glove-50', { order: 'oreilly' });
const pairs = [
  ['good', 'great'],
  ['good', 'bad'],
  ['love', 'hate'],
  ['happy', 'sad'],
];
const inGlove = (word: string) => vectorAt(glove, glove.idOf(word)!);
const inTweets = (word: string) => learned[vocabulary.idOf(word)];
const cosines = pairs.map(([a, b]) => ({
  words: `${a}, ${b}`,
  glove: cosine(inGlove(a), inGlove(b)),
  learned: cosine(inTweets(a), inTweets(b)),
}));
new dfd.DataFrame(
  cosines.map(({ words, glove, learned }) => ({
    words,
    GloVe: glove.toFixed(2),
    'learned here': learned.toFixed(2),
  })),
);

// %% tags=["assertion"]
const [synonyms, ...antonyms] = cosines;
for (const { glove, learned } of antonyms) {
  assert(glove > 0.5);
  assert(learned < synonyms.learned && learned < glove - 0.4);
}

// %% [markdown]
// We can also classify each word alone and look at the predicted probability. Here are the words
// at both ends of the ranking. It has all words that occur ten times or more.

// %%
import { predictProbabilities } from '../lib/evaluation';

const frequent = [...vocabulary.words.keys()].filter(
  (id) => id > 1 && vocabulary.counts[id] >= 10,
);
const wordProbabilities = await predictProbabilities(
  classifier.model,
  frequent.map((id) => Int32Array.of(id)),
);
const ranked = frequent
  .map((id, at) => ({
    word: vocabulary.words[id],
    positive: wordProbabilities[2 * at + 1],
  }))
  .sort((a, b) => b.positive - a.positive);
const [most, least] = [ranked.slice(0, 8), ranked.slice(-8).reverse()];
new dfd.DataFrame(
  most.map(({ word, positive }, at) => ({
    'most positive': word,
    'p (%)': (100 * positive).toFixed(0),
    'least positive': least[at].word,
    'p (%) ': (100 * least[at].positive).toFixed(0),
  })),
);

// %% [markdown]
// Nobody told the network what a single one of these words means.

// %% [markdown]
// ## From the command line
//
// All of this takes two commands of the installed course. In a terminal, in the course's folder:
//
// ```sh
// npm run -s train
// npm run -s predict -- --checkpoints_dir checkpoints/NUMBER "I love this song"
// ```
//
// `NUMBER` is the time, in seconds, at which the run began. `train` prints it at the end. These
// are the flags of `train`: the flags of the original code with its defaults, and a few of ours.

// %%
import { written } from '../experiments/runs/flags';

new dfd.DataFrame(
  Object.entries(simple.flags).map(([name, flag]) => ({
    flag: `--${name}`,
    default: written(flag.default),
    values: `${flag.placeholder} ${flag.range}`,
  })),
);

// %% tags=["assertion"]
const original = {
  data: 'data/Kaggle',
  stopwords_file: 'data/stopwords.txt',
  n_samples: null,
  checkpoints_root: 'checkpoints',
  summaries_dir: 'logs',
  batch_size: 100,
  train_steps: 300,
  hidden_size: 75,
  embedding_size: 75,
  random_state: 0,
  learning_rate: 0.01,
  test_size: 0.2,
  dropout_keep_prob: 0.5,
  validate_every: 100,
};
for (const [name, value] of Object.entries(original))
  assert.equal(simple.flags[name as keyof typeof original].default, value, name);

// %% [markdown]
// One default is ours, `--sequence_len auto`. The original pads all texts to the longest one. So do
// we, but a text that is many times longer than the others is truncated: else every batch would be
// as long as it.
//
// A value that cannot be right is an error, and the message says what is possible. For example,
// `--dropout_keep_prob` is a probability:

// %%
let message = '';
try {
  simple.flags.dropout_keep_prob.parse('75');
} catch (error) {
  message = (error as Error).message;
}
message;

// %% tags=["assertion"]
assert.equal(simple.flags.sequence_len.default, 'auto');
assert(message.includes('at most 1'));

// %% [markdown]
// To train on your own texts, pass a file or a folder with `--data`: [most files
// work](../docs/data-files.md). `npm run -s tensorboard` shows the curves of commands and
// notebooks. [The page on the commands](../docs/commands.md) has the rest: how to stop and resume a
// run, test a model, and export it.

// %% [markdown]
// ## Your own sentence

// %%
const tableOf = async (...texts: string[]) =>
  new dfd.DataFrame(
    (await classifier.predict(texts)).map((prediction) => ({
      text: prediction.text,
      prediction: prediction.label,
      'p (%)': (100 * prediction.probability).toFixed(0),
      tokens: prediction.tokenCount,
      unknown: prediction.unknownCount,
    })),
  );
await tableOf(
  'I love this song',
  'Running late again, so tired',
  'This was good',
  'This was never good',
  'Quixotic zeugmas',
);

// %% tags=["assertion"]
const [love, late, good, never, unknownWords] = await classifier.predict([
  'I love this song',
  'Running late again, so tired',
  'This was good',
  'This was never good',
  'Quixotic zeugmas',
]);
assert.equal(love.label, 'positive');
assert.equal(late.label, 'negative');
assert.equal(good.probability, never.probability);
assert.equal(unknownWords.unknownCount, 2);
assert.equal(vocabulary.counts[1], 0);
assert.deepEqual(learned[1], before[1]);

// %% [markdown]
// **What to notice:** the third and fourth sentence get the same probability, to the last digit,
// because they differ only in a stop word. In the last sentence the network knows no word. There
// is a vector for unknown words, but no word was unknown in training. So this vector still has its
// random initial values, and the prediction is random, too.

// %%
await tableOf('Write your own sentence here.');

// %% [markdown]
// ## Exercises
//
// You can write two parts of this network yourself, if you have not done so yet:
//
// - [`18`](../exercises/18-dropout.ts) Dropout in training, not in evaluation (15 minutes)
// - [`20`](../exercises/20-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../course/check';

await check('18');

// %%
await check('20');

// %% [markdown]
// ## What to remember
//
// - A network can learn its own embedding. Words are updated as often as they occur, and with few
//   tweets most of them hardly learn.
// - Average pooling gives every word a direct path to the loss. Check what the sum is divided by.
// - Stop words are for topics. For sentiment, read the list first.
// - An optimizer's first hundred steps depend on the initial value of its slots.
// - With unbalanced classes, look at the baseline and at the recall of the minority class.
//
// **Next:** [The Theano tutorial's LSTM](14-theano-lstm.ipynb)
