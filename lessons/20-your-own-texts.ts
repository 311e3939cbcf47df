// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Your own texts
//
// You have a table of comments, and somebody has labeled a few hundred of them. Can a model label
// the others? Which model? And which of its labels should a person check?
//
// **After this notebook you can** read a table of texts, adapt the bundled model to it, say whether
// that is better than counting words, label the other rows, and decide which of them to check by
// hand. **It takes** twenty minutes to read and under a minute to run. **Data:** the rated tweets
// that come with the setup, or a file of your own.

// %% [markdown]
// ## Read the table
//
// The reader finds out how a file is written, which column has the texts, and which the labels. It
// reads CSV, TSV, JSON, Parquet and more ([Data files](../docs/data-files.md)). To use your own
// file, change the next line. Your texts stay on your machine.

// %%
import { join } from 'node:path';
import { isNative, ready } from '../lib/backend';
import { openData } from '../lib/corpus';
import { dataDir } from '../lib/repository';

const FILE = join(dataDir(), 'Kaggle', 'data.csv'); // or the path of your own file

await ready();
const data = await openData(FILE);
const texts = await data.train();
for (const note of data.notes()) console.log(note.replaceAll('; ', '\n'));

// %% [markdown]
// Look at the data before you train anything. Are these the texts that you expect? Do the labels
// mean what you think? Are there as many as you thought?

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  texts
    .filter(({ text }) => text.length < 70)
    .slice(0, 6)
    .map(({ label, text, source }) => ({ label, text, source })),
);

// %%
import { barChart, show } from '../lib/plots';

const counts = new Map<string, number>();
for (const { label } of texts) counts.set(label!, (counts.get(label!) ?? 0) + 1);
const classes = [...counts.keys()];
show(
  barChart({
    title: `Labels of ${texts.length.toLocaleString('en-US')} texts`,
    y: 'share of the texts (%)',
    bars: [...counts].map(([name, n]) => ({
      name,
      value: (100 * n) / texts.length,
    })),
  }),
);

// %% [markdown]
// **What to notice:** the classes are not balanced. A program that always predicts *positive* is
// correct for most of these tweets, and tells you nothing.

// %% [markdown]
// ## Set a test set aside
//
// Do this first, before any model exists. The test set tells how good the model of your choice will
// be on new texts, and that only works once. A fifth of the texts is the test set. Of the others we
// pretend that only 400 are labeled, as labels are expensive.

// %%
import { randomFrom, shuffled, stratifiedSplit } from '../lib/batches';

