// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Looking inside
//
// *"83 % positive."* Which words caused this prediction? What did the model predict halfway
// through the review? Does it understand *not*? And is 83 % really 83 %?
//
// **After this notebook you can** measure how much each word changes a prediction, find units that
// respond to one feature, check whether probabilities are calibrated, and know which errors to
// expect. **It takes** 20 minutes to read and about a minute to run. **Data:** the installed
// reviews, and the bundled model of this library.

// %%
import { ready, tf } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';
import { loadClassifier } from '../lib/classifier';

await ready();
const reviews = await courseReviews();
const classifier = await loadClassifier('imdb');

// %% [markdown]
// `loadClassifier('imdb')` loads the bundled model for film reviews. It is the one of [the last
// notebook](18-better-than-counting.ipynb): two LSTMs, one forward and one backward, that were
// pretrained as language models. [Its model card](../models/imdb/README.md) says how it was
// trained and how accurate it is. Here is a review that we wrote:

// %%
const review =
  'The first half hour is slow, and I nearly left. But then the two sisters meet ' +
  'at the station, and from there on I could not look away. ' +
  'Not a perfect film, but a wonderful one.';
const [prediction] = await classifier.predict([review]);
`${prediction.label}, ${(100 * prediction.probability).toFixed(1)} %`;

// %% [markdown]
// ## Word importance
//
// A network does not explain its predictions. But we can remove a word and predict again. The drop
// in probability is the word's **importance**. This method is called *erasure* (compare Li et al.
// 2016). It needs one prediction per word, and no knowledge of what is inside the model.
// `classifier.explain(text)` does it:
//
// <!-- listing: lib/classifier/explain.ts explain -->

// %%
import { explainedText, probabilityByWord, show } from '../lib/plots';

const explanation = await classifier.explain(review);
show(explainedText(explanation));

// %% [markdown]
// We can also ask what the model predicts halfway through. We compute two curves:
//
// - the probability of the review *up to* each word, as if it ended there. This shows how the
//   forward LSTM gets to the prediction;
// - the probability of the review *from* each word on, as if it began there. This shows how the
//   backward LSTM gets there.
//
// (Both curves use the whole classifier. For the LSTM that reads the other way, a shortened review
// is simply another review.)

// %%
show(probabilityByWord(explanation));

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const wordAt = (word: string) => explanation.tokens.lastIndexOf(word);
assert.equal(prediction.label, 'positive');
assert.equal((100 * prediction.probability).toFixed(0), '87');
assert(explanation.importance[wordAt('wonderful')] > 0);
assert(explanation.importance[wordAt('perfect')] > 0.1);
const [before, behind] = ['there', 'away'].map(wordAt);
assert(explanation.after[behind] < explanation.after[before] - 0.05);
const climbs = explanation.after.map((p, n, all) => p - (all[n - 1] ?? 0.5));
assert.equal(climbs.indexOf(Math.max(...climbs)), wordAt('wonderful'));
const { from } = explanation;
assert(from[wordAt('perfect')] > 0.95);
assert(from[0] < from[wordAt('perfect')] - 0.1);

// %% [markdown]
// **What to notice:** *perfect* raises the probability, although *not* stands before it. The model
// takes *could not look away* as negative: the probability falls there, and *wonderful* brings it
// back up. The backward curve is the opposite. *A perfect film, but a wonderful one* makes the
// model nearly certain, and the earlier words lower the probability again.

// %% [markdown]
// ## Negation
//
// A bag of words cannot represent that *not* reverses the meaning of the words after it. Can the
// network?

// %%
import * as dfd from 'danfojs-node';

const pairs = [
  ['The film was good.', 'The film was not good.'],
  ['The film was bad.', 'The film was not bad.'],
  ['I was bored.', 'I was never bored.'],
  ['It was funny.', 'It was hardly funny.'],
  ['I would watch it again.', 'I would not watch it again.'],
  [
    'It has everything that makes a film great.',
    'It has nothing that makes a film great.',
  ],
];
const predictions = await classifier.predict(pairs.flat());
const positive = ({ label, probability }: (typeof predictions)[number]) =>
  label === 'positive' ? probability : 1 - probability;
const negations = pairs.map(([plain, negated], n) => ({
  plain,
  without: positive(predictions[2 * n]),
  negated,
  withIt: positive(predictions[2 * n + 1]),
}));
new dfd.DataFrame(
  negations.map(({ plain, without, negated, withIt }) => ({
    plain,
    'positive (%)': (100 * without).toFixed(0),
    negated,
    'positive (%) ': (100 * withIt).toFixed(0),
  })),
);

