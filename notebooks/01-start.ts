// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Sentiment analysis with LSTMs: start
//
// *"It was not funny at all."* Every word in it but *not* and *funny* is harmless, *funny* is praise, and still you
// know at once what the writer thought of the film. In this course you build a program that tries to know it too, from
// files of text to a trained network, and you will understand each line of it.
//
// **After this notebook you can** say what the five parts of such a program are, run cells, and check that your
// machine is ready. **It takes** five minutes to read and seconds to run. **Data:** whatever reviews are installed.
//
// The course follows four published systems. These first notebooks rebuild the one of Adit Deshpande's tutorial
// *Perform sentiment analysis with LSTMs, using TensorFlow* (O'Reilly, 2017), section by section, in TypeScript. (Its Python
// is on GitHub, in `adeshpande3/LSTM-Sentiment-Analysis`.)

// %% [markdown]
// ## Is the machine ready?
//
// A cell is run with <kbd>Shift</kbd>+<kbd>Enter</kbd>; *Run → Run All Cells* runs the notebook. The next cell loads
// the library and says what will do the computing: `tensorflow` is TensorFlow's native library, `wasm` and `cpu` do
// the same more slowly.
//
// Folded cells with an `assert` in them check what the text says; you may unfold them, or let them be.

// %%
import { ready, tf } from '../lib/backend';

const backend = await ready();
`${backend.name}: ${backend.reason}`;

// %% [markdown]
// ## What is sentiment analysis?
//
// Given a piece of text, decide what its writer feels about the subject: positive, negative, or neither. It is one
// of the oldest tasks of natural language processing, beside translating, answering questions as Siri and Alexa do,
// recognising speech and describing pictures. Until about 2013 each of these was a craft of its own: experts in linguistics wrote down
// *features* of text, phonemes for one task, morphemes or parse trees for another. Deep learning replaced most of
// that by one idea: **let the network find its own features**, and give it enough examples.
//
// Examples are what we have. Reviews from IMDB were rated by their writers, with up to ten stars; the short sentences
// that come with the set-up were rated by twenty readers each, from -4 to 4. The text of this course speaks of IMDB;
// with the sentences you see other numbers, and the same effects, most of the time.

// %%
import { courseReviews } from '../course/demos/reviews';

const { dataset, train, test } = await courseReviews();

// %%
import * as dfd from 'danfojs-node';

const short = train.filter(({ text }) => text.split(/\s+/).length <= 25);
const sample = [
  ...short.filter((r) => r.label === 'positive').slice(0, 3),
  ...short.filter((r) => r.label === 'negative').slice(0, 3),
];
new dfd.DataFrame(
  sample.map(({ text, label, rating, source }) => ({
    text,
    label,
    rating: rating?.toFixed(1),
    source,
  })),
);

// %% [markdown]
// ## What has to be beaten
//
// A program that always gives the same answer is right as often as that answer is. This **baseline** comes first,
// because an accuracy means nothing without it.

// %%
import { barChart, show } from '../lib/plots';
import { majorityBaseline } from '../lib/evaluation';

const classes = ['positive', 'negative'] as const;
const share = (label: string) =>
  train.filter((review) => review.label === label).length / train.length;
show(
  barChart({
    title: `Labels of the ${train.length.toLocaleString('en-US')} reviews to train on`,
    y: 'share of the reviews (%)',
    bars: classes.map((name) => ({ name, value: 100 * share(name) })),
  }),
);

// %%
const baseline = majorityBaseline(
  Int32Array.from(test, ({ label }) => classes.indexOf(label as 'positive')),
);
`Always answering the same is right in ${(100 * baseline).toFixed(1)} % of the test reviews.`;

// %% [markdown]
// ## The five parts
//
// Most tasks of language processing that are done with deep learning come in the same five parts.
//
// | part | what goes in | what comes out | notebook |
// |---|---|---|---|
// | 1. word vectors | a large corpus | a vector for each word | [03](03-word-vectors.ipynb) |
// | 2. ids matrix | reviews | a row of numbers for each review | [07](07-loading-data.ipynb), [08](08-helper-functions.ipynb) |
// | 3. network with LSTM units | rows of numbers | a score for each class | [09](09-model.ipynb) |
// | 4. training | batches of reviews and labels | good weights | [10](10-training.ipynb) |
// | 5. testing | reviews that the network never saw | an accuracy, with its error | [12](12-trained-model.ipynb) |
//
// Here are the first three in their smallest form: one sentence becomes ids, the ids become vectors, and an untrained
// network turns the vectors into two probabilities. Do not believe them: nothing has been learnt yet, and random weights
// can sound sure.

// %%
import { encode, padRows } from '../lib/batches';
import { oreillyModel } from '../lib/models';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const sentence =
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.';
const ids = encode(sentence, vectors);
const untrained = oreillyModel(vectors, { pooling: 'last' });
const probabilities = tf.tidy(() =>
  tf.softmax(untrained.predict(padRows([ids])) as tf.Tensor2D).arraySync(),
);
console.log(`${ids.length} words, ids ${[...ids].join(' ')}`);
console.log(
  `positive ${probabilities[0][0].toFixed(2)}, negative ${probabilities[0][1].toFixed(2)}`,
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(ids.length, 16);

// %% [markdown]
// ## How the exercises work
//
// Some sections end with an exercise: a file in [`exercises/`](../exercises) with a gap to fill. Open it in
// JupyterLab beside the notebook, write your answer, save, and run the cell that checks it, as often as you like.
// In a terminal `npm run grade` checks all of them. The first belongs to notebook 07; here is what its card looks like.

// %%
import { check } from '../course/check';

await check('01');

// %% [markdown]
// ## What to remember
//
// - Sentiment analysis is classification: text in, one of a few labels out.
// - Learn the baseline before you believe an accuracy.
// - Five parts: vectors, ids, network, training, testing.
//
// **Next:** [Tensors in ten minutes](02-tensors.ipynb)
