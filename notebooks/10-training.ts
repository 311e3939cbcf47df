// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Training
//
// The network exists and knows nothing. How do its weights come to know what praise is, and how can we tell
// that they are getting there?
//
// **After this notebook you can** train a network, read its curves while it learns, keep the best state, and watch it in
// TensorBoard. **It takes** fifteen minutes to read and up to three minutes to run with IMDB. **Data:** the
// reviews that are installed.

// %%
import { isNative, ready } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

await ready();
const reviews = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });

// %% [markdown]
// ## One step
//
// Take a batch, compute the loss, and ask how the loss would change with every weight (the *gradient*).
//
// <!-- listing: lib/training/gradients.ts batchGradients -->
//
// Then move each weight a little the other way. *Adam* chooses how little, for each weight by itself: it remembers a
// running mean `m` of the weight's gradients and one of their squares, `v`, and divides the one by the root of the
// other (Kingma and Ba 2015). A weight whose gradients agree takes long steps, one whose gradients quarrel short ones.
//
// <!-- listing: lib/optimizers/adam.ts adam -->

// %%
import { encodeReviews, randomFrom, trainingBatches } from '../lib/batches';
import { OREILLY_TRAINING, oreillyModel } from '../lib/models';
import { adam } from '../lib/optimizers';
import { train } from '../lib/training';

const { batchSize, maxSeqLength, learningRate } = OREILLY_TRAINING;
const examples = await encodeReviews(reviews.train, vectors, {
  maxLength: maxSeqLength,
});
const first = await train({
  model: oreillyModel(vectors, { pooling: 'mean' }),
  batches: trainingBatches(examples, { batchSize, seed: 0 }),
  optimizer: adam({ learningRate }),
  steps: 3,
  measureEvery: 1,
});
first;

// %% [markdown]
// A network that says one half to everything has a loss of $\ln 2 \approx 0.693$. Ours starts above it, and not by bad
// luck: the tutorial draws the last weights from a wide distribution, so it begins with confident guesses, half of them wrong.

// %% [markdown]
// ## As the tutorial sets it
//
// The tutorial takes 100,000 such steps, each on 24 reviews drawn at random and padded to 250 words; its classifier sees
// the output after the last column. In its words, a step is `session.run`: it names what it wants to have computed, the
// optimiser, and feeds a batch and its labels into the placeholders. That takes a couple of hours, it says. We run the first steps of that, and as many with the network's flaw mended: it sees
// the mean over words, and batches are as long as their longest review.

// %%
import { type Batch, toBatch } from '../lib/batches';
import type { Measured } from '../lib/training';

// WebAssembly takes many times longer, and on sentences fewer steps show it.
const STEPS = !isNative() ? 100 : reviews.dataset === 'imdb' ? 600 : 200;

/** Batches of reviews drawn at random, all padded to the same length. */
function* drawn(): Generator<Batch> {
  const random = randomFrom(0);
  for (;;) {
    const positions = Array.from({ length: batchSize }, () =>
      random.integer(0, examples.ids.length - 1),
    );
    yield toBatch(examples, positions, maxSeqLength);
  }
}

const ways = {
  'as the tutorial sets it': { model: oreillyModel(vectors), batches: drawn() },
  mended: {
    model: oreillyModel(vectors, { pooling: 'mean' }),
    batches: trainingBatches(examples, { batchSize, seed: 0 }),
  },
};

// %%
import { lineChart, liveChart, show } from '../lib/plots';
import { showProgress } from '../lib/progress';

const curves: Record<string, Measured[]> = {};
const seconds: Record<string, number> = {};
for (const [name, { model, batches }] of Object.entries(ways)) {
  const started = performance.now();
  curves[name] = await train({
    model,
    batches,
    optimizer: adam({ learningRate }),
    steps: STEPS,
    measureEvery: 10,
    progress: showProgress(name, 'steps'),
  });
  seconds[name] = (performance.now() - started) / 1000;
}

// %% [markdown]
// A single batch of 24 tells little, so the curves below are means over ten measurements.

// %%
const smooth = (curve: Measured[]) =>
  curve.map(({ step }, at) => {
    const window = curve.slice(Math.max(0, at - 9), at + 1);
    return {
      step,
      loss: window.reduce((sum, { loss }) => sum + loss, 0) / window.length,
    };
  });
show(
  lineChart({
    title: `The same ${STEPS} steps, twice`,
    x: 'step',
    y: 'loss (nats)',
    lines: Object.entries(curves).map(([name, curve]) => ({
      name,
      x: smooth(curve).map(({ step }) => step),
      y: smooth(curve).map(({ loss }) => loss),
    })),
  }),
);
for (const [name, took] of Object.entries(seconds))
  console.log(`${name}: ${((1000 * took) / STEPS).toFixed(0)} ms a step`);

