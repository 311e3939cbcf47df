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
// The network is built, but it knows nothing. How do its weights learn to recognize praise, and
// how do we see that they are learning?
//
// **After this notebook you can** train a network, read its learning curves during training, keep
// the best checkpoint, and follow a run in TensorBoard. **It takes** fifteen minutes to read and
// two to five minutes to run with IMDB. **Data:** the reviews that are installed.

// %%
import { isNative, ready, tf } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';
import { loadVectors } from '../lib/datasets';

await ready();
const reviews = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });

// %% [markdown]
// ## One training step
//
// Training is one step, repeated. Take a batch and compute the *loss*. Compute how the loss changes
// with each weight: the *gradient*. Move each weight a little against its gradient:
// `w -= lr * g`, where `lr` is the *learning rate*. Here are the network and a batch of 24 reviews:

// %%
import { encode, randomFrom, trainingBatches } from '../lib/batches';
import { OREILLY_TRAINING, oreillyModel } from '../lib/models';

const { batchSize, maxSeqLength, learningRate } = OREILLY_TRAINING;
const examples = await encode(reviews.train, vectors, {
  maxLength: maxSeqLength,
});
const network = oreillyModel(vectors, { pooling: 'mean' });
const weights = network.trainableWeights.map((w) => w.read() as tf.Variable);
const { ids, labels } = trainingBatches(examples, { batchSize, seed: 0 }).next()
  .value!;
weights.map(({ shape }) => `[${shape}]`).join(', ');

// %% [markdown]
// And here is the step. TensorFlow computes the gradients `grads`, one for each weight, by
// *backpropagation*: the chain rule, from the loss back to the first layer.

// %%
import { crossEntropy } from '../lib/loss';

// Dropout is off, so that the loss does not jump: `apply` turns it on with `{ training: true }`.
const lossOfBatch = () => crossEntropy(network.apply(ids) as tf.Tensor2D, labels);
const initial = weights.map((w) => tf.clone(w));
const lr = 0.01;
const losses: number[] = [];
for (let step = 0; step < 50; step++) {
  const { value: loss, grads } = tf.variableGrads(lossOfBatch, weights);
  for (const w of weights) w.assign(tf.sub(w, tf.mul(lr, grads[w.name])));
  losses.push(loss.dataSync()[0]);
}

// %%
import { lineChart, liveChart, show } from '../lib/plots';