// %% tags=["assertion"]
const [good, bad, bored, ...others] = negations;
assert(good.without > 0.5 && good.withIt < 0.5);
for (const { without, withIt } of [good, ...others]) assert(withIt < without - 0.2);
for (const { without, withIt } of [bad, bored])
  assert(withIt > without && withIt < without + 0.1 && withIt < 0.25);

// %% [markdown]
// **What to notice:** before praise, all four negations make the prediction much more negative, as
// they should. Before criticism (*bad*, *bored*), they make it more positive, which is correct,
// too, but only by a few points: both sentences stay clearly negative. So *not* is more to this
// model than a negative word of its own, but it hardly reverses criticism. Six short sentences are
// a hint, not a measurement. Replace *not* with *really* and see what any extra word does.

// %% [markdown]
// ## Sentiment units
//
// The forward LSTM has 384 units, so it outputs 384 values after each word. Does one of them stand
// for something that we can name? We run the model on test reviews and average each unit over a
// review. In half of the reviews we look for the unit whose average correlates best with the
// label. The other half tells us how well it does. (Radford, Józefowicz and Sutskever 2017 found
// such a unit in a language model that had never seen a label.)

// %%
import { tokenIds, padRows, randomFrom, shuffled } from '../lib/batches';
import { pause } from '../lib/interrupt';
import { meanOverTime } from '../lib/layers';
import { showProgress } from '../lib/progress';
import { idsOfText } from '../lib/classifier';

const { model, lookup } = classifier;
const lstm = model.getLayer('forward_lstm');
const outputs = lstm.output as tf.SymbolicTensor; // [batch, time, units]
const averagedModel = tf.model({
  inputs: model.inputs,
  outputs: meanOverTime().apply(outputs) as tf.SymbolicTensor,
});
const sample = shuffled(reviews.test, randomFrom(0)).slice(0, 1000);
const ids = sample.map(({ text }) => idsOfText(classifier, text));
const order = [...ids.keys()].sort((a, b) => ids[a].length - ids[b].length);
const means: Float32Array[] = [];
const progress = showProgress('Computing activations', 'reviews');
for (let at = 0; at < order.length; at += 50) {
  await pause(); // for the stop button
  const batch = order.slice(at, at + 50);
  const values = tf.tidy(() =>
    (
      averagedModel.apply(padRows(batch.map((n) => ids[n]))) as tf.Tensor2D
    ).dataSync<'float32'>(),
  );
  const units = values.length / batch.length;
  for (const [row, n] of batch.entries())
    means[n] = values.slice(row * units, (row + 1) * units) as Float32Array;
  progress(at + batch.length, order.length);
}

// %%
/** The Pearson correlation of two lists of numbers, from -1 to 1. */
function correlation(a: number[], b: number[]): number {
  const mean = (of: number[]) =>
    of.reduce((sum, value) => sum + value, 0) / of.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const both = mean(a.map((value, n) => (value - meanA) * (b[n] - meanB)));
  const spread = (of: number[], middle: number) =>
    Math.sqrt(mean(of.map((value) => (value - middle) ** 2)));
  return both / (spread(a, meanA) * spread(b, meanB));
}
const half = sample.length / 2; // choose the unit on the first half, test it on the second
const labels = sample.map(({ label }) => (label === 'positive' ? 1 : 0));
const averagesOf = (unit: number) => means.map((row) => row[unit]);
const ranked = Array.from(means[0], (_, unit) => ({
  unit,
  r: correlation(averagesOf(unit).slice(0, half), labels.slice(0, half)),
})).sort((a, b) => Math.abs(b.r) - Math.abs(a.r));
new dfd.DataFrame(
  ranked
    .slice(0, 5)
    .map(({ unit, r }) => ({ unit, 'correlation with the label': r.toFixed(2) })),
);

// %% [markdown]
// How accurate is a classifier that uses this one unit alone? Its threshold is the median in the
// first half.

// %%
import { formatAccuracy } from '../lib/evaluation';

const [{ unit, r }] = ranked;
const medianOf = (unit: number) =>
  averagesOf(unit)
    .slice(0, half)
    .sort((a, b) => a - b)[Math.floor(half / 2)];
const threshold = medianOf(unit);
const correct = averagesOf(unit).filter(
  (value, n) => n >= half && (value > threshold === r > 0) === (labels[n] === 1),
).length;
const unitAccuracy = correct / (sample.length - half);
`unit ${unit} alone: ${formatAccuracy(unitAccuracy, sample.length - half)}`;

