// ---
// jupyter:
//   after: 10-training
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Loading a trained model
//
// Yesterday's training is on disk. How good is it really, and what does it say of sentences it has never seen?
//
// **After this notebook you can** load a checkpoint, test it honestly, and classify your own sentences. **It takes** ten
// minutes to read and under a minute to run, once the model of [Training](10-training.ipynb) is trained. **Data:** the
// test reviews that are installed.

// %%
import { ready } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

await ready();
const reviews = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });

// %% [markdown]
// ## Loading
//
// Where the tutorial makes a session and a `Saver` that restores the latest checkpoint into it, we load a folder. A checkpoint
// names its word vectors; they have to be there before it is loaded. If you have not trained the model of
// [Training](10-training.ipynb) yet, this cell does it now.

// %%
import { existsSync } from 'node:fs';
import { oreillyCheckpoints, runMendedOreilly } from '../course/demos/oreilly-run';
import { provideVectors } from '../lib/layers';
import { showProgress } from '../lib/progress';
import { loadCheckpoint } from '../lib/checkpoints';

const folder = oreillyCheckpoints(reviews.dataset);
if (!existsSync(folder))
  await runMendedOreilly(reviews, vectors, {
    progress: showProgress('Training', 'steps'),
  });
provideVectors(vectors);
const { model, record } = await loadCheckpoint(folder);
record;

// %% [markdown]
// ## Ten batches
//
// The tutorial tests on ten batches of 24 and prints each accuracy. We do the same, with reviews from the test part:

// %%
import { encodeReviews, randomFrom, select, shuffled } from '../lib/batches';
import { evaluate, formatAccuracy } from '../lib/evaluation';

const examples = await encodeReviews(reviews.test, vectors, {
  maxLength: record.maxLength,
});
const order = shuffled([...examples.ids.keys()], randomFrom(1));
const tenBatches: number[] = [];
for (let n = 0; n < 10; n++) {
  const { accuracy } = await evaluate(
    model,
    select(examples, order.slice(24 * n, 24 * n + 24)),
  );
  tenBatches.push(accuracy);
}
console.log(
  tenBatches.map((accuracy) => `${(100 * accuracy).toFixed(1)} %`).join(', '),
);
console.log(
  `together ${formatAccuracy(
    tenBatches.reduce((sum, accuracy) => sum + accuracy / 10, 0),
    240,
  )}`,
);

// %% [markdown]
// Batches differ by many points though the model is the same: that is what 24 reviews are worth. The standard error
// behind ± says how far off the ten together may be: two of three such measurements fall within it, nineteen of twenty
// within twice as much. Is this one lucky? All test reviews tell.

// %% [markdown]
// ## All test reviews

// %%
const started = performance.now();
const result = await evaluate(model, examples, {
  progress: showProgress('Testing', 'reviews'),
});
const perSecond = result.n / ((performance.now() - started) / 1000);
console.log(`${result.n.toLocaleString('en-US')} test reviews`);
console.log(`right: ${formatAccuracy(result.accuracy, result.n)}`);
console.log(`baseline: ${(100 * result.baseline).toFixed(2)} %`);
console.log(`${Math.round(perSecond).toLocaleString('en-US')} reviews per second`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(result.accuracy > result.baseline + 3 * result.standardError);
if (reviews.dataset === 'imdb') assert(result.accuracy > 0.8);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: 'The same model, measured with ever more reviews',
    y: 'accuracy (%)',
    bars: [24, 240, result.n].map((n) => {
      const accuracy =
        n === 24
          ? tenBatches[0]
          : n === 240
            ? tenBatches.reduce((sum, a) => sum + a / 10, 0)
            : result.accuracy;
      return {
        name: `${n.toLocaleString('en-US')} reviews`,
        value: 100 * accuracy,
        standardError: 100 * Math.sqrt((accuracy * (1 - accuracy)) / n),
      };
    }),
    baseline: { name: 'always the same answer', value: 100 * result.baseline },
  }),
);

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  examples.classes.map((truth, row) => ({
    'a review that is': truth,
    'called positive': result.confusion[row][0],
    'called negative': result.confusion[row][1],
  })),
);

// %% [markdown]
// ## Dropout at test time
//
// Dropout is for training only. The tutorial's code leaves it on when it tests; people who ran it reported test
// accuracies far below the training curves. Was this the reason?