show(
  lineChart({
    title: 'Fifty steps on one batch',
    x: 'step',
    y: 'loss of this batch (nats)',
    lines: [
      { name: 'our network', x: losses.map((_, n) => n), y: losses },
      { name: 'random guessing', x: [0, 49], y: [Math.LN2, Math.LN2] },
    ],
  }),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(losses.at(-1)! < Math.LN2 - 0.05);
for (const [n, loss] of losses.slice(1).entries()) assert(loss < losses[n] + 0.01);

// %% [markdown]
// **What to notice:** the loss falls, so the network learns this batch. A network that predicts one
// half for everything has a loss of $\ln 2 \approx 0.693$. But it has seen only 24 reviews. Real
// training takes a new batch for each step.
//
// How far should one step go? The gradient says how steep the loss is here, but not how far it goes
// on like that. We go back to the initial weights, and from there one step against the gradient,
// with different learning rates:

// %%
const goTo = (values: tf.Tensor[]) => {
  for (const [n, w] of weights.entries()) w.assign(values[n]);
};
goTo(initial);
const { grads: firstGradients } = tf.variableGrads(lossOfBatch, weights);
const lossAfter = (rate: number) => {
  goTo(
    weights.map((w, n) => tf.sub(initial[n], tf.mul(rate, firstGradients[w.name]))),
  );
  return lossOfBatch().dataSync()[0];
};
const rates = [0, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05];
const lossAt = rates.map(lossAfter);
show(
  lineChart({
    title: 'One step from the initial weights',
    x: 'learning rate',
    y: 'loss of this batch after the step (nats)',
    lines: [{ name: 'loss', x: rates, y: lossAt }],
  }),
);

// %% tags=["assertion"]
assert(Math.min(...lossAt) < lossAt[0] - 0.1);
assert(lossAt.at(-1)! > lossAt[0]);

// %% [markdown]
// **What to notice:** a short step helps a little, and a longer one helps more. A step that is too
// long lands on the other side of the valley, higher than before.

// %% [markdown]
// ## A step size for each weight
//
// One learning rate must serve all weights. The optimizer *Adam* chooses the step size for each
// weight separately (Kingma and Ba 2015). It keeps a running mean $m$ of the weight's gradients and
// a running mean $v$ of their squares, and divides $m$ by $\sqrt{v}$ (plus a tiny number, so that
// it never divides by 0). Both start at 0, so after $t$ steps they are too small. Adam divides this
// error out.
//
// $$\begin{aligned}
// m &\leftarrow 0.9\, m + 0.1\, g \qquad v \leftarrow 0.999\, v + 0.001\, g^2 \\
// w &\leftarrow w - \eta\, \frac{m / (1 - 0.9^t)}{\sqrt{v / (1 - 0.999^t)}}
// \end{aligned}$$
//
// $w$ is the weight, $g$ its gradient, and $\eta$ the learning rate (`lr` in the code above). Here
// is Adam for one weight. In the first two cases its gradients agree, in the third they contradict
// each other.

// %%
const adamPath = (gradients: number[], rate = learningRate) => {
  let [w, m, v] = [0, 0, 0];
  return gradients.map((g, n) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g ** 2;
    w -=
      (rate * (m / (1 - 0.9 ** (n + 1)))) / Math.sqrt(v / (1 - 0.999 ** (n + 1)));
    return w;
  });
};
const cases = {
  'gradient always 1': Array.from({ length: 50 }, () => 1),
  'gradient always 0.01': Array.from({ length: 50 }, () => 0.01),
  'gradient 1, -1, 1, -1': Array.from({ length: 50 }, (_, n) => (n % 2 ? -1 : 1)),
};
show(
  lineChart({
    title: 'One weight under Adam',
    x: 'step',
    y: 'weight',
    lines: Object.entries(cases).map(([name, gradients]) => ({
      name,
      x: gradients.map((_, n) => n + 1),
      y: adamPath(gradients),
    })),
  }),
);

// %% tags=["assertion"]
import { adam } from '../lib/optimizers';

const { rule } = adam({ learningRate });
for (const gradients of Object.values(cases)) {
  const w = new Float32Array(1);
  const slots = { m: new Float32Array(1), v: new Float32Array(1) };
  for (const [n, g] of gradients.entries())
    rule.step(w, Float32Array.of(g), slots, learningRate, n + 1);
  assert(Math.abs(w[0] - adamPath(gradients).at(-1)!) < 1e-4);
}
const [large, small, mixed] = Object.values(cases).map(
  (gradients) => -adamPath(gradients).at(-1)!,
);
assert(Math.abs(large - small) < 1e-3 && Math.abs(mixed) < large / 10);

// %% [markdown]
// **What to notice:** the first two lines are the same. Adam does not see the *size* of the
// gradients of a weight, only how much they agree. If they do, each step has the length of the
// learning rate, 0.001. If they contradict each other, the weight hardly moves.
//
// From here on the library does these steps. `train` draws the batches, computes loss and
// gradients, and calls the optimizer. (Every optimizer of TensorFlow.js also does a whole step by
// itself: `optimizer.minimize(() => loss)`. You use it in exercise 21.)

// %%
import { train } from '../lib/training';

const firstSteps = await train({
  model: oreillyModel(vectors, { pooling: 'mean' }),
  batches: trainingBatches(examples, { batchSize, seed: 0 }),
  optimizer: adam({ learningRate }),
  steps: 3,
  logEvery: 1,
});
firstSteps;

// %% [markdown]
// The loss starts above 0.693, the loss of random guessing, and this is not bad luck. The tutorial
// draws the initial weights of the last layer from a wide distribution. So the network starts with
// confident guesses, and half of them are wrong.

// %% [markdown]
// ## The original configuration
//
// The tutorial takes 100,000 such steps. Each uses 24 random reviews, padded to 250 words. Its
// classifier sees the output at the last time step. The tutorial calls `session.run` for each
// step: the call names what to compute, here the optimizer, and feeds a batch and its labels into
// the placeholders. The tutorial says that this takes a couple of hours.
//
// We run only the first steps of this configuration. Then we run as many steps of a corrected
// configuration: masked average pooling, and batches that are as long as their longest review.

