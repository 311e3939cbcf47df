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
// *"83 % positive."* Because of which words? What did it think halfway through? Does it know what *not* does? And is 83
// % really 83 %?
//
// **After this notebook you can** say which words moved an answer and by how much, find units that follow one thing, check
// whether probabilities are honest, and know which mistakes to expect. **It takes** 20 minutes to read and about a minute to
// run. **Data:** the reviews that are installed, and the classifier that comes with this library.

// %%
import { ready, tf } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';
import { loadPretrained } from '../lib/classifier/bundled';

await ready();
const reviews = await courseReviews();
const classifier = await loadPretrained();

// %% [markdown]
// It is the one of [the last notebook](18-better-than-counting.ipynb): two LSTMs that were language models before, one
// reading forwards and one backwards. [Its card](../models/imdb/README.md) says how it was made and how well it does. Here
// is a review of ours:

// %%
import { predict } from '../lib/classifier';

const review =
  'The first half hour is slow, and I nearly left. But then the two sisters meet ' +
  'at the station, and from there on I could not look away. ' +
  'Not a perfect film, but a wonderful one.';
const [answer] = await predict(classifier, [review]);
`${answer.label}, ${(100 * answer.probability).toFixed(1)} %`;

// %% [markdown]
// ## Which words?
//
// A network does not say why. But one can take a word out and ask again: what is the probability without it? The loss is the
// word's **importance** (in the spirit of the *erasure* of Li et al. 2016). It takes as many readings as there are words, and no knowledge of
// what is inside.
//
// <!-- listing: lib/classifier/explain.ts explain -->

// %%
import { explainedText, probabilityByWord, show } from '../lib/plots';
import { explain } from '../lib/classifier';

const explanation = await explain(classifier, review);
show(explainedText(explanation));

// %% [markdown]
// The other question is what it thinks halfway: the probability after each word, as if the review ended there, which is how the
// LSTM that reads forwards gets to the answer; and the probability from each word on, as if the review began there, which is how
// the one that reads backwards does. (The classifier is asked as a whole both times, and for its other half a shortened review is
// another review.)

// %%
show(probabilityByWord(explanation));

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const wordAt = (word: string) => explanation.words.lastIndexOf(word);
assert.equal(answer.label, 'positive');
assert.equal((100 * answer.probability).toFixed(0), '83');
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
// **What to notice:** *perfect* speaks for the film, although *not* stands before it. *Could not look away* is taken for blame: the
// answer falls there, and it is *wonderful* that turns it. Read from the end it is the other way round: *a perfect film, but a
// wonderful one* makes it nearly sure, and what stands before takes some of that away.

// %% [markdown]
// ## What *not* does
//
// A list of single words cannot know that *not* reverses what follows. Does the network?

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
const said = await predict(classifier, pairs.flat());
const positive = ({ label, probability }: (typeof said)[number]) =>
  label === 'positive' ? probability : 1 - probability;
const turned = pairs.map(([plain, negated], n) => ({
  plain,
  without: positive(said[2 * n]),
  negated,
  withIt: positive(said[2 * n + 1]),
}));
new dfd.DataFrame(
  turned.map(({ plain, without, negated, withIt }) => ({
    plain,
    'positive (%)': (100 * without).toFixed(0),
    negated,
    'positive (%) ': (100 * withIt).toFixed(0),
  })),
);

// %% tags=["assertion"]
const [good, bad] = turned;
assert(good.without > 0.5 && good.withIt < 0.5);
assert(bad.withIt < 0.5);
assert(turned.every(({ without, withIt }) => withIt < without));

// %% [markdown]
// **What to notice:** all six negations make the answer more negative: before praise, where that is right, and before blame, where it
// is wrong. It looks as if *not* were a bad word of its own, and not one that reverses what follows. Six short sentences are a
// hint and no measurement: put *really* in the place of *not*, and see what any further word does.

