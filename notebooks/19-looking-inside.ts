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
// *"77 % positive."* Because of which words? What did it think halfway through? Does it know what *not* does? And is 77
// % really 77 %?
//
// **After this notebook you can** say which words moved an answer and by how much, find units that follow one thing, check
// whether probabilities are honest, and know which mistakes to expect. **It takes** 20 minutes to read and about a minute to
// run. **Data:** the reviews that are installed, and the classifier that comes with this library.

// %%
import { ready, tf } from '../lib/backend';
import { courseReviews } from '../lib/course/reviews';
import { loadPretrained } from '../lib/shipped/shipped-model';

await ready();
const reviews = await courseReviews();
const classifier = await loadPretrained();

// %% [markdown]
// It is the one of [the last notebook](18-better-than-counting.ipynb): two LSTMs that were language models before, one
// reading forwards and one backwards. [Its card](../models/imdb/README.md) says how it was made and how well it does. Here
// is a review of ours:

// %%
import { predict } from '../lib/scoring';

const review =
  'The first half hour is slow, and I nearly left. But then the two sisters meet ' +
  'at the station, and from there on I could not look away. ' +
  'Not a perfect film, but a wonderful one.';
const [answer] = await predict(classifier, [review]);
`${answer.label}, ${(100 * answer.probability).toFixed(1)} %`;

// %% [markdown]
// ## Which words?
//
// A network does not say why. But one can take a word out and ask again: what is the probability without it? What is lost is the
// word's **importance** (erasure, Li et al. 2016). It takes as many readings as there are words, and no knowledge of
// what is inside.
//
// <!-- listing: lib/scoring/explain.ts explain -->

// %%
import { explainedText, probabilityByWord, show } from '../lib/plots';
import { explain } from '../lib/scoring';

const explanation = await explain(classifier, review);
show(explainedText(explanation));

// %% [markdown]
// The other question is what it thinks halfway: the probability after each word, as if the review ended there.

// %%
show(probabilityByWord(explanation));

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const wordAt = (word: string) => explanation.words.lastIndexOf(word);
assert.equal(answer.label, 'positive');
assert.equal((100 * answer.probability).toFixed(0), '77');
assert(explanation.importance[wordAt('wonderful')] > 0);

// %% [markdown]
// ## What *not* does
//
// A list of words cannot know that *not* turns round what follows. Does the network?

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
assert(turned.every(({ without, withIt }) => withIt < without + 0.05));

// %% [markdown]
// **What to notice:** before praise it hears *not*, before blame it does not: *not bad* is no better to it than *bad*,
// and *never bored* no better than *bored*. It has not learnt that a negation turns things round, but that it is a bad
// sign: nearly every one makes the answer more negative, whatever it negates, and *nothing that makes a film great* is
// still positive to it.

// %% [markdown]
// ## Units that follow one thing
//
// The forward LSTM has 256 units, so 256 numbers after each word. Is there one that stands for something a reader could
// name? We let it read test reviews, and look for the unit whose mean over a review goes most with the label. (Radford,
// Józefowicz and Sutskever 2017 found such a one in a language model that had never seen a label.)

// %%
import { idsOf, padRows, randomFrom, shuffled } from '../lib/batches';
import { pause } from '../lib/interrupt';
import { meanOverTime } from '../lib/layers';
import { showProgress } from '../lib/progress';
import { readWords } from '../lib/scoring';

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
    .map(({ unit, r }) => ({ unit, 'goes with the label': r.toFixed(2) })),
);

// %% [markdown]
// How far would one get with that single number, and a threshold in the middle of the first half?

// %%
import { formatAccuracy } from '../lib/scoring';

const [{ unit, r }] = found;
const values = ofUnit(unit);
const middle = [...values.slice(0, half)].sort((a, b) => a - b)[
  Math.floor(half / 2)
];
const right = values.filter(
  (value, n) => n >= half && (value > middle === r > 0) === (labels[n] === 1),
).length;
const alone = right / (some.length - half);
`unit ${unit} alone: ${formatAccuracy(alone, some.length - half)}`;

// %% tags=["assertion"]
if (reviews.dataset === 'imdb') assert(alone > 0.8);
assert(alone > 0.6);