// %%
import { type Batch, toBatch } from '../lib/batches';
import type { StepMetrics } from '../lib/evaluation';

// Fewer steps with WebAssembly, which is slower, and with short sentences, where they suffice.
const STEPS = !isNative() ? 100 : reviews.dataset === 'imdb' ? 600 : 200;

/** Batches of reviews drawn at random, all padded to the same length. */
function* randomBatches(): Generator<Batch> {
  const random = randomFrom(0);
  for (;;) {
    const positions = Array.from({ length: batchSize }, () =>
      random.integer(0, examples.ids.length - 1),
    );
    yield toBatch(examples, positions, maxSeqLength);
  }
}

const configurations = {
  original: { model: oreillyModel(vectors), batches: randomBatches() },
  corrected: {
    model: oreillyModel(vectors, { pooling: 'mean' }),
    batches: trainingBatches(examples, { batchSize, seed: 0 }),
  },
};

// %%
import { showProgress } from '../lib/progress';

const curves: Record<string, StepMetrics[]> = {};
for (const [name, { model, batches }] of Object.entries(configurations))
  curves[name] = await train({
    model,
    batches,
    optimizer: adam({ learningRate }),
    steps: STEPS,
    logEvery: 10,
    progress: showProgress(name, 'steps'),
  });

// %% [markdown]
// The loss of a single batch of 24 is noisy, so each curve is a moving average over ten
// measurements.

// %%
const movingAverage = (curve: StepMetrics[]) =>
  curve.map(({ step }, at) => {
    const window = curve.slice(Math.max(0, at - 9), at + 1);
    return {
      step,
      loss: window.reduce((sum, { loss }) => sum + loss, 0) / window.length,
    };
  });
show(
  lineChart({
    title: `${STEPS} steps of each configuration`,
    x: 'step',
    y: 'loss (nats)',
    lines: Object.entries(curves).map(([name, curve]) => ({
      name,
      x: movingAverage(curve).map(({ step }) => step),
      y: movingAverage(curve).map(({ loss }) => loss),
    })),
  }),
);

// %% [markdown]
// **What to notice:** the original configuration stays near 0.69, the loss of random guessing. The
// gradient has to flow back through all the padding, and most of it vanishes on the way. (Reviews
// of 250 words and more have no padding, so the network learns a little from them.) It does not
// stay there forever: after some thousand steps it leaves the plateau ([What the originals got
// wrong](16-what-the-originals-got-wrong.ipynb#Padding-without-a-mask)).
//
// Both configurations start from the same initial weights. They differ in what the classifier sees,
// in how long the batches are, and in how the reviews are drawn. What the classifier sees matters
// most here: in [a later lesson](15-keras-lstm.ipynb) the same network without the mask learns
// hardly anything in its first epoch either, on the same reviews in the same order.

// %% [markdown]
// ## Watching in TensorBoard
//
// Every few steps, we write the loss and the accuracy to a folder that TensorBoard reads. (The
// tutorial writes them every 50 steps, and saves the network every 10,000 steps.) Start
// TensorBoard in a terminal, and open the address that it prints. (A browser tab has no terminal.
// There you see the same curves in the chart of the next section.)
//
// ```bash
// npm run -s tensorboard
// ```

// %%
import { join } from 'node:path';
import { summariesDir } from '../lib/repository';
import { runName, summaryWriter } from '../lib/training';

const logDir = join(summariesDir(), runName());
const summaries = summaryWriter(logDir);

// %% [markdown]
// ## A full training run
//
// We train on nine tenths of the training reviews. The last tenth is the validation set. After
// each *epoch*, which is one pass over the training set, we evaluate the network on the validation
// set, with dropout off. While the validation loss falls, the network gets better at reviews that
// it was not trained on. When the validation loss keeps rising while the training loss falls, the
// network has begun to memorize the training reviews: it is *overfitting*. (Each point of the
// training curve is the average of only five batches of 24 reviews. So a single peak means little.)
//
// The tutorial shows the curves of a pretrained model. Its accuracy on training batches comes
// close to 100 %, and the tutorial warns that this proves nothing. Its remedy is *early stopping*:
// end training when the error on other reviews begins to rise. (The tutorial uses the *test*
// reviews for this. Then they are no longer a test set.)
//
// A single rise may be chance. So we run a fixed number of epochs and keep the checkpoint with the
// lowest validation loss.
//
// <!-- listing: course/demos/oreilly-run.ts runCorrectedOreilly -->