// %% tags=["assertion"]
if (reviews.dataset === 'imdb') assert(unitAccuracy > 0.8);
assert(unitAccuracy > 0.6);
assert.equal(3 * 2 * ranked.length, 2304);
if (reviews.dataset === 'imdb')
  assert(Math.abs(ranked[4].r) > Math.abs(ranked[0].r) - 0.05);

// %% [markdown]
// **What to notice:** the average of this unit is one of 2,304 features of the classifier:
// average, maximum and last state of 384 units, for both LSTMs. The classifier was trained to
// predict from these features, so some of them had to correlate with the label. But it is
// surprising how accurate a single one is, and that on IMDB at least four others are nearly as
// good: the label is encoded in many places.
//
// Here is the unit, word by word, with the next four: above or below its threshold. The sign is
// chosen so that blue is positive.

// %%
import { heatMap } from '../lib/plots';

const activationModel = tf.model({ inputs: model.inputs, outputs });
const tokens = classifier.tokenizer.tokenize(review); // a special token, then the words
const activations = tf.tidy(() =>
  (activationModel.apply(padRows([tokenIds(tokens, lookup)])) as tf.Tensor3D)
    .squeeze([0])
    .arraySync(),
) as number[][];
const topUnits = ranked.slice(0, 5);
const unitActivations = topUnits.map(({ unit, r }) =>
  activations.slice(1).map((row) => Math.sign(r) * (row[unit] - medianOf(unit))),
);
show(
  heatMap({
    title: 'Activations of five units, word by word',
    x: 'word',
    y: 'unit',
    values: unitActivations,
    rows: topUnits.map(({ unit }) => `${unit}`),
    columns: tokens.slice(1).map((word, n) => `${n + 1} ${word}`),
  }),
);

// %% tags=["assertion"]
const atWonderful = unitActivations.filter(
  (values) => values.indexOf(Math.max(...values)) === wordAt('wonderful'),
);
if (reviews.dataset === 'imdb') assert.equal(atWonderful.length, 1);

// %% [markdown]
// **What to notice:** the five units do not respond to the same words. On IMDB only one of them
// has its highest value at *wonderful*, the word with the highest importance. The average over
// hundreds of words follows the label, but the value at a single word says little.

// %% [markdown]
// ## Calibration
//
// Of all predictions with a probability of about 0.9, nine in ten should be correct. Such a
// classifier is **calibrated**. Networks are often overconfident (Guo et al. 2017). The remedy is
// one number, the **temperature**: all logits are divided by it. It is fitted on the validation
// set. It changes no predicted class, only the confidence.
//
// <!-- listing: lib/evaluation/calibration.ts reliability fitTemperature -->

// %%
import {
  calibrationError,
  predictLogits,
  reliability,
  softmax,
} from '../lib/evaluation';

const { logits } = await predictLogits(model, ids);
const predicted = { logits, labels: Int32Array.from(labels), classes: 2 };
const { temperature } = classifier;

// %%
import { lineChart } from '../lib/plots';

const curve = (name: string, temperature = 1) => {
  const bins = reliability(predicted, temperature).filter(({ n }) => n >= 10);
  return {
    name,
    x: bins.map(({ confidence }) => 100 * confidence),
    y: bins.map(({ accuracy }) => 100 * accuracy),
  };
};
show(
  lineChart({
    title: 'Reliability diagram',
    x: 'probability of the predicted class (%)',
    y: 'accuracy (%)',
    lines: [
      curve('without temperature'),
      curve(`temperature ${temperature?.toFixed(2)}`, temperature),
      { name: 'perfect calibration', x: [50, 100], y: [50, 100] },
    ],
  }),
);

// %% [markdown]
// How far apart are probability and accuracy, on average? This is the *expected calibration
// error*. A perfectly calibrated classifier would also have an error above 0, by chance, because
// the sample is small. To estimate that error, we draw random labels with exactly the predicted
// probabilities:

// %%
const random = randomFrom(1);
const probabilities = softmax(logits, 2, temperature);
const uniform = () => random.integer(0, 999_999) / 1e6;
const chanceErrors = Array.from({ length: 100 }, () => {
  const drawn = labels.map((_, n) =>
    uniform() < probabilities[2 * n + 1] ? 1 : 0,
  );
  return calibrationError(
    { ...predicted, labels: Int32Array.from(drawn) },
    temperature,
  );
});
const chanceError =
  chanceErrors.reduce((sum, error) => sum + error, 0) / chanceErrors.length;