// %% [markdown]
// ## Units that follow one thing
//
// The forward LSTM has 256 units, so 256 numbers after each word. Is there one that stands for something a reader could
// name? We let it read test reviews, and look in half of them for the unit whose mean over a review correlates best with the
// label; the other half says how well. (Radford,
// Józefowicz and Sutskever 2017 found such a one in a language model that had never seen a label.)

// %%
import { idsOf, padRows, randomFrom, shuffled } from '../lib/batches';
import { pause } from '../lib/interrupt';
import { meanOverTime } from '../lib/layers';
import { showProgress } from '../lib/progress';
import { readWords } from '../lib/classifier';

const { model, words } = classifier;
const lstm = model.getLayer('forward_lstm');
const outputs = lstm.output as tf.SymbolicTensor; // [batch, time, units]
const reader = tf.model({
  inputs: model.inputs,
  outputs: meanOverTime().apply(outputs) as tf.SymbolicTensor,
});
const some = shuffled(reviews.test, randomFrom(0)).slice(0, 1000);
const ids = some.map(({ text }) => idsOf(readWords(classifier, text), words));
const order = [...ids.keys()].sort((a, b) => ids[a].length - ids[b].length);
const means: Float32Array[] = [];
const reading = showProgress('Reading', 'reviews');
for (let at = 0; at < order.length; at += 50) {
  await pause(); // for the stop button
  const batch = order.slice(at, at + 50);
  const read = tf.tidy(() =>
    (
      reader.apply(padRows(batch.map((n) => ids[n]))) as tf.Tensor2D
    ).dataSync<'float32'>(),
  );
  const units = read.length / batch.length;
  for (const [row, n] of batch.entries())
    means[n] = read.slice(row * units, (row + 1) * units) as Float32Array;
  reading(at + batch.length, order.length);
}

// %%
/** How closely two lists of numbers go together, from -1 to 1 (Pearson). */
function correlation(a: number[], b: number[]): number {
  const mean = (of: number[]) =>
    of.reduce((sum, value) => sum + value, 0) / of.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const both = mean(a.map((value, n) => (value - meanA) * (b[n] - meanB)));
  const spread = (of: number[], middle: number) =>
    Math.sqrt(mean(of.map((value) => (value - middle) ** 2)));
  return both / (spread(a, meanA) * spread(b, meanB));
}
const half = some.length / 2; // the first half to choose by, the second to test on
const labels = some.map(({ label }) => (label === 'positive' ? 1 : 0));
const ofUnit = (unit: number) => means.map((row) => row[unit]);
const found = Array.from(means[0], (_, unit) => ({
  unit,
  r: correlation(ofUnit(unit).slice(0, half), labels.slice(0, half)),
})).sort((a, b) => Math.abs(b.r) - Math.abs(a.r));
new dfd.DataFrame(
  found
    .slice(0, 5)
    .map(({ unit, r }) => ({ unit, 'correlation with the label': r.toFixed(2) })),
);

// %% [markdown]
// How far would one get with that single number, and its median in the first half as a threshold?

// %%
import { formatAccuracy } from '../lib/evaluation';

const [{ unit, r }] = found;
const medianOf = (unit: number) =>
  ofUnit(unit)
    .slice(0, half)
    .sort((a, b) => a - b)[Math.floor(half / 2)];
const threshold = medianOf(unit);
const right = ofUnit(unit).filter(
  (value, n) => n >= half && (value > threshold === r > 0) === (labels[n] === 1),
).length;
const alone = right / (some.length - half);
`unit ${unit} alone: ${formatAccuracy(alone, some.length - half)}`;

// %% tags=["assertion"]
if (reviews.dataset === 'imdb') assert(alone > 0.8);
assert(alone > 0.6);
assert.equal(3 * 2 * found.length, 1536);
if (reviews.dataset === 'imdb')
  assert(Math.abs(found[4].r) > Math.abs(found[0].r) - 0.05);

