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
// The model from the last training run is on disk. How good is it really, and what does it predict
// for sentences that it has never seen?
//
// **After this notebook you can** load a checkpoint, test it properly, and classify your own
// sentences. **It takes** ten minutes to read and under a minute to run, once the model of
// [Training](10-training.ipynb) is trained. **Data:** the test reviews that are installed.

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
// The tutorial makes a session and a `Saver`, and restores the latest checkpoint into the session.
// We load a folder. A checkpoint names its word vectors, so they must be registered before it is
// loaded (`registerVectors`). If you have not trained the model of [Training](10-training.ipynb)
// yet, this cell trains it now.

// %%
import { existsSync } from 'node:fs';
import {
  oreillyCheckpoints,
  runCorrectedOreilly,
} from '../course/demos/oreilly-run';
import { registerVectors } from '../lib/layers';
import { showProgress } from '../lib/progress';
import { loadCheckpoint } from '../lib/checkpoints';

const folder = oreillyCheckpoints(reviews.dataset);
if (!existsSync(folder))
  await runCorrectedOreilly(reviews, vectors, {
    progress: showProgress('Training', 'steps'),
  });
registerVectors(vectors);
const { model, record } = await loadCheckpoint(folder);
record;

// %% [markdown]
// ## Ten batches
//
// The tutorial tests on ten batches of 24 and prints the accuracy of each. We do the same, with
// reviews from the test set:

// %%
import { encode, randomFrom, select, shuffled } from '../lib/batches';
import { evaluate, formatAccuracy } from '../lib/evaluation';

const examples = await encode(reviews.test, vectors, {
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
const averageOfTen = tenBatches.reduce((sum, accuracy) => sum + accuracy / 10, 0);
console.log(`on average ${formatAccuracy(averageOfTen, 240)}`);

// %% [markdown]
// The accuracies differ by many points although the model is the same: 24 reviews say little. The
// number after ± is the standard error of the average over the ten batches. In two of three cases
// such a measurement is within one standard error of the true accuracy, and in nineteen of twenty
// within two. Was this one lucky? The full test set tells.

// %% [markdown]
// ## The full test set

// %%
const started = performance.now();
const result = await evaluate(model, examples, {
  progress: showProgress('Testing', 'reviews'),
});
const reviewsPerSecond = result.n / ((performance.now() - started) / 1000);
console.log(`${result.n.toLocaleString('en-US')} test reviews`);
console.log(`accuracy: ${formatAccuracy(result.accuracy, result.n)}`);
console.log(`majority-class baseline: ${(100 * result.baseline).toFixed(2)} %`);
console.log(
  `${Math.round(reviewsPerSecond).toLocaleString('en-US')} reviews per second`,
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(result.accuracy > result.baseline + 3 * result.standardError);
if (reviews.dataset === 'imdb') assert(result.accuracy > 0.8);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: 'Accuracy of the same model on more and more test reviews',
    y: 'accuracy (%)',
    bars: [24, 240, result.n].map((n) => {
      const accuracy =
        n === 24 ? tenBatches[0] : n === 240 ? averageOfTen : result.accuracy;
      return {
        name: `${n.toLocaleString('en-US')} reviews`,
        value: 100 * accuracy,
        standardError: 100 * Math.sqrt((accuracy * (1 - accuracy)) / n),
      };
    }),
    baseline: { name: 'majority-class baseline', value: 100 * result.baseline },
  }),
);

// %% [markdown]
// Which class is taken for which? The *confusion matrix* counts it:

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  examples.classes.map((label, row) => ({
    'true class': label,
    'predicted positive': result.confusion[row][0],
    'predicted negative': result.confusion[row][1],
  })),
);

// %% [markdown]
// ## Dropout at test time
//
// Dropout is only for training. The tutorial's code leaves it on when it tests. People who ran
// that code reported test accuracies far below the training curves. Was dropout the reason?

// %%
const withDropout = await evaluate(model, examples, { training: true });
const summary = ({ accuracy, n, loss }: typeof result) =>
  `${formatAccuracy(accuracy, n)}, loss ${loss.toFixed(4)}`;
console.log(`dropout off: ${summary(result)}`);
console.log(`dropout on:  ${summary(withDropout)}`);

// %% tags=["assertion"]
assert(withDropout.loss > result.loss);
assert(withDropout.accuracy > result.accuracy - 0.03);