// %% [markdown]
// **What to notice:** a single number of the hundreds that the classifier sees gets most of the way. Nobody asked for such a
// unit; but whatever the answer depends on most is worth a unit of its own, and training found it. Several others say nearly
// the same, so no single one is needed.
//
// And here it is, word by word, with the four that come next, each turned so that up is positive:

// %%
import { heatMap } from '../lib/plots';

const tracer = tf.model({ inputs: model.inputs, outputs });
const traced = readWords(classifier, review);
const trace = tf.tidy(() =>
  (tracer.apply(padRows([idsOf(traced, words)])) as tf.Tensor3D)
    .squeeze([0])
    .arraySync(),
) as number[][];
show(
  heatMap({
    title: 'Five units while they read',
    x: 'word',
    y: 'unit',
    values: found
      .slice(0, 5)
      .map(({ unit, r }) => trace.slice(1).map((row) => Math.sign(r) * row[unit])),
    rows: found.slice(0, 5).map(({ unit }) => `${unit}`),
    columns: traced.slice(1).map((word, n) => `${n + 1} ${word}`),
  }),
);

// %% [markdown]
// ## Is 90 % really 90 %?
//
// Of all answers that come with a probability of about 0.9, nine in ten should be right; then the classifier is
// **calibrated**. Networks are often too sure of themselves (Guo et al. 2017). The remedy is a single number, the **temperature**,
// by which all logits are divided: found on reviews that were held out, it changes no answer, only how sure it is.
//
// <!-- listing: lib/scoring/calibration.ts reliability fitTemperature -->

// %%
import { answersTo, calibrationError, reliability } from '../lib/scoring';

const answersAt = async (temperature: number | undefined) => ({
  probabilities: await answersTo({ ...classifier, temperature }, ids),
  labels: Int32Array.from(labels),
  classes: 2,
});
const raw = await answersAt(1);
const honest = await answersAt(classifier.temperature);

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
      curve(`temperature ${classifier.temperature?.toFixed(2)}`, honest),
      { name: 'honest', x: [50, 100], y: [50, 100] },
    ],
  }),
);
for (const [name, answers] of Object.entries({
  'as trained': raw,
  'with temperature': honest,
}))
  console.log(
    `${name}: ${(100 * calibrationError(answers)).toFixed(1)} points apart, in the mean`,
  );

// %% tags=["assertion"]
assert(classifier.temperature! > 1);
if (reviews.dataset === 'imdb')
  assert(calibrationError(honest) < calibrationError(raw));

// %% [markdown]
// **What to notice:** the temperature is above 1, so it had been too sure of itself, as is usual for networks that fit
// their training reviews closely. (It was found on whole reviews. On the rated sentences, another kind of text, it need not
// help.) A thousand reviews make a rough curve, as few of them get a middling probability; [the
// card](../models/imdb/README.md) has it for all test reviews.

// %% [markdown]
// ## The confident mistakes
//
// The most instructive reviews are those where it is very sure and wrong. Here are their first words, and which of the
// first 120 words moved the answer most: + towards positive, − towards negative.

// %%
import { weightiest } from '../lib/scoring';

const wrongs = [...some.keys()]
  .map((n) => ({ n, p: honest.probabilities[2 * n + (1 - labels[n])] })) // of the wrong class
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
// **What to notice:** with IMDB, whoever reads these reviews in full finds mostly praise: their writers recommend what
// they gave one to four stars of ten. The label, which is the number of stars, does not fit the text. Most of the
// confident mistakes are hardly the classifier's.

// %% [markdown]
// ## Try it
//
// - Change the review above: where does its answer turn while it reads, and which word do you have to take out for that?
// - Find a pair of sentences of which it gets both right, although only a *not* tells them apart.
// - `backward_lstm` in place of `forward_lstm`: is there such a unit, too?

// %% [markdown]
// ## What to remember
//
// - To know what a word does, take it out and ask again. To know what the classifier thinks halfway, let it stop there.
// - One unit can stand for something nameable, but most of what a network knows is spread over many.
// - A probability is a promise that can be checked, and mended with a single number.
// - Read the confident mistakes before somebody else does.
//
// That was the last notebook. [The commands](../docs/commands.md) train, test and ship a classifier on texts of your own.