// %%
import { runCorrectedOreilly } from '../course/demos/oreilly-run';
import { learningCurves } from '../lib/plots';

const training: StepMetrics[] = [];
const validation: StepMetrics[] = [];
const chart = liveChart();
const draw = () =>
  chart.update(
    learningCurves({
      title: 'Loss and accuracy during training',
      training: averaged(training),
      validation,
    }),
  );

/** Averages of five measurements each: the metrics of a single batch are noisy. */
function averaged(points: StepMetrics[]): StepMetrics[] {
  const fives = Array.from({ length: Math.floor(points.length / 5) }, (_, n) =>
    points.slice(5 * n, 5 * n + 5),
  );
  const mean = (five: StepMetrics[], key: keyof StepMetrics) =>
    five.reduce((sum, point) => sum + point[key], 0) / five.length;
  return fives.map((five) => ({
    step: five.at(-1)!.step,
    loss: mean(five, 'loss'),
    accuracy: mean(five, 'accuracy'),
  }));
}

const run = await runCorrectedOreilly(reviews, vectors, {
  progress: showProgress('Training', 'steps'),
  onMetrics: (metrics) => {
    training.push(metrics);
    summaries.scalar('Loss', metrics.loss, metrics.step);
    summaries.scalar('Accuracy', metrics.accuracy, metrics.step);
    draw();
  },
  onValidated: (metrics) => {
    validation.push(metrics);
    summaries.scalar('Validation loss', metrics.loss, metrics.step);
    draw();
  },
}).finally(() => {
  chart.finish(); // also when you stop the cell
  summaries.flush();
});

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  run.validationHistory.map(({ step, loss, accuracy }, epoch) => ({
    epoch: epoch + 1,
    step,
    'validation loss': loss.toFixed(4),
    'validation accuracy (%)': (100 * accuracy).toFixed(2),
  })),
);

// %% tags=["assertion"]
assert(Math.min(...run.validationHistory.map(({ loss }) => loss)) < 0.65);
assert(
  Math.max(...run.validationHistory.map(({ accuracy }) => accuracy)) >
    (reviews.dataset === 'imdb' ? 0.8 : 0.62),
);

// %% [markdown]
// **What to notice:** in so few epochs this network hardly overfits. Its validation loss falls, and
// rises at most at the end. [A simple LSTM](13-simple-lstm.ipynb) trains one that does overfit,
// with and without dropout.

// %% [markdown]
// ## What is in a checkpoint
//
// A checkpoint is a folder. It has the network's layers and weights in the format of
// TensorFlow.js, the optimizer state, so that training can resume, and a description. The
// description names the word vectors but does not contain them: they never change, and they are
// 80 MB. (The cell leaves out the states of the dropout masks and of the optimizer.)

// %%
import { readFileSync } from 'node:fs';

const { masks, optimizer, ...description } = JSON.parse(
  readFileSync(join(run.checkpoint, 'checkpoint.json'), 'utf8'),
);
description;

// %% [markdown]
// ## Exercises
//
// - [`21`](../exercises/21-training-loop.ts) A training loop (20 minutes)
// - [`22`](../exercises/22-early-stopping.ts) Early stopping (20 minutes)
// - [`23`](../exercises/23-saving-and-restoring.ts) Save and restore a model (20 minutes)

// %%
import { check } from '../course/check';

await check('21');

// %%
await check('22');

// %%
await check('23');

// %% [markdown]
// ## What to remember
//
// - A loss that stays near 0.693 for hundreds of steps means that the network has not learned
//   anything *yet*. Look at what the classifier sees.
// - Make choices on the validation set, never on the test set.
// - Keep the checkpoint that does best on the validation set. It may not be the last one.
//
// **Next:** [Hyperparameter tuning](11-tuning.ipynb)