// %% [markdown]
// **What to notice:** for this network, dropout at test time costs something, but little. A quarter
// of 64 outputs is missing, and the others make up for most of it. One run cannot tell a small loss
// from chance. [A later lesson](16-what-the-originals-got-wrong.ipynb) makes twenty. The flaw is
// real, but it cannot be the whole reason.

// %% [markdown]
// ## Your own sentences
//
// `classifier.predict` takes sentences and returns a label and a probability for each.

// %%
import { createClassifier } from '../lib/classifier';
import { tokenizer } from '../lib/text';

const classifier = createClassifier({
  model,
  tokenizer: tokenizer(),
  lookup: vectors,
  classes: record.classes,
  maxLength: record.maxLength,
});
const sentences = [
  'A wonderful film with a superb cast.',
  'A dull mess with a terrible ending.',
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.',
  'Not bad at all.',
  'I expected a masterpiece and got a headache.',
  'I have seen worse.',
];
const predictions = await classifier.predict(sentences);
new dfd.DataFrame(
  predictions.map(({ text, label, probability }) => ({
    text,
    prediction: label,
    'probability (%)': (100 * probability).toFixed(0),
  })),
);

// %% tags=["assertion"]
if (reviews.dataset === 'imdb')
  assert.deepEqual(
    predictions.slice(0, 3).map(({ label }) => label),
    ['positive', 'negative', 'positive'],
  );

// %% [markdown]
// **What to notice:** clear praise and clear criticism are easy. Negation, irony and faint praise
// are not. Word vectors in which *good* is close to *bad* do not help. And the network averages the
// outputs of its LSTM, so a *not* is one word among many.

// %%
await classifier.predict(['Write your own sentence here.']);

// %% [markdown]
// ## Exercise
//
// - [`25`](../exercises/25-accuracy-and-its-error.ts) Accuracy and its standard error (15 minutes)

// %%
import { check } from '../course/check';

await check('25');

// %% [markdown]
// ## What to remember
//
// - An accuracy has a standard error. Ten batches of 24 give only a rough guess.
// - Turn dropout off when you test.
// - A confident prediction can be wrong. Try sentences that people really write.

// %% [markdown]
// ## Conclusion
//
// You have followed the whole tutorial, and gone a little further in each of its five parts:
//
// - **Word vectors.** You looked them up, measured them, and trained some. Words with similar
//   contexts have similar vectors, even *good* and *bad*.
// - **Padded token-id matrix.** You cleaned, truncated and padded reviews. What you remove here,
//   no network can learn.
// - **Network.** You computed RNNs and LSTMs by hand. Memory needs a recurrent connection, and
//   padding must be masked.
// - **Training.** You followed gradients, learning curves and a validation set. What the classifier
//   sees decides how fast a network learns: with padding, the tutorial's 100,000 steps reach 83 %
//   ([results](../docs/results.md)), with a mask a few epochs do. And the best checkpoint may not
//   be the last.
// - **Testing.** You evaluated on the full test set. An accuracy says little without its standard
//   error, its baseline and its data set.
//
// Nothing in these parts is specific to films. With other documents and other labels, the same
// program sorts letters, detects a mood, or finds the complaints among ten thousand messages: see
// [Your own texts](20-your-own-texts.ipynb). What you do with its predictions is up to you. You now
// know how far you can trust them.
//
// **What remains open**
//
// - *The embedding is frozen.* The vectors were trained on news and an encyclopedia, and our
//   training does not change them. So the network can use only what the 50 numbers of a word say.
//   Words with nearly the same vector look nearly the same to it. What happens if the embedding is
//   trained, too?
// - *Word order counts too little.* The LSTM reads the words in order, and its outputs are
//   averaged. That is right for most reviews. But with IMDB, "neither funny nor exciting" fooled
//   it above.
// - *The baseline is weak.* The model beats the majority-class baseline. But counting words and
//   word pairs, without any network, is right for nine of ten reviews of IMDB
//   ([results](../docs/results.md)).
// - *There are only two classes.* IMDB leaves out reviews with five or six stars. So our network
//   has never seen a lukewarm review, and calls each one positive or negative.
// - *We did not compare all design choices.* Gates, pooling and optimizer come from the tutorial,
//   or we tried them once. Others chose differently.
// - *The tutorial has flaws.* We corrected a few on the way. How much did each of them cost?
//
// The next lessons answer the first question, and compare the design choices and the tutorial's
// flaws. [A later one](18-better-than-counting.ipynb) is about counting words and about word
// order. Neutral reviews stay open.
//
// **Next:** [A simple LSTM that learns its own embedding](13-simple-lstm.ipynb)