const { train: others, validation: testRows } = stratifiedSplit(
  texts.map(({ label }) => label),
  0.2,
  0,
);
const test = testRows.map((row) => texts[row]);
const pool = shuffled(others, randomFrom(0)).map((row) => texts[row]);
const labeled = pool.slice(0, 400);
console.log(`${labeled.length} labeled texts, ${test.length} test texts`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const testTexts = new Set(testRows);
// The claims about results hold for the tweets. Your own texts may differ.
const onTweets = FILE.endsWith(join('Kaggle', 'data.csv'));
assert(others.every((row) => !testTexts.has(row)));
const shareIn = (some: typeof texts) =>
  some.filter(({ label }) => label === classes[0]).length / some.length;
assert(Math.abs(shareIn(test) - shareIn(texts)) < 0.01, 'stratified');

// %% [markdown]
// ## Counting words first
//
// The first model is always the simplest: logistic regression on words and pairs of words
// ([Is it better than counting words?](18-better-than-counting.ipynb)). It trains in a second. If
// nothing beats it, use it.

// %%
import { BASELINES, fitNGramModel } from '../lib/baselines';
import { encode } from '../lib/batches';
import { createClassifier } from '../lib/classifier';
import { buildVocabulary, tokenizer } from '../lib/text';

/** Fits logistic regression on words and pairs of words. */
async function fitBaseline(reviews: typeof texts) {
  const { weighting, ...options } = BASELINES.nb;
  const words = tokenizer();
  const lookup = buildVocabulary(
    reviews.map(({ text }) => words.tokenize(text)),
    { minCount: options.minDocumentFrequency },
  );
  const examples = await encode(reviews, lookup);
  const { model } = await fitNGramModel(examples, weighting, options);
  return createClassifier({
    model,
    tokenizer: words,
    lookup,
    classes: examples.classes,
    maxLength: 10_000,
  });
}

// %% [markdown]
// How much would more labels help? The baseline is quick, so we can try. Here all tweets are
// labeled. With your own texts, the first points of the curve show where it is going.

// %%
import { standardError } from '../lib/evaluation';
import { lineChart } from '../lib/plots';

// a validation set, not the test set
const validationSize = Math.min(800, Math.floor(pool.length / 4));
const validation = pool.slice(-validationSize);
const sizes = [50, 100, 200, 400, 800, 1600, 2500].filter(
  (size) => size <= pool.length - validationSize,
);
const curve: number[] = [];
for (const size of sizes) {
  const baseline = await fitBaseline(pool.slice(0, size));
  const { accuracy } = await baseline.evaluate(validation);
  curve.push(100 * accuracy);
}
const majority =
  100 * Math.max(...classes.map((name) => counts.get(name)! / texts.length));
show(
  lineChart({
    title: 'Counting words: accuracy by the number of labeled texts',
    x: 'labeled texts',
    y: 'accuracy (%)',
    logX: true,
    lines: [
      { name: 'words and pairs of words', x: sizes, y: curve },
      {
        name: 'majority class',
        x: [sizes[0], sizes.at(-1)!],
        y: [majority, majority],
      },
    ],
  }),
);
const errors = curve.map((accuracy) =>
  (100 * standardError(accuracy / 100, validationSize)).toFixed(1),
);
console.log(`standard errors, in points: ${errors.join(', ')}`);

// %% tags=["assertion"]
if (onTweets) {
  assert(curve[0] < majority - 2 * Number(errors[0]));
  assert(Math.abs(curve[1] - majority) < 2 * Number(errors[1]));
  assert(curve.at(-1)! > curve[1] + 8 && curve.at(-1)! > curve.at(-2)!);
}

// %% [markdown]
// **What to notice:** the horizontal axis is logarithmic. Each *doubling* of the labels still
// brings some points. With fifty texts, counting words is worse than the majority class, and with a
// hundred it is no better.

// %% [markdown]
// ## Fine-tuning
//
// The library comes with a model, `imdb`, that was pretrained on film reviews
// ([card](../models/imdb/README.md)). *Fine-tuning* trains it on, with your texts (Howard and Ruder
// 2018). `finetune` splits off a validation set, trains, fits the baselines to the same texts, and
// compares all of them. (By default it uses *cross-validation*: it trains three times, each time
// with another third of the texts as the validation set, and then once on all of them. That takes
// four times as long and makes better use of few texts: [Fine-tuning](../docs/fine-tuning.md).)
//
// The library's other model, `general`, has read these very tweets in its training. On them it
// would be no fair test. For your own texts, try both.

// %%
import { finetune, loadClassifier } from '../lib/classifier';
import { showProgress } from '../lib/progress';

const filmModel = await loadClassifier('imdb');
const tuned = await finetune(filmModel, labeled, {
  folds: 1,
  validationShare: 0.25,
  epochs: isNative() ? 4 : 2,
  progress: showProgress('Fine-tuning', 'steps'),
});
tuned.advice.text;

// %%
show(
  barChart({
    title: `Fine-tuning and baselines on ${tuned.validationTexts} validation texts`,
    y: 'validation accuracy (%)',
    bars: tuned.results.map(({ name, accuracy, standardError }) => ({
      name,
      value: 100 * accuracy,
      standardError: 100 * standardError,
    })),
  }),
);

// %% tags=["assertion"]
const resultOf = (name: string) =>
  tuned.results.find((result) => result.name === name)!.accuracy;
if (onTweets) {
  assert(resultOf('as it was') < resultOf('majority class'));
  assert(tuned.results.every(({ accuracy }) => accuracy <= resultOf('fine-tuned')));
}

// %% [markdown]
// **What to notice:** *as it was* is the model for film reviews, used on tweets without any
// training. It is worse than the majority class: on texts of another kind, a good model can be
// worth nothing. After fine-tuning it has the highest accuracy here. But look at the error bars.
// With so few validation texts, that may be chance.

// %% [markdown]
// ## Test once
//
// We have chosen. Now the test set, for the model that we chose and for the baseline, on the same
// texts. Where both are correct or both are wrong, they do not differ. So the standard error of the
// *difference* counts only the other texts, and is smaller than the error bars suggest.

// %%
import { pairedDifference } from '../lib/evaluation';

const classifier = createClassifier(tuned.parts);
const baseline = await fitBaseline(labeled);
const truth = test.map(({ label }) => label);
const correctOf = async (one: typeof classifier) =>
  (await one.predict(test.map(({ text }) => text))).map(
    ({ label }, n) => label === truth[n],
  );
const systems = {
  'fine-tuned': await correctOf(classifier),
  'words and pairs': await correctOf(baseline),
};
const shareOf = (correct: boolean[]) =>
  correct.filter(Boolean).length / correct.length;
for (const [name, correct] of Object.entries(systems)) {
  const accuracy = shareOf(correct);
  const error = standardError(accuracy, correct.length);
  console.log(
    `${name}: ${(100 * accuracy).toFixed(1)} % ± ${(100 * error).toFixed(1)}`,
  );
}
const gain = pairedDifference(systems['fine-tuned'], systems['words and pairs']);
const [points, uncertainty] = [gain.difference, gain.standardError].map((value) =>
  (100 * value).toFixed(1),
);
console.log(`difference: ${points} points ± ${uncertainty}`);

// %% tags=["assertion"]
if (onTweets) {
  assert(gain.difference > gain.standardError);
  assert(100 * shareOf(systems['fine-tuned']) > majority + 4);
}

// %% [markdown]
// ## Which predictions to check
//
// A prediction comes with a probability. Sort the test texts by it. How accurate are the most
// confident predictions?

// %%
const predictions = await classifier.predict(test.map(({ text }) => text));
const byConfidence = predictions
  .map(({ probability }, n) => ({ probability, correct: systems['fine-tuned'][n] }))
  .sort((a, b) => b.probability - a.probability);
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const accuracyOfTop = shares.map((share) =>
  shareOf(
    byConfidence
      .slice(0, Math.round(share * byConfidence.length))
      .map(({ correct }) => correct),
  ),
);
show(
  lineChart({
    title: 'Accuracy of the most confident predictions',
    x: 'share of the texts that the model labels (%)',
    y: 'accuracy on these (%)',
    lines: [
      {
        name: 'fine-tuned',
        x: shares.map((share) => 100 * share),
        y: accuracyOfTop.map((accuracy) => 100 * accuracy),
      },
    ],
  }),
);

// %% tags=["assertion"]
if (onTweets) assert(accuracyOfTop[4] > accuracyOfTop.at(-1)! + 0.03);

// %% [markdown]
// **What to notice:** the model can label half of the texts with far fewer mistakes than all of
// them. That is how such models are used: they label what they are sure about, and a person reads
// the rest. Choose the share by what a mistake costs, on validation texts and not on the test set.

// %% [markdown]
// ## Label the other rows
//
// For a file of any size the installed course has a command. It uses all cores, keeps the columns,
// and continues after an interruption:
//
// ```bash
// npm run -s finetune -- labeled.csv --out checkpoints/mine
// npm run -s score -- new.csv --checkpoints_dir checkpoints/mine --out scored.csv
// ```
//
// The same functions work in a notebook. A table with a column of texts goes in, and the same rows
// come out with a label and a probability:

// %%
import { openTable } from '../lib/reading';
import { rowWriter, scorerOf, scoreTable } from '../lib/scoring';

const csv = `id,comment
1,"Best coffee in town, and such friendly people"
2,"Waited 40 minutes. Never again."
3,"They open at nine"
4,"I was sad to leave :("
`;
const table = await openTable(new TextEncoder().encode(csv));
const inThisProcess = {
  classes: classifier.classes,
  atOnce: 1,
  score: scorerOf(classifier),
};
const writer = rowWriter(table, { kind: 'delimited', delimiter: ',' });
let scored = writer.header;
for await (const rows of scoreTable(table, inThisProcess, { text: [1] }))
  scored += writer.rows(rows);
console.log(scored);

// %% tags=["assertion"]
const lines = scored.trim().split('\n');
assert.equal(lines[0], 'id,comment,label,probability');
assert.equal(lines.length, 5);

// %% [markdown]
// ## Ask why
//
// A wrong prediction is a question. What did the model see? `explain` leaves out each word in turn.
// If the probability falls without a word, the word speaks for the prediction
// ([Looking inside](19-looking-inside.ipynb)).

// %%
import { explainedText } from '../lib/plots';

for (const comment of [
  'Waited 40 minutes. Never again.',
  'I was sad to leave, what a lovely place!',
])
  show(explainedText(await classifier.explain(comment)));

// %%
const { mistakes } = await classifier.evaluate(test, { maxMistakes: 30 });
const brief = mistakes.filter(({ text }) => text.length < 80).slice(0, 3);
for (const { label, text } of brief) {
  console.log(`labeled ${label}:`);
  show(explainedText(await classifier.explain(text)));
}

// %% [markdown]
// **What to notice:** these are the mistakes of which the model was most certain. Read them with
// care. Some are its faults. In others the label may be wrong, or the text alone does not say what
// its writer felt. Where a label of the test set is wrong, a correct prediction counts as a
// mistake. So a measured accuracy can be no better than the labels that it was measured with.
//
// If you are content, keep the model: `await classifier.save('../checkpoints/mine')`.

// %% [markdown]
// ## Exercise
//
// - [`30`](../exercises/30-what-to-check.ts) Which predictions to check (20 minutes)

// %%
import { check } from '../course/check';

await check('30');

// %% [markdown]
// ## What to remember
//
// - Look at the texts and labels first, and set the test set aside before any model exists.
// - Count words first. It takes a second, and tells whether a network is worth its trouble.
// - A model for other texts can be worse than the majority class. A few hundred labels of your own
//   change that.
// - Compare systems on the same texts, with the standard error of their difference.
// - Let the model label what it is sure about, and read the rest.
//
// **Next:** [Attention over the LSTM](21-attention.ipynb)
