// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Sentiment analysis with LSTMs: getting started
//
// *"It was not funny at all."* *Funny* is praise, and only *not* reverses it. But you know at once
// what the writer thought of the film. Can a program know it too? In this course you build one,
// from text files to a trained network, and you will understand every line of it.
//
// An **LSTM** (*long short-term memory*) is a kind of neural network that reads a text word by word
// and has a memory. [Notebook 06](06-lstm-units.ipynb) takes one apart. You need to know TypeScript
// or JavaScript, and no machine learning. Each new word is explained where it is needed. If you
// meet one too early, look it up in the [glossary](02-tensors.ipynb#Glossary).
//
// **After this notebook you can** name the five parts of such a program, run cells, and check that
// your machine is ready. **It takes** five minutes to read and seconds to run. **Data:** the
// reviews that are installed, or those of the browser tab.
//
// The course follows four published systems. The first notebooks rebuild the system of Adit
// Deshpande's tutorial *Perform sentiment analysis with LSTMs, using TensorFlow* (O'Reilly, 2017),
// section by section, in TypeScript. These notebooks call it "the tutorial". Its Python code is on
// GitHub, in `adeshpande3/LSTM-Sentiment-Analysis`.

// %% [markdown]
// ## Is the machine ready?
//
// Press <kbd>Shift</kbd>+<kbd>Enter</kbd> to run a cell. *Run → Run All Cells* runs the whole
// notebook. The next cell loads the library and prints the backend, which does the computing. If it
// prints one, the machine is ready. `tensorflow` is TensorFlow's native library. `wasm` and `cpu` do
// the same more slowly. A browser tab has `wasm`.
//
// **If you read this in a browser tab,** there is nothing to install: run the cells and read on. A
// tab has no terminal. So skip the commands that begin with `npm run`: they are for the installed
// course, and no lesson needs them. Outputs that are already there come from an installed course.
// They are replaced when you run their cells. ([What else differs in a tab](../docs/browser-tab.md).)
//
// Some folded cells contain an `assert`. They check what the lesson claims. You can unfold them or
// skip them.

// %%
import { ready, tf } from '../lib/backend';

const backend = await ready();
`${backend.name}: ${backend.reason}`;

// %% [markdown]
// ## What is sentiment analysis?
//
// The input is a piece of text. The task is to decide what its writer feels about the subject:
// positive, negative, or neutral. It is one of the younger tasks of natural language processing
// (NLP). Translation by computer is from the 1950s. Sentiment analysis began around 2002, when the
// web was full of reviews (Pang, Lee and Vaithyanathan; Turney). Other tasks are question
// answering and summarization.
//
// Until about 2013 each task needed its own methods. Experts in linguistics designed *features* by
// hand: sounds for one task, word parts or sentence trees for another. Deep learning replaced most
// of that with one idea: **let the network learn its own features**, and give it enough examples.
//
// Our examples are labeled reviews. The *IMDB data set* has 50,000 labeled film reviews from the
// website imdb.com. The writers rated the films with one to ten stars. A review with seven stars or
// more is positive, and one with four or fewer is negative. Reviews with five or six stars were
// left out, so there are no neutral ones.
//
// In an installed course, `npm run data -- imdb` installs IMDB, a download of 84 MB. Do that first
// if you can: the lessons describe the results on IMDB. (Their saved outputs come from a copy that
// lacks 5,000 of the 25,000 test reviews.) Without IMDB, and in a browser tab, the lessons use short
// sentences from film reviews. Twenty readers rated each of them, from -4 to 4. The numbers differ,
// but most of the time you see the same effects.
//
// `danfojs` shows a few of the reviews as a table. (Its `DataFrame` is like that of pandas in
// Python.)

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
    review: text,
    label,
    rating: rating?.toFixed(1),
    source,
  })),
);

// %% [markdown]
// ## The baseline to beat
//
// The **majority-class baseline** always predicts the class that is most frequent in the training
// set. Its accuracy is the share of that class in the test set. Compute this baseline first: an
// accuracy means nothing without it.