// %%
const withDropout = await evaluate(model, examples, { training: true });
const written = ({ accuracy, n, loss }: typeof result) =>
  `${formatAccuracy(accuracy, n)}, loss ${loss.toFixed(4)}`;
console.log(`dropout off: ${written(result)}`);
console.log(`dropout on:  ${written(withDropout)}`);

// %% [markdown]
// **What to notice:** for this network it makes next to no difference: a quarter of 64 numbers is missing, and the others
// carry it. The flaw is real, but it cannot have been the whole reason.

// %% [markdown]
// ## Your own sentences

// %%
import { predict } from '../lib/classifier';

const classifier = {
  model,
  words: vectors,
  classes: record.classes,
  maxLength: record.maxLength,
};
const sentences = [
  'A wonderful film with a superb cast.',
  'A dull mess with a terrible ending.',
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.',
  'Not bad at all.',
  'I expected a masterpiece and got a headache.',
  'I have seen worse.',
];
const answers = await predict(classifier, sentences);
new dfd.DataFrame(
  answers.map(({ text, label, probability }) => ({
    text,
    label,
    'probability (%)': (100 * probability).toFixed(0),
  })),
);

// %% tags=["assertion"]
if (reviews.dataset === 'imdb')
  assert.deepEqual(
    answers.slice(0, 3).map(({ label }) => label),
    ['positive', 'negative', 'positive'],
  );

// %% [markdown]
// **What to notice:** plain praise and plain blame are easy. Negation, irony and faint praise are not; word vectors that
// put *good* next to *bad* do not help, and neither does a network that sees the mean over all words.

// %%
await predict(classifier, ['Write your own sentence here.']);

// %% [markdown]
// ## Exercise
//
// - [`18`](../exercises/18-accuracy-and-its-error.ts) An accuracy and its standard error (15 minutes)

// %%
import { check } from '../course/check';

await check('18');

// %% [markdown]
// ## What to remember
//
// - An accuracy has a standard error; ten batches of 24 are a guess.
// - Dropout off when you test.
// - A confident answer is not a right answer: try the sentences that people really write.

// %% [markdown]
// ## Conclusion
//
// You went the whole road of the tutorial, and a little further at each of its five parts:
//
// | part | what you did | what it taught |
// |---|---|---|
// | word vectors | looked them up, measured them, trained some | words in like contexts lie close, *good* and *bad* among them |
// | ids matrix | cleaned, cut and padded reviews | what a network never sees is decided here, before any learning |
// | network | computed recurrent networks and LSTMs by hand | a memory needs a connection to itself; padding must not be read |
// | training | followed gradients, curves and reviews held out | what a classifier sees matters more than how long it trains; the best state may come before the last |
// | testing | measured on all reviews that were never used | a number without its error, its baseline and its reviews says little |
//
// None of these parts knows anything about films. With other texts and other labels the same program sorts letters, reports a
// mood, or finds the complaints among ten thousand messages: [commands for your own texts](../docs/commands.md) says how.
// What you do with its answers is up to you, and you know by now what they are worth.
//
// **What remains open**
//
// - *Its words come from elsewhere.* The vectors were made from news and an encyclopaedia and are not allowed to move, so the network can
//   never learn that two neighbours are opposites. What happens when vectors are learnt along?
// - *It hardly reads.* The mean over all words of a review is right about most of them, but with IMDB "neither funny nor
//   exciting" fooled it above. It is an LSTM that could read in order, and a task that rarely asks for it.
// - *Is it any good?* It beats whoever always gives the same answer. But counting words and pairs of words, without any
//   network, is right on nine of ten reviews of IMDB ([results](../README.md#results)).
// - *Two classes* are what reviews with stars give. Neutral texts are forced to one side.
// - *Its parts* were taken from the tutorial or tried once: gates, pooling, the rule that trains. Others chose otherwise.
// - *The tutorial itself* has been mended on the way in a few places. Which of its flaws cost what?
//
// The next lessons take up the first point, the parts and the tutorial's flaws, and [a later
// one](18-better-than-counting.ipynb) the counting and the reading; neutral texts stay open.
//
// **Next:** [A simple LSTM that learns its own words](13-simple-lstm.ipynb)