const calibrationErrors = {
  'without temperature': calibrationError(predicted),
  'with temperature': calibrationError(predicted, temperature),
  'perfect calibration, by chance': chanceError,
};
new dfd.DataFrame(
  Object.entries(calibrationErrors).map(([name, error]) => ({
    '': name,
    'expected calibration error (points)': (100 * error).toFixed(1),
  })),
);

// %% tags=["assertion"]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledModelFolder } from '../lib/classifier';

assert(classifier.temperature! > 1);
if (reviews.dataset === 'imdb')
  for (const error of [
    calibrationError(predicted),
    calibrationError(predicted, temperature),
  ])
    assert(Math.abs(error - chanceError) < 0.004);
const onTheCard = /([\d.]+) points[^\d]+([\d.]+)/;
const card = readFileSync(join(bundledModelFolder('imdb'), 'README.md'), 'utf8');
const [cardCalibrated, cardUncalibrated] = card
  .match(onTheCard)!
  .slice(1)
  .map(Number);
assert(
  cardCalibrated > 0.35 * cardUncalibrated &&
    cardCalibrated < 0.65 * cardUncalibrated,
);
assert(100 * chanceError > cardUncalibrated - cardCalibrated);

// %% [markdown]
// **What to notice:** the temperature is above 1, so the model was overconfident. That is usual
// for networks that fit their training set closely. (The temperature was fitted on whole reviews.
// It need not help on the rated sentences, which are another kind of text.) But a thousand reviews
// are too few to see the effect. By chance alone, even a perfectly calibrated classifier has a
// larger error than the change that the temperature makes. (On IMDB both of our errors are about
// as large as that. Nothing can be concluded from them.)
//
// [The model card](../models/imdb/README.md) uses the whole test set. There the temperature
// removes about half of the error, and the model is still slightly overconfident. Its temperature
// comes from the validation set, and those reviews are about films that the model knew. So 87 % is
// about 87 % where somebody has checked, which is on reviews. For our own three sentences nobody
// has checked.

// %% [markdown]
// ## Confident errors
//
// We learn most from reviews on which the model is confident and wrong. The table shows how each
// one begins. It also shows which of its first 120 words have the highest importance, if these are
// the whole review: + is toward positive, − toward negative.

// %%
import { mostImportant } from '../lib/classifier';

const confidentErrors = [...sample.keys()]
  .map((n) => ({ n, wrong: 1 - labels[n] }))
  .map(({ n, wrong }) => ({ n, p: probabilities[2 * n + wrong] }))
  .filter(({ p }) => p > 0.5)
  .sort((a, b) => b.p - a.p)
  .slice(0, 5);
const rows: Record<string, string>[] = [];
const explainProgress = showProgress('Explaining', 'reviews');
for (const [done, { n, p }] of confidentErrors.entries()) {
  const { text, label, rating } = sample[n];
  const firstWords = classifier.tokenizer.tokenize(text).slice(1, 121).join(' ');
  const reasons = await classifier.explain(firstWords);
  rows.push({
    'begins with': `${text.split(/\s+/).slice(0, 12).join(' ')} ...`,
    label: `${label}${reviews.dataset === 'imdb' ? `, ${rating} of 10` : ''}`,
    'confidence (%)': (100 * p).toFixed(0),
    'most important words': mostImportant(reasons, 4)
      .map((at) => `${reasons.importance[at] > 0 ? '+' : '−'}${reasons.tokens[at]}`)
      .join(', '),
  });
  explainProgress(done + 1, confidentErrors.length);
}
new dfd.DataFrame(rows);

// %% [markdown]
// **What to notice:** on IMDB, read these reviews in full. Four do not fit their label, which
// comes from the number of stars: three praise a film, a series and a game, and give one star, or
// four, and one criticizes at length and gives seven. The fifth first praises other musicals and
// then turns, and the model followed the praise. Its card lists this weakness. Five reviews are
// too few to say how often each case happens.

// %% [markdown]
// ## Try it
//
// - Change the review above. Where does its prediction change, and which single word must be
//   removed to make it negative?
// - Find a pair of sentences that differ only in a *not*, and that the model classifies correctly.
// - Use `backward_lstm` instead of `forward_lstm`. Does it have such a unit, too?

// %% [markdown]
// ## What to remember
//
// - To measure what a word does, remove it and predict again. To measure what the beginning of a
//   review does, cut the review there.
// - One unit can stand for something that has a name, and others can encode nearly the same.
// - A probability can be checked, and corrected with a single number.
// - Read the confident errors before somebody else does.
//
// **Next:** [Your own texts](20-your-own-texts.ipynb)