// %% [markdown]
// **What to notice:** the mean of this unit is one of 1,536 numbers that the classifier was trained to judge by (mean, maximum and
// last output of 256 units, and the same backwards), so some of them had to go with the label. What surprises is how far a single
// one gets, and that at least four others do nearly as well with IMDB: the label is written in many places.
//
// And here it is, word by word, with the four that come next: above its threshold or below it, and turned so that blue is positive.

// %%
import { heatMap } from '../lib/plots';

const tracer = tf.model({ inputs: model.inputs, outputs });
const traced = readWords(classifier, review); // a mark, and then the words
const trace = tf.tidy(() =>
  (tracer.apply(padRows([idsOf(traced, words)])) as tf.Tensor3D)
    .squeeze([0])
    .arraySync(),
) as number[][];
const five = found.slice(0, 5);
const traces = five.map(({ unit, r }) =>
  trace.slice(1).map((row) => Math.sign(r) * (row[unit] - medianOf(unit))),
);
show(
  heatMap({
    title: 'Five units while they read',
    x: 'word',
    y: 'unit',
    values: traces,
    rows: five.map(({ unit }) => `${unit}`),
    columns: traced.slice(1).map((word, n) => `${n + 1} ${word}`),
  }),
);

// %% tags=["assertion"]
if (reviews.dataset === 'imdb')
  for (const values of traces)
    assert(values.indexOf(Math.max(...values)) !== wordAt('wonderful'));

// %% [markdown]
// **What to notice:** the five do not say the same at the same words, and with IMDB none of them is at its bluest at *wonderful*,
// the word that moved the answer most. A mean over hundreds of words follows the label; what a unit does at a single word says
// little.

// %% [markdown]
// ## Is 90 % really 90 %?
//
// Of all answers that come with a probability of about 0.9, nine in ten should be right; then the classifier is
// **calibrated**. Networks are often too sure of themselves (Guo et al. 2017). The remedy is a single number, the **temperature**,
// by which all logits are divided: found on reviews that were held out, it changes no answer, only how sure it is.
//
// <!-- listing: lib/evaluation/calibration.ts reliability fitTemperature -->

// %%
import { answersTo } from '../lib/classifier';
import { calibrationError, reliability } from '../lib/evaluation';

const answersAt = async (temperature: number | undefined) => ({
  probabilities: await answersTo({ ...classifier, temperature }, ids),
  labels: Int32Array.from(labels),
  classes: 2,
});
const raw = await answersAt(1);
const tempered = await answersAt(classifier.temperature);

// %%
import { lineChart } from '../lib/plots';

const curve = (name: string, answers: typeof raw) => {
  const bins = reliability(answers).filter(({ n }) => n >= 10);
  return {
    name,
    x: bins.map(({ confidence }) => 100 * confidence),
    y: bins.map(({ accuracy }) => 100 * accuracy),
  };
};
show(
  lineChart({
    title: 'How sure it is, and how often it is right',
    x: 'probability of the answer (%)',
    y: 'right (%)',
    lines: [
      curve('as trained', raw),
      curve(`temperature ${classifier.temperature?.toFixed(2)}`, tempered),
      { name: 'honest', x: [50, 100], y: [50, 100] },
    ],
  }),
);

// %% [markdown]
// How far apart are probability and share of right answers, in the mean? And how far would they be by luck, for a classifier
// that is honest, on as many reviews? To know, let chance say what is right, with just the probabilities that were promised:

// %%
const random = randomFrom(1);
const chance = () => random.integer(0, 999_999) / 1e6;
const byLuck = Array.from({ length: 100 }, () => {
  const { probabilities, classes } = tempered;
  const drawn = labels.map((_, n) => (chance() < probabilities[2 * n + 1] ? 1 : 0));
  return calibrationError({
    probabilities,
    classes,
    labels: Int32Array.from(drawn),
  });
});
const luck = byLuck.reduce((sum, error) => sum + error, 0) / byLuck.length;
const apart = {
  'as trained': calibrationError(raw),
  'with temperature': calibrationError(tempered),
  'honest, by luck': luck,
};
new dfd.DataFrame(
  Object.entries(apart).map(([name, error]) => ({
    '': name,
    'points apart': (100 * error).toFixed(1),
  })),
);