// %% [markdown]
// **What to notice:** the tutorial's way stays near 0.69, what a coin scores (the reviews of 250 words and more have no
// padding, and teach it a little): the gradient has to come back through all the padding, and on whole reviews that
// takes very many steps. The weights are the same in both; what differs is what the classifier sees, and how long
// batches are.

// %% [markdown]
// ## Watching in TensorBoard
//
// Every so many steps, loss and accuracy are written to a folder that TensorBoard reads. (The tutorial writes them every
// 50 steps, and saves the network every 10,000.) Start it in a terminal, and open the address that it prints:
//
// ```bash
// npm run -s tensorboard -- --summaries_dir tensorboard
// ```

// %%
import { join } from 'node:path';
import { summariesDir } from '../lib/repository';
import { runName, summariesIn } from '../lib/training';

const logDir = join(summariesDir(), runName());
const summaries = summariesIn(logDir);

// %% [markdown]
// ## A whole run
//
// Train on nine tenths of the training reviews. After each *epoch*, one pass over all of them, measure the held-out
// tenth, with dropout off. As long as its loss falls, the network gets better at reviews it was not trained on; when it
// keeps rising while the training loss falls, the network has begun to learn reviews by heart: it is *overfitting*. The tutorial
// shows curves of a model that was trained beforehand, whose accuracy on training batches comes near 100 %, and warns that this
// proves nothing. *Early stopping* is its remedy: end when the error on other reviews begins to rise. (It takes the *test* reviews
// for these others. Then they are no test any more.) One rise may be chance, so we run a fixed number of epochs and keep the
// state with the lowest held-out loss.
//
// <!-- listing: course/demos/oreilly-run.ts runMendedOreilly -->

// %%
import { runMendedOreilly } from '../course/demos/oreilly-run';
import { learningCurves } from '../lib/plots';

const training: Measured[] = [];
const validation: Measured[] = [];
const chart = liveChart();
const draw = () =>
  chart.update(
    learningCurves({
      title: 'Loss and accuracy while training',
      training: averaged(training),
      validation,
    }),
  );

/** Means of five measurements each: single batches jump about. */
function averaged(points: Measured[]): Measured[] {
  const fives = Array.from({ length: Math.floor(points.length / 5) }, (_, n) =>
    points.slice(5 * n, 5 * n + 5),
  );
  const mean = (five: Measured[], key: keyof Measured) =>
    five.reduce((sum, point) => sum + point[key], 0) / five.length;
  return fives.map((five) => ({
    step: five.at(-1)!.step,
    loss: mean(five, 'loss'),
    accuracy: mean(five, 'accuracy'),
  }));
}

const run = await runMendedOreilly(reviews, vectors, {
  progress: showProgress('Training', 'steps'),
  onMeasured: (measured) => {
    training.push(measured);
    summaries.scalar('Loss', measured.loss, measured.step);
    summaries.scalar('Accuracy', measured.accuracy, measured.step);
    draw();
  },
  onValidated: (measured) => {
    validation.push(measured);
    summaries.scalar('Validation loss', measured.loss, measured.step);
    draw();
  },
}).finally(() => {
  chart.finish(); // also when you stop the cell
  summaries.flush();
});

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  run.validation.map(({ step, loss, accuracy }, epoch) => ({
    epoch: epoch + 1,
    step,
    'held-out loss': loss.toFixed(4),
    'held-out accuracy (%)': (100 * accuracy).toFixed(2),
  })),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(Math.min(...run.validation.map(({ loss }) => loss)) < 0.65);
assert(
  Math.max(...run.validation.map(({ accuracy }) => accuracy)) >
    (reviews.dataset === 'imdb' ? 0.8 : 0.62),
);

// %% [markdown]
// ## What is in a checkpoint
//
// A folder: the network's layers and weights in TensorFlow.js' own format, the optimiser's state, so that training can
// go on, and a description. The word vectors are named, not copied: 80 MB that never changed.

// %%
import { readFileSync } from 'node:fs';

const { masks, optimizer, ...description } = JSON.parse(
  readFileSync(join(run.checkpoint, 'checkpoint.json'), 'utf8'),
);
description;

// %% [markdown]
// ## Exercises
//
// - [`20`](../exercises/20-training-loop.ts) A training loop (20 minutes)
// - [`21`](../exercises/21-early-stopping.ts) Early stopping (20 minutes)
// - [`23`](../exercises/23-saving-and-restoring.ts) Save and restore a model (20 minutes)

// %%
import { check } from '../course/check';

await check('20');

// %%
await check('21');

// %%
await check('23');

// %% [markdown]
// ## What to remember
//
// - Loss near 0.693 after hundreds of steps means that nothing was learnt: look at what the classifier sees.
// - Choose by reviews that were held out from training, never by the test reviews.
// - Keep the state that does best on held-out reviews; it need not be the last.
//
// **Next:** [Hyperparameter tuning](11-tuning.ipynb)