// %%
import { barChart, show } from '../lib/plots';

const classes = ['positive', 'negative'] as const;
const share = (label: string) =>
  train.filter((review) => review.label === label).length / train.length;
show(
  barChart({
    title: `Labels of the ${train.length.toLocaleString('en-US')} training reviews`,
    y: 'share of the training set (%)',
    bars: classes.map((name) => ({ name, value: 100 * share(name) })),
  }),
);

// %%
const mostFrequent =
  share('positive') >= share('negative') ? 'positive' : 'negative';
const baseline =
  test.filter(({ label }) => label === mostFrequent).length / test.length;
`Always "${mostFrequent}" has a test accuracy of ${(100 * baseline).toFixed(1)} %.`;

// %% [markdown]
// ## The five parts
//
// Most NLP tasks that use deep learning have the same five parts.
//
// | part | input | output | notebook |
// |---|---|---|---|
// | 1. word vectors | a large corpus | a vector for each word | [03](03-word-vectors.ipynb) |
// | 2. padded token-id matrix | reviews | a row of token ids for each review | [07](07-loading-data.ipynb), [08](08-helper-functions.ipynb) |
// | 3. network with LSTM units | rows of token ids | a score for each class | [09](09-model.ipynb) |
// | 4. training | batches of reviews and labels | good weights | [10](10-training.ipynb) |
// | 5. testing | reviews that the network never saw | an accuracy with its standard error | [12](12-trained-model.ipynb) |
//
// A *network* computes with many numbers, its *weights*. They are random at first, and training
// changes them ([notebook 02](02-tensors.ipynb#A-layer-of-a-network)).
//
// Here are the first three parts in their smallest form. A sentence becomes token ids. The ids
// become vectors. An untrained network turns the vectors into two probabilities. Do not trust
// them: the network has learned nothing yet, and even random weights can give a high probability.
// (`order: 'oreilly'` numbers the words as the tutorial does, and the classifier sees the output
// after the last word. [Word vectors](03-word-vectors.ipynb) and [The model](09-model.ipynb)
// explain both.)

// %%
import { encodeText, padRows } from '../lib/batches';
import { oreillyModel } from '../lib/models';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const sentence =
  'The movie was neither funny nor exciting, and failed to live up to its high expectations.';
const ids = encodeText(sentence, vectors);
const untrained = oreillyModel(vectors, { pooling: 'last' });
const probabilities = tf.tidy(() =>
  tf.softmax(untrained.predict(padRows([ids])) as tf.Tensor2D).arraySync(),
);
console.log(`${ids.length} tokens, ids ${[...ids].join(' ')}`);
console.log(
  `positive ${probabilities[0][0].toFixed(2)}, negative ${probabilities[0][1].toFixed(2)}`,
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(ids.length, 16);

// %% [markdown]
// ## How the exercises work
//
// Most notebooks end with exercises. An exercise is a file in [`exercises/`](../exercises) with a
// gap to fill. Open the file in JupyterLab next to the notebook, write your answer, and save. Then
// run the cell that checks it, as often as you like. The check runs your code and ignores its
// types, so plain JavaScript is fine. In a terminal, `npm run grade` checks all exercises. In a
// browser tab, your answers are in that browser only: *File → Download My Answers* saves them, to
// keep or to hand in. The exercises are numbered in the order of the notebooks. Here is the first
// one, and the cell that checks it:
//
// - [`01`](../exercises/01-majority-baseline.ts) The majority-class baseline (10 minutes)

// %%
import { check } from '../course/check';

await check('01');

// %% [markdown]
// ## What to remember
//
// - Sentiment analysis is classification: the input is a text, the output is one of a few labels.
// - Compute the baseline before you trust an accuracy.
// - The five parts are word vectors, token ids, the network, training, and testing.
//
// **Next:** [Tensors in ten minutes](02-tensors.ipynb)
