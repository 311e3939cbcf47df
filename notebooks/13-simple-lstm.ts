// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # A simple LSTM that learns its own words
//
// So far every network began with word vectors that somebody else had made, from six billion words. Must it? Can a network learn what
// words mean from some thousand tweets, told nothing but whether each of them is positive?
//
// **After this notebook you can** train an embedding along with an LSTM, say why its outputs are averaged over time, what its
// dropout keeps and how its optimiser begins, and do all of it from the command line, with texts of your own. **It takes** fifteen
// minutes to read and half a minute to run. **Data:** the rated tweets that come with the set-up.
//
// This is the second of the four systems, *Sentiment Analysis with a simple LSTM network using TensorFlow*: a program with two
// commands, one that trains and one that predicts. It sorts short texts into two classes.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Tweets
//
// The program reads a table, `data.csv`, with at least the columns `SentimentText` and `Sentiment`, 1 for positive and 0
// for negative. Set-up has written such a table of tweets: twenty people rated each, and the sign of their mean is the
// label. (From here on *negative* is class 0 and *positive* class 1; with the O'Reilly text it was the other way round.)

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

const rows = [1, 34, 14, 96, 110, 10]; // some short ones
new dfd.DataFrame(
  rows.map((row) => {
    const { label, text, source } = tweets[row];
    return { label, text, source };
  }),
);

// %% [markdown]
// ## What has to be beaten

// %%
import { barChart, show } from '../lib/plots';

const classes = ['negative', 'positive'] as const;
const shareOf = (label: string) =>
  tweets.filter((tweet) => tweet.label === label).length / tweets.length;