// %% tags=["assertion"]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedModel } from '../lib/classifier/bundled';

assert(classifier.temperature! > 1);
if (reviews.dataset === 'imdb')
  for (const error of [calibrationError(raw), calibrationError(tempered)])
    assert(error < 2 * luck);
const onTheCard =
  /then ([\d.]+) points apart on average, and\s+were ([\d.]+) before/;
const card = readFileSync(join(shippedModel(), 'README.md'), 'utf8');
const [ofAllTempered, ofAllRaw] = card.match(onTheCard)!.slice(1).map(Number);
assert(ofAllTempered > 0.35 * ofAllRaw && ofAllTempered < 0.65 * ofAllRaw);
assert(100 * luck > ofAllRaw - ofAllTempered);

// %% [markdown]
// **What to notice:** the temperature is above 1, so it had been too sure of itself, as is usual for networks that fit
// their training reviews closely. (It was found on whole reviews. On the rated sentences, another kind of text, it need not
// help.) But a thousand reviews are too few to see it: by luck alone even an honest classifier is farther off than the
// temperature moves this one. [The card](../models/imdb/README.md) has all test reviews: there the temperature takes away about half
// of the distance, and the classifier is still a little too sure of itself. It comes from held-out reviews, and those are of films that
// the classifier knew. So 83 % is about 83 % where somebody has checked, which is on reviews. For three sentences of ours nobody has.

// %% [markdown]
// ## The confident mistakes
//
// The most instructive reviews are those where it is very sure and wrong. Here are their first words, and which of the
// first 120 words moved the answer most when these are the whole text: + towards positive, − towards negative.

// %%
import { weightiest } from '../lib/classifier';

const wrongs = [...some.keys()]
  .map((n) => ({ n, wrong: 1 - labels[n] }))
  .map(({ n, wrong }) => ({ n, p: tempered.probabilities[2 * n + wrong] }))
  .filter(({ p }) => p > 0.5)
  .sort((a, b) => b.p - a.p)
  .slice(0, 5);
const rows: Record<string, string>[] = [];
const explaining = showProgress('Explaining', 'reviews');
for (const [done, { n, p }] of wrongs.entries()) {
  const { text, label, rating } = some[n];
  const short = readWords(classifier, text).slice(1, 121).join(' ');
  const why = await explain(classifier, short);
  rows.push({
    'begins with': `${text.split(/\s+/).slice(0, 12).join(' ')} ...`,
    is: `${label}${reviews.dataset === 'imdb' ? `, ${rating} of 10` : ''}`,
    'wrong with (%)': (100 * p).toFixed(0),
    'moved most by': weightiest(why, 4)
      .map((at) => `${why.importance[at] > 0 ? '+' : '−'}${why.words[at]}`)
      .join(', '),
  });
  explaining(done + 1, wrongs.length);
}
new dfd.DataFrame(rows);

// %% [markdown]
// **What to notice:** with IMDB, read them in full. Three do not fit their label, which is the number of stars: two praise what they
// gave one star, or four, and one does nothing but object, and gives nine. The other two praise something first (other musicals, a
// choir) and then turn, and the classifier heard the praise; its card lists that as a weakness. Five are too few to say how often
// each happens.

// %% [markdown]
// ## Try it
//
// - Change the review above: where does its answer turn, and which single word has to go for it to become negative?
// - Find a pair of sentences of which it gets both right, although only a *not* tells them apart.
// - `backward_lstm` in place of `forward_lstm`: is there such a unit, too?

// %% [markdown]
// ## What to remember
//
// - To know what a word does, take it out and ask again. To know what the beginning of a text says, end it there.
// - One unit can stand for something nameable, and others for nearly the same.
// - A probability is a promise that can be checked, and mended with a single number.
// - Read the confident mistakes before somebody else does.
//
// That was the last notebook. [The commands](../docs/commands.md) train, test and ship a classifier on texts of your own.