show(
  barChart({
    title: 'Labels of the tweets',
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
// **What to notice:** more than two of three tweets are positive. Whoever always says *positive* reaches that accuracy,
// knows nothing, and finds not one negative tweet. With classes as unequal as these, look at more than the accuracy:
// this baseline, and the *recall* of the rarer class, the share of its texts that are found, and its counterpart, the
// *precision*: of the texts that were called so, the share that are.

// %% [markdown]
// ## Stop words
//
// Words such as *the* and *at* are everywhere and say little, so programs that search or classify by topic leave them out. This one
// does, too: `--stopwords_file` names a list, and `None` keeps all words. The list that set-up writes is a usual English
// one. Is what is no use for topics of no use for sentiment? Here are sentences of our own, before and after.

// %%
import { readStopWords, tokenize, withoutStopWords } from '../lib/text';

const stopList = readStopWords(join(dataDir(), 'stopwords.txt'));
const left = (text: string) => withoutStopWords(tokenize(text), stopList).join(' ');
new dfd.DataFrame(
  [
    'The coffee at the station was good.',
    'The coffee at the station was never good.',
    'I like rain.',
    'The song is over, but it was not bad.',
  ].map((text) => ({ text, 'what is left': left(text) })),
);

// %% tags=["assertion"]
assert.equal(left('It was good.'), left('It was never good.'));
assert(['never', 'like', 'but'].every((word) => stopList.has(word)));
assert(!stopList.has('not'));

// %% [markdown]
// **What to notice:** *never*, *but* and *like* are on the list. The first two sentences are one and the same to whatever comes
// after, and no training can tell them apart again.

// %% [markdown]
// ## The network
//
// A text is $k$ words. Each gets its vector from a table $E$ (*embedding layer*), an LSTM reads them, and its outputs are
// averaged over time. A matrix and a softmax make two probabilities of the mean:
//
// $$x_t = E_{w_t} \qquad h_t = \mathrm{LSTM}(x_t, h_{t-1}) \qquad h = \frac{1}{k} \sum_{t=1}^{k} h_t \qquad p = \mathrm{softmax}(W h + b)$$

// %%
import { pooledNetwork } from '../course/drawings/pooled-network';

show(pooledNetwork(['running', 'late', '...', 'tired']));

// %% [markdown]
// In code, with dropout before and behind the LSTM:
//
// <!-- listing: lib/models/simple.ts simpleModel -->
//
// `prepare` makes what the command trains on: it cleans the tweets, takes out stop words, numbers the words that are left and
// keeps a fifth of the tweets to test on at the end. Its settings are the flags of the command, with their defaults.

// %%
import { checkpointsDir, summariesDir } from '../lib/repository';
import { defaultsOf } from '../experiments/systems/flags';
import { prepare } from '../experiments/runs/prepare';
import { simple } from '../experiments/systems/simple';

const flags = {
  ...defaultsOf(simple.flags),
  data_dir: folder,
  stopwords_file: join(dataDir(), 'stopwords.txt'),
  checkpoints_root: checkpointsDir(),
  summaries_dir: summariesDir(),
};
const { rest, held, test, longest, words } = await prepare(simple, flags);
const vocabulary = words.vocabulary!;
const uses = { 'to train on': rest, 'held out': held, 'to test on': test };
for (const [name, { ids }] of Object.entries(uses))
  console.log(`${ids.length.toLocaleString('en-US')} ${name}`);
const wordCount = vocabulary.words.length.toLocaleString('en-US');
console.log(`${wordCount} words; the longest tweet has ${longest} of them`);

// %%
import { layerTable } from '../course/demos/layer-table';
import { simpleModel } from '../lib/models';

const sizes = { vocabularySize: vocabulary.words.length, sequenceLen: longest };
const untrained = simpleModel(sizes);
layerTable(untrained);

// %% tags=["assertion"]
assert.equal(rest.ids.length + held.ids.length + test.ids.length, tweets.length);
assert(Math.abs(test.ids.length / tweets.length - 0.2) < 0.01);
assert.equal(held.ids.length, 100);
const lstmParameters = 4 * 75 * (75 + 75 + 1);
assert.equal(
  untrained.countParams(),
  75 * vocabulary.words.length + lstmParameters + 2 * (75 + 1),
);

// %% [markdown]
// ## An embedding that learns
//
// The table starts with random numbers between -1 and 1. It is a matrix of weights like any other, and the gradient of the loss says
// how each should change. But a word that is not in the batch had no part in the loss: the gradient of its row is zero. We take one
// step and count.

// %%
import { trainingBatches } from '../lib/batches';
import { simpleOptimizer } from '../lib/models';
import { train } from '../lib/training';

const vectorsIn = (model: tf.LayersModel) => {
  const [table] = model.layers[0].getWeights() as tf.Tensor2D[];
  return tf.unstack(table).map((row) => [...row.dataSync<'float32'>()]);
};
const batchesOf = (seed: number) =>
  trainingBatches(rest, { batchSize: flags.batch_size, seed });
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
const ofThem = before.length.toLocaleString('en-US');
console.log(`${changed.length} of ${ofThem} vectors changed`);

// %%
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const ofAll = (75 * before.length) / untrained.countParams();
const once = vocabulary.counts.filter((count) => count === 1).length;
const rare = once / vocabulary.words.length;
console.log(`${percent(ofAll)} of all numbers that are learnt are vectors`);
console.log(`${percent(rare)} of the words occur only once`);
console.log(`"love" occurs ${vocabulary.counts[vocabulary.idOf('love')]} times`);

// %% tags=["assertion"]
assert.equal(changed.length, inBatch.size);
assert(ofAll > 0.9);
assert(rare > 0.5);
assert(vocabulary.counts[vocabulary.idOf('love')] > 100);

// %% [markdown]
// So a word learns as often as it occurs. *Love* gets lesson after lesson; a word that occurs once gets one an epoch, and remembers the
// label of the one tweet that it stood in. That is the price of learning words from few texts: nearly all weights are word
// vectors, and most of them know a single tweet.

// %% [markdown]
// ## Why the mean over time?
//
// A tweet's classifier could look at the last output alone. Then what the first word has to learn must come back through
// all steps, and at each the cell lets only a part of it through. In the mean every output has a straight way to the
// loss. We measure it: an untrained LSTM reads twenty words, and we ask how long the gradient is at each.

// %%
import { fastLstm, lastStep, meanOverTime } from '../lib/layers';
import { lineChart } from '../lib/plots';

const lstm = fastLstm({
  units: 75,
  returnSequences: true,
  unitForgetBias: true,
  seed: 1,
});
const text = tf.randomUniform([1, 20, 75], -1, 1, 'float32', 2);
const direction = tf.randomNormal([1, 75], 0, 1, 'float32', 3);
const taughtBy = (pool: tf.layers.Layer) => {
  const loss = (x: tf.Tensor) =>
    (pool.apply(lstm.apply(x)) as tf.Tensor).mul(direction).sum();
  const perWord = tf.grad(loss)(text).square().sum(2).sqrt();
  const lengths = [...perWord.dataSync()];
  const total = lengths.reduce((sum, length) => sum + length);
  return lengths.map((length) => (100 * length) / total);
};
const shares = {
  mean: taughtBy(meanOverTime()),
  'last output': taughtBy(lastStep()),
};
show(
  lineChart({
    title: 'Which words the classifier’s error teaches',
    x: 'word',
    y: 'share of the gradient (%)',
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
assert(shares['last output'][0] < shares.mean[0] / 10);
assert(sum(shares['last output'].slice(-5)) > 50);
assert(Math.max(...shares['last output']) < 25);
assert(Math.max(...shares.mean) < 4 * Math.min(...shares.mean.slice(0, -2)));

// %% [markdown]
// **What to notice:** with the last output, the last five words get most of the lesson and the first next to nothing; with the mean
// each gets a fair share. (The last words get less there, as fewer outputs come after them.)
//
// The mean has a trap of its own. The program pads all texts to the longest one and divides by *that* length, with zeros behind
// the last word. The mean of a short text is then small, and its answer stays near what the bias says. `meanOver: 'words'` divides
// by the text's own length.

// %%
import { padRows } from '../lib/batches';

const lengthOfMean = (meanOver: 'columns' | 'words', k: number) =>
  tf.tidy(() => {
    const { layers } = simpleModel({ ...sizes, meanOver });
    const upToMean = tf.model({
      inputs: layers[0].input as tf.SymbolicTensor,
      outputs: layers[4].output as tf.SymbolicTensor,
    });
    const ids = Int32Array.from({ length: k }, (_, n) => 2 + n);
    return tf.norm(upToMean.predict(padRows([ids])) as tf.Tensor).dataSync()[0];
  });
const counts = Array.from({ length: longest }, (_, n) => n + 1);
const means = {
  'divided by all columns': counts.map((k) => lengthOfMean('columns', k)),
  'divided by the words': counts.map((k) => lengthOfMean('words', k)),
};
show(
  lineChart({
    title: 'The first words of the vocabulary as a text',
    x: 'words in the text',
    y: 'length of the mean vector',
    lines: Object.entries(means).map(([name, y]) => ({ name, x: counts, y })),
  }),
);

// %% tags=["assertion"]
const [byColumns, byWords] = Object.values(means);
assert(byColumns[0] < byWords[0] / 10);
assert(Math.abs(byColumns.at(-1)! - byWords.at(-1)!) < 1e-5);

// %% [markdown]
// ## What dropout keeps
//
// `--dropout_keep_prob 0.5`: in training every number of a word's vector, and every output of the LSTM, is kept with probability $q$ and
// else becomes 0. What is kept is divided by $q$, so that sums stay what they were:
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
// With so many weights for so few tweets, it should matter. We hold out a fifth of the tweets that are there to train on, look at
// them every 25 steps, and train twice, with the same first weights and batches.

// %%
import { holdOut } from '../lib/batches';
import { showProgress } from '../lib/progress';
import { evaluate } from '../lib/evaluation';
import type { Measured } from '../lib/training';

const parts = holdOut(rest, 0.2, 1);
interface Trial {
  training: Measured[];
  heldOut: Measured[];
}
async function trial(dropoutKeepProb: number): Promise<Trial> {
  const model = simpleModel({ ...sizes, dropoutKeepProb });
  const heldOut: Measured[] = [];
  const training = await train({
    model,
    batches: trainingBatches(parts.rest, { batchSize: 100, seed: 0 }),
    optimizer: simpleOptimizer(),
    steps: 250,
    measureEvery: 5,
    progress: showProgress(`keep ${dropoutKeepProb}`, 'steps'),
    async onStep(step) {
      if (step % 25 !== 0) return;
      const { loss, accuracy } = await evaluate(model, parts.held);
      heldOut.push({ step, loss, accuracy });
    },
  });
  model.dispose();
  return { training, heldOut };
}
const half = await trial(0.5);
const all = await trial(1);

// %%
const ofBatches = (name: string, points: Measured[]) => ({
  name: `${name}, batches`,
  x: points.map(({ step }) => step),
  y: points.map((_, at) => meanLoss(points.slice(Math.max(0, at - 4), at + 1))),
});
const ofHeldOut = (name: string, points: Measured[]) => ({
  name: `${name}, held out`,
  x: points.map(({ step }) => step),
  y: points.map(({ loss }) => loss),
});
function meanLoss(points: Measured[]): number {
  return points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
}
show(
  lineChart({
    title: 'With and without dropout',
    x: 'step',
    y: 'loss (nats)',
    lines: [
      ofBatches('keep 0.5', half.training),
      ofHeldOut('keep 0.5', half.heldOut),
      ofBatches('keep 1', all.training),
      ofHeldOut('keep 1', all.heldOut),
    ],
  }),
);

// %%
console.log('tweets held out that are right at the end:');
for (const [keep, { heldOut }] of [
  [0.5, half],
  [1, all],
] as const)
  console.log(`  keep ${keep}: ${(100 * heldOut.at(-1)!.accuracy).toFixed(1)} %`);

// %% tags=["assertion"]
const [lastHalf, lastAll] = [half, all].map(({ heldOut }) => heldOut.at(-1)!);
assert(meanLoss(all.training.slice(-5)) < 0.3);
assert(meanLoss(half.training.slice(-5)) > 0.3);
assert(lastAll.loss > lastHalf.loss + 0.05);
assert(lastAll.loss > Math.min(...all.heldOut.map(({ loss }) => loss)) + 0.05);
assert(Math.abs(lastAll.accuracy - lastHalf.accuracy) < 0.06);

// %% [markdown]
// **What to notice:** without dropout the loss of the batches heads for zero, and that of the tweets held out turns and climbs: the
// network learns tweets by heart. With dropout it cannot rely on any one number, and the curves stay together for longer. The
// *accuracies* hardly show it. What climbs is how sure the network is when it is wrong.

// %% [markdown]
// ## How its RMSProp begins
//
// RMSProp (Tieleman and Hinton 2012) divides each step by the size that a weight's gradients have had lately, so that all weights go
// at about the same pace, whatever their gradients:
//
// $$s \leftarrow 0.9\, s + 0.1\, g^2 \qquad w \leftarrow w - \frac{\eta\, g}{\sqrt{s + \epsilon}}$$
//
// <!-- listing: lib/optimizers/rmsprop.ts rmsprop -->
//
// Here $g$ is the gradient, $\eta$ the learning rate, and $\epsilon$ a tiny number that keeps the division from failing.
// What is $s$ before the first gradient? Textbooks and Keras say 0. TensorFlow 1, which this program was written for,
// says **1**. That looks like a detail. Here is one weight whose gradient is 0.01 at every step, at the rate 0.01 of the
// program.

// %%
import { rmsprop } from '../lib/optimizers';

const STEPS = 120;
const stepsFrom = (meanSquare: number) => {
  const { rule } = rmsprop({ meanSquare });
  const array = (value: number) => Float32Array.of(value);
  const weight = array(0);
  const memory = {
    meanSquare: array(meanSquare),
    mean: array(0),
    change: array(0),
  };
  return Array.from({ length: STEPS }, (_, n) => {
    const was = weight[0];
    rule.step(weight, array(0.01), memory, 0.01, n + 1);
    return was - weight[0];
  });
};
const starts = {
  's from 0': stepsFrom(0),
  's from 1 (TensorFlow 1)': stepsFrom(1),
};
show(
  lineChart({
    title: 'How far a weight goes when its gradient is always 0.01',
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

// %% tags=["assertion"]
const [fromZero, fromOne] = Object.values(starts);
assert(Math.abs(fromZero[0] - 0.01 / Math.sqrt(0.1)) < 1e-4);
assert(fromOne[0] < 0.011 * 0.01);
for (const steps of [fromZero, fromOne])
  assert(Math.abs(steps.at(-1)! - 0.01) < 5e-4);

// %% [markdown]
// **What to notice:** both end at steps of 0.01, the learning rate, whatever the gradient is. But starting from 0 the first step is three times too
// long, when the network knows nothing; starting from 1 the first is a hundred times too short, and it takes about a hundred
// steps to get to full speed. Without saying so, the program has a *warm-up*. Of 300 steps in all, that is a third.
//
// One thing more is TensorFlow's own: $s$ of a word's vector stands still while the word is in no batch (`lazy`). A rare word
// therefore stays in its warm-up, and its vector near where it began.

// %% [markdown]
// ## A whole run
//
// Now as the program does it: 300 steps of 100 tweets, a look at 100 others every 100 steps, a checkpoint each time, and one test at the
// end. `trainSystem` is what the command calls.

// %%
import { learningCurves, liveChart } from '../lib/plots';
import { trainSystem } from '../experiments/runs/run';

const training: Measured[] = [];
const validation: Measured[] = [];
const chart = liveChart();
const draw = () =>
  chart.update(
    learningCurves({ title: 'The program’s run', training, validation }),
  );
const run = await trainSystem(simple, flags, {
  progress: showProgress,
  onStep(measured) {
    training.push(measured);
    draw();
  },
  onValidated(measured) {
    validation.push(measured);
    draw();
  },
}).finally(() => chart.finish());

// %%
import { relative } from 'node:path';
import { repositoryRoot } from '../lib/repository';
import { classScores, formatAccuracy } from '../lib/evaluation';

const tested = run.test!;
console.log(
  `test: ${formatAccuracy(tested.accuracy, tested.n)} on ${tested.n} tweets`,
);
console.log(`always positive: ${(100 * tested.baseline).toFixed(2)} %`);
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
const [ofNegative, ofPositive] = classScores(tested.confusion, classes);
assert(ofPositive.recall! > ofNegative.recall! + 0.1);

// %% [markdown]
// **What to notice:** the baseline is beaten, by more than two standard errors and by less than the accuracy alone makes believe. And
// the two recalls: the network finds most positive tweets and far fewer of the negative ones, as in training it paid to say *positive* in
// doubt.

// %% [markdown]
// ## What the words have learnt
//
// Word vectors made from the company that words keep put *good* beside [*bad*](04-word2vec.ipynb). What do vectors say that were made from
// labels?

// %%
import { bestCheckpoint } from '../lib/checkpoints';
import { loadClassifier } from '../lib/classifier';
import { cosine, vectorAt } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const classifier = await loadClassifier(await bestCheckpoint(run.folder));
const learnt = vectorsIn(classifier.model);
const glove = await loadVectors('glove-50', { order: 'oreilly' });
const pairs = [
  ['good', 'great'],
  ['good', 'bad'],
  ['love', 'hate'],
  ['happy', 'sad'],
];
const inGlove = (word: string) => vectorAt(glove, glove.idOf(word)!);
const inTweets = (word: string) => learnt[vocabulary.idOf(word)];
const cosines = pairs.map(([a, b]) => ({
  words: `${a}, ${b}`,
  glove: cosine(inGlove(a), inGlove(b)),
  learnt: cosine(inTweets(a), inTweets(b)),
}));
new dfd.DataFrame(
  cosines.map(({ words, glove, learnt }) => ({
    words,
    GloVe: glove.toFixed(2),
    'learnt here': learnt.toFixed(2),
  })),
);

// %% tags=["assertion"]
const [alike, ...opposite] = cosines;
for (const { glove, learnt } of opposite) {
  assert(glove > 0.5);
  assert(learnt < alike.learnt && learnt < glove - 0.4);
}

// %% [markdown]
// We can also ask for each word alone how positive the network finds it. Here are those at the ends of the list, of all that occur ten times or
// more.

// %%
import { probabilities } from '../lib/evaluation';

const known = [...vocabulary.words.keys()].filter(
  (id) => id > 1 && vocabulary.counts[id] >= 10,
);
const alone = await probabilities(
  classifier.model,
  known.map((id) => Int32Array.of(id)),
);
const ranked = known
  .map((id, at) => ({
    word: vocabulary.words[id],
    positive: alone.values[2 * at + 1],
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
// Nobody told it what a single one of these words means.

// %% [markdown]
// ## From the command line
//
// All of this is two commands. In a terminal, in the course's folder:
//
// ```sh
// npm run -s train
// npm run -s predict -- --checkpoints_dir checkpoints/1795581018 "I love this song"
// ```
//
// The number is the second at which a run began; `train` prints it at its end. These are the flags of `train`: those
// of the original with its defaults, and a few of ours.

// %%
import { written } from '../experiments/systems/flags';

new dfd.DataFrame(
  Object.entries(simple.flags).map(([name, flag]) => ({
    flag: `--${name}`,
    default: written(flag.default),
    takes: `${flag.placeholder} ${flag.range}`,
  })),
);

// %% tags=["assertion"]
const original = {
  data_dir: 'data/Kaggle',
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
  sequence_len: null,
  validate_every: 100,
};
const defaults = defaultsOf(simple.flags);
for (const [name, value] of Object.entries(original))
  assert.equal(defaults[name as keyof typeof original], value, name);

// %% [markdown]
// What cannot be is refused, with what can. `--sequence_len` must be at least as long as the longest text:

// %%
let refused = '';
try {
  simple.columns!(longest, { ...flags, sequence_len: 10 });
} catch (error) {
  refused = (error as Error).message;
}
refused;

// %% tags=["assertion"]
assert(refused.includes(`${longest} words`));

// %% [markdown]
// For texts of your own, put a `data.csv` into a folder and name it with `--data_dir`. `npm run -s tensorboard` draws
// the curves of the commands, with `-- --summaries_dir tensorboard` those of the notebooks. [The page on the
// commands](../docs/commands.md) has all the rest: how a run is stopped and goes on, how a model is tested and taken
// elsewhere.

// %% [markdown]
// ## Your own sentence

// %%
import { classify } from '../lib/classifier';

const ask = async (...texts: string[]) =>
  new dfd.DataFrame(
    (await classify(classifier, texts)).map((answer) => ({
      text: answer.text,
      answer: answer.label,
      'p (%)': (100 * answer.probability).toFixed(0),
      'words read': answer.words,
      unknown: answer.unknown,
    })),
  );
await ask(
  'I love this song',
  'Running late again, so tired',
  'This was good',
  'This was never good',
  'Quixotic zeugmas',
);

// %% tags=["assertion"]
const [love, late, good, never, unknownWords] = await classify(classifier, [
  'I love this song',
  'Running late again, so tired',
  'This was good',
  'This was never good',
  'Quixotic zeugmas',
]);
assert.equal(love.label, 'positive');
assert.equal(late.label, 'negative');
assert.equal(good.probability, never.probability);
assert.equal(unknownWords.unknown, 2);
assert.equal(vocabulary.counts[1], 0);
assert.deepEqual(learnt[1], before[1]);

// %% [markdown]
// **What to notice:** the third and fourth get the same answer, to the last digit: a stop word was the only difference. And of the
// last one the network knows not a word. There is a vector for unknown words, but in training no word was unknown, so it is as random
// as on the first day, and so is the answer.

// %%
await ask('Write your own sentence here.');

// %% [markdown]
// ## Exercises
//
// Two of the parts of this network you can write yourself, if you have not yet:
//
// - [`16`](../exercises/16-dropout.ts) Dropout in training, not in testing (15 minutes)
// - [`19`](../exercises/19-model-builder.ts) Build a model from layers (20 minutes)

// %%
import { check } from '../course/check';

await check('16');

// %%
await check('19');

// %% [markdown]
// ## What to remember
//
// - An embedding can be learnt along. Words learn as often as they occur, and with few texts most of them hardly do.
// - A mean over time gives every word a straight way to the loss. Look at what it is divided by.
// - Stop words are for topics. For sentiment, read the list first.
// - An optimiser's first hundred steps depend on what its memory starts from.
// - With unequal classes, look at the baseline and at the recall of the rarer class.
//
// **Next:** [The Theano tutorial's LSTM](14-theano-lstm.ipynb)
