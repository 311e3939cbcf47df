// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Why it is fast
//
// TensorFlow.js has an LSTM layer, but this course does not use it. `fastLstm` computes the same
// values, many times faster. Where does the time go, and how much of it is arithmetic?
//
// **After this notebook you can** count the floating-point operations of an LSTM, separate
// arithmetic from overhead, run a fair benchmark, and say what could make an LSTM faster still and
// what could not. **It takes** twenty minutes to read and about a minute to run. **Data:** random
// numbers first, then the installed reviews.
//
// The times that you see are those of *this* machine at *this* moment, so run the notebook on
// yours. The [bench](../bench/README.md) has careful measurements, with other libraries for
// comparison.

// %%
import { isNative, ready, tf } from '../lib/backend';
import { backendInfo } from '../lib/layers';
import { kernelThreads } from '../lib/layers/kernels/threads';

const backend = await ready();
console.log(`${backend.name}: ${backend.reason}`);
const { kernel, reason } = backendInfo();
console.log(`LSTM kernel: ${kernel} (${reason})`);
const hasThreads = kernel === 'native';
if (hasThreads) console.log(`it uses up to ${kernelThreads()} threads`);

// %% [markdown]
// ## Counting the operations
//
// A training step reads a batch of $B$ reviews. Each has $T$ words, each word is a vector of size
// $I$, and the LSTM has $H$ units. Nearly all the arithmetic is matrix multiplication. In the
// forward pass, at every time step, the three gates and the candidate read the word and the
// previous output:
//
// $$z_t = [x_t, h_{t-1}]\,W \qquad [B, I + H] \times [I + H, 4H]$$
//
// A product $[a, b] \times [b, c]$ takes $2abc$ operations: $abc$ multiplications and $abc$
// additions. The backward pass has two more products: the gradient of $W$ and the gradient of
// $h_{t-1}$. The gradient of $x_t$ is not needed, because the word vectors are frozen. The total
// is:
//
// $$2 \cdot 4H \cdot B\,T\,\big( \underbrace{(I + H)}_{\text{forward}} + \underbrace{(I + H)}_{\partial W} + \underbrace{H}_{\partial h} \big)$$

// %%
const [B, T, I, H] = isNative() ? [24, 100, 50, 64] : [24, 30, 50, 64];
const operations = (inputs: number, withInputGradient = false) =>
  2 * 4 * H * B * T * (2 * (inputs + H) + H + (withInputGradient ? inputs : 0));
const billions = (count: number) => `${(count / 1e9).toFixed(2)} billion`;
`${B} x ${T} x ${I} x ${H}: ${billions(operations(I))} operations in a training step`;

// %% [markdown]
// How many operations can the machine do in a second? We time a product of large matrices, which
// is the best case. (TensorFlow uses one thread here. You will see why below.)
//
// A fair benchmark needs care. Other programs can only make a measurement longer, so we repeat it
// and keep the *shortest* time. And we *interleave* the candidates: each runs once per round. A
// slow moment of the machine then affects all of them equally.

// %%
/** The shortest time of each candidate in milliseconds, after one warm-up round. */
function interleaved<Name extends string>(
  candidates: Record<Name, () => tf.Tensor | tf.Tensor[]>,
  rounds: number,
): Record<Name, number> {
  const times = {} as Record<Name, number>;
  for (let round = -1; round < rounds; round++)
    for (const name of Object.keys(candidates) as Name[]) {
      const started = performance.now();
      const results = [candidates[name]()].flat();
      for (const result of results) result.dataSync(); // wait for the result
      const took = performance.now() - started;
      if (round >= 0) times[name] = Math.min(times[name] ?? Infinity, took);
      tf.dispose(results);
    }
  return times;
}

// %%
const SIZE = isNative() ? 512 : 128;
const large = tf.randomNormal([SIZE, SIZE]) as tf.Tensor2D;
const product = () => large.matMul(large);
const perSecond = (ms: number) => (2 * SIZE ** 3) / (ms / 1000);
const oneProduct = 2 * B * (I + H) * 4 * H;
const speed = perSecond(interleaved({ product }, 20).product);
console.log(`${billions(speed)} operations a second, on one thread`);
console.log(
  `a training step at that speed: ${((1000 * operations(I)) / speed).toFixed(1)} ms`,
);
console.log(
  `the product of one forward time step: ${((1e6 * oneProduct) / speed).toFixed(0)} µs`,
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(
  operations(I),
  2 * B * T * 4 * H * (I + H) * 2 + 2 * B * T * 4 * H * H,
);
assert(speed > 0);

// %% [markdown]
// ## The JavaScript loop
//
// `tf.layers.lstm` is a loop in JavaScript. For every word it calls about thirty small tensor
// operations in the forward pass, and about seventy in the backward pass. TensorFlow.js can count
// the operations that it sends to TensorFlow:

// %%
import { fastLstm } from '../lib/layers';

const LAYERS = {
  'tf.layers.lstm': (units: number) =>
    tf.layers.lstm({
      units,
      recurrentActivation: 'sigmoid',
      recurrentInitializer: 'glorotUniform',
    }),
  fastLstm: (units: number) =>
    fastLstm({ units, recurrentActivation: 'sigmoid', seed: 0 }),
};
const sequenceLengths = [10, 20, 40];
const calls: Record<string, number[]> = {};
for (const [name, make] of Object.entries(LAYERS)) {
  calls[name] = [];
  for (const timeSteps of sequenceLengths) {
    const layer = make(8);
    const x = tf.zeros([2, timeSteps, 4]);
    layer.apply(x); // creates the weights
    const weights = layer.trainableWeights.map((one) => one.read() as tf.Variable);
    const { kernels } = await tf.profile(() => {
      const { value, grads } = tf.variableGrads(
        () => (layer.apply(x) as tf.Tensor).sum() as tf.Scalar,
        weights,
      );
      return [value, ...Object.values(grads)];
    });
    calls[name].push(kernels.length);
  }
}

// %%
import * as dfd from 'danfojs-node';

new dfd.DataFrame(
  sequenceLengths.map((timeSteps, n) => ({
    words: timeSteps,
    'calls, tf.layers.lstm': calls['tf.layers.lstm'][n],
    'calls, fastLstm': calls['fastLstm'][n],
  })),
);

// %% tags=["assertion"]
/** Calls added by each further word. */
const callsPerWord = (name: string) => (calls[name][2] - calls[name][1]) / 20;
assert(callsPerWord('tf.layers.lstm') > 20);
if (isNative()) assert.equal(callsPerWord('fastLstm'), 0);

// %% [markdown]
// **What to notice:** each further word adds about a hundred calls to TensorFlow. Each call must
// be checked, recorded for the backward pass, and passed from JavaScript to C++. Its tensors must
// be allocated and freed. The matrices are tiny, as you saw above, so this overhead dominates. It
// is like having a book delivered one page at a time.

// %% [markdown]
// ## One call for the whole sequence
//
// The remedy is to pass the whole sequence in one call. This library has four implementations of
// the same LSTM. The first one explains the others:
//
// | function | implementation |
// |---|---|
// | [`plainLstm`](../lib/layers/lstm-equations.ts) | the equations, op by op: the one to read |
// | [`unrolledLstm`](../lib/layers/unrolled-lstm.ts) | op by op, but with hand-written gradients: one product over all steps for $\partial W$. Runs anywhere |
// | [`blockLstm`](../lib/layers/block-lstm.ts) | TensorFlow's own kernels for all steps, which TensorFlow.js does not expose |
// | [`fusedLstm`](../lib/layers/fused-lstm.ts) | the fastest kernel here: our own C++ kernel, compiled to machine code or to WebAssembly |
//
// To reach a TensorFlow kernel that TensorFlow.js does not expose, we call it by name:
//
// <!-- listing: lib/layers/native-ops.ts nativeOp -->

// %%
import { fusedLstm, plainLstm, unrolledLstm } from '../lib/layers';
import { blockLstm } from '../lib/layers/block-lstm';
import type { LstmInputs } from '../lib/layers/lstm-equations';

const randomInputs = (batch: number, inputs: number): LstmInputs => ({
  x: tf.randomNormal([T, batch, inputs], 0, 1, 'float32', 1),
  h0: tf.zeros([batch, H]),
  c0: tf.zeros([batch, H]),
  kernel: tf.randomNormal([inputs, 4 * H], 0, 0.1, 'float32', 2),
  recurrentKernel: tf.randomNormal([H, 4 * H], 0, 0.1, 'float32', 3),
  bias: tf.zeros([4 * H]),
});
const sample = randomInputs(B, I);
const implementations: Record<string, (inputs: LstmInputs) => { h: tf.Tensor }> = {
  plainLstm,
  unrolledLstm,
  ...(isNative() && { blockLstm }),
  fusedLstm: (inputs: LstmInputs) =>
    fusedLstm(inputs, { cells: false, gates: 'sigmoid' }),
};
/** Gradients of a simple loss, the sum of all outputs, with respect to the named inputs. */
const gradients = (
  lstm: (inputs: LstmInputs) => { h: tf.Tensor },
  inputs: LstmInputs,
  names: readonly (keyof LstmInputs)[],
) =>
  tf.tidy(() => {
    const loss = (...values: tf.Tensor[]) =>
      lstm({
        ...inputs,
        ...Object.fromEntries(names.map((name, n) => [name, values[n]])),
      }).h.sum();
    return tf.grads(loss)(names.map((name) => inputs[name] as tf.Tensor));
  });
const TRAINABLE = ['kernel', 'recurrentKernel', 'bias'] as const;

// %% [markdown]
// Correctness comes before speed. All implementations must agree, in outputs and in gradients.

// %%
const expected = plainLstm(sample).h;
const expectedGradients = gradients(plainLstm, sample, TRAINABLE);
const relativeError = (a: tf.Tensor, b: tf.Tensor) =>
  tf.tidy(() => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]);
const errors: number[] = [];
for (const [name, lstm] of Object.entries(implementations)) {
  const outputError = relativeError(lstm(sample).h, expected);
  const gradientErrors = gradients(lstm, sample, TRAINABLE).map((gradient, n) =>
    relativeError(gradient, expectedGradients[n]),
  );
  errors.push(outputError, ...gradientErrors);
  const [o, g] = [outputError, Math.max(...gradientErrors)].map((n) =>
    n.toExponential(0),
  );
  console.log(`${name}: relative error ${o} in outputs, ${g} in gradients`);
}

// %% tags=["assertion"]
assert(Math.max(...errors) < 1e-4);

// %% [markdown]
// Now we time a training step of each: the forward pass and the backward pass to the weights.

// %%
const stockLayer = LAYERS['tf.layers.lstm'](H);
const byBatch = sample.x.transpose([1, 0, 2]);
stockLayer.apply(byBatch);
const stockWeights = stockLayer.trainableWeights.map(
  (one) => one.read() as tf.Variable,
);
const stockStep = () =>
  tf.tidy(() => {
    const loss = () => (stockLayer.apply(byBatch) as tf.Tensor).sum() as tf.Scalar;
    return Object.values(tf.variableGrads(loss, stockWeights).grads);
  });
const trainingSteps = Object.fromEntries(
  Object.entries(implementations).map(([name, lstm]) => [
    name,
    () => gradients(lstm, sample, TRAINABLE),
  ]),
);
const times: Record<string, number> = interleaved(
  { 'tf.layers.lstm': stockStep, ...trainingSteps },
  3,
);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: `A training step of one LSTM, ${B} x ${T} x ${I} x ${H}`,
    y: 'milliseconds',
    bars: Object.entries(times).map(([name, value]) => ({ name, value })),
  }),
);
const fastest = Object.entries(times).reduce((a, b) => (b[1] < a[1] ? b : a));
const factor = (times['tf.layers.lstm'] / fastest[1]).toFixed(0);
console.log(
  `${fastest[0]}: ${factor} times as fast as tf.layers.lstm on this machine`,
);

// %% tags=["assertion"]
if (isNative()) assert(times['tf.layers.lstm'] > 2 * times['blockLstm']);
assert(times['tf.layers.lstm'] > 2 * times['fusedLstm']);

// %% [markdown]
// **What to notice:** the largest gain comes from replacing the loop with one call. After that,
// each improvement is a smaller factor. Hand-written gradients help even without a kernel:
// TensorFlow.js has less to record, and the gradient of the weights is one product over all steps
// instead of one per step.
//
// Why do we have our own kernel, when TensorFlow has one? Ours also runs without TensorFlow, in
// WebAssembly, and it does four things more:
//
// - It computes the part of the gates that depends only on the words for a chunk of steps at once,
//   because that part does not have to wait for the previous step.
// - It keeps a cell in registers from its gates to its output.
// - It distributes the reviews of a batch over threads.
// - It skips results that nobody needs.
//
// The last one is possible in any implementation.

// %% [markdown]
// ## Skipping gradients that nobody needs
//
// The gradient of $x$ is needed only to train the word vectors. Frozen vectors are not trained:
// [`frozenEmbedding`](../lib/layers/frozen-embedding.ts) returns a constant, so the product for
// $\partial x$ is never computed. The longer the vectors, the more this saves. To see how much, we
// request that gradient on purpose:

// %%
const fastestLstm = implementations['fusedLstm'];
const timings = [50, 100, 300].map((inputs) => {
  const sized = randomInputs(B, inputs);
  const { frozen, all } = interleaved(
    {
      frozen: () => gradients(fastestLstm, sized, TRAINABLE),
      all: () => gradients(fastestLstm, sized, [...TRAINABLE, 'x']),
    },
    isNative() ? 12 : 1,
  );
  tf.dispose(Object.values(sized) as tf.Tensor[]);
  return { inputs, frozen, all };
});
new dfd.DataFrame(
  timings.map(({ inputs, frozen, all }) => ({
    'vector size': inputs,
    'operations, all gradients (billions)': (
      operations(inputs, true) / 1e9
    ).toFixed(2),
    'operations, without that of x': (operations(inputs) / 1e9).toFixed(2),
    'ms, all gradients': all.toFixed(1),
    'ms, without the gradient of x': frozen.toFixed(1),
  })),
);

// %% tags=["assertion"]
const saved = [50, 100, 300].map((inputs) => {
  const share = 1 - operations(inputs) / operations(inputs, true);
  return (100 * share).toFixed(0);
});
assert.deepEqual(saved, ['15', '20', '27']);

// %% [markdown]
// **What to notice:** read the two columns of operations first, because they are exact. The longer
// the vectors, the larger the share that is saved: 15 %, 20 % and 27 %. Do the times follow? On a
// quiet machine they should, roughly. If a time goes up where the operations go down, other
// programs ran at the same time, and you have measured them. Then measure again.
//
// (Without our kernel, TensorFlow's kernel computes that gradient whether it is needed or not.)

// %% [markdown]
// ## Skipping padding
//
// A batch is as long as its longest review. If we pad every review to 250, or to the longest of 24
// random reviews, much of the batch is padding. If we group reviews of similar length, there is
// hardly any ([Helper functions](08-helper-functions.ipynb)). The operation count predicts the
// gain. Does the measurement confirm it?

// %%
import {
  batchesByLength,
  encode,
  randomFrom,
  shuffled,
  toBatch,
} from '../lib/batches';
import { courseReviews } from '../course/demos/reviews';
import { OREILLY_TRAINING, oreillyModel, oreillyOptimizer } from '../lib/models';
import { showProgress } from '../lib/progress';
import { train } from '../lib/training';
import { loadVectors } from '../lib/datasets';

const reviews = await courseReviews();
const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const { batchSize, maxSeqLength } = OREILLY_TRAINING;
const examples = await encode(reviews.train, vectors, {
  maxLength: maxSeqLength,
});
const order = shuffled([...examples.ids.keys()], randomFrom(0));
const BATCHES = isNative() ? 12 : 2;
const randomBatches = Array.from({ length: BATCHES }, (_, n) =>
  order.slice(n * batchSize, (n + 1) * batchSize),
);
const similarLength = batchesByLength(examples, batchSize, randomFrom(0)).slice(
  0,
  BATCHES,
);
const longest = (positions: number[]) =>
  Math.max(1, ...positions.map((at) => examples.ids[at].length));

// %%
const strategies = {
  'padded to 250': { batches: randomBatches, paddedLength: maxSeqLength },
  'padded to the longest of 24': { batches: randomBatches },
  'batches of similar length': { batches: similarLength },
} as { [name: string]: { batches: number[][]; paddedLength?: number } };
const REPEATS = 4; // time each batch this often and keep the shortest time
const measured: { name: string; paddedLength: number; ms: number }[] = [];
for (const [name, { batches, paddedLength }] of Object.entries(strategies)) {
  const model = oreillyModel(vectors); // no mask: padding is computed, too
  const repeated = batches.flatMap((batch) => Array<number[]>(REPEATS).fill(batch));
  const times: number[] = [];
  let before = performance.now();
  await train({
    model,
    optimizer: oreillyOptimizer(),
    batches: repeated
      .map((batch) => toBatch(examples, batch, paddedLength))
      .values(),
    steps: repeated.length,
    progress: showProgress(name, 'steps'),
    onStep() {
      times.push(performance.now() - before);
      before = performance.now();
    },
  });
  const mean = (of: (batch: number[], n: number) => number) =>
    batches.reduce((sum, batch, n) => sum + of(batch, n), 0) / batches.length;
  measured.push({
    name,
    paddedLength: mean((batch) => paddedLength ?? longest(batch)),
    ms: mean((_, n) => Math.min(...times.slice(REPEATS * n, REPEATS * (n + 1)))),
  });
  model.dispose();
}

// %%
show(
  barChart({
    title: 'A training step of the O’Reilly network on 24 reviews',
    y: 'milliseconds',
    bars: measured.map(({ name, ms }) => ({ name, value: ms })),
  }),
);
for (const { name, paddedLength, ms } of measured)
  console.log(
    `${name}: mean length ${paddedLength.toFixed(0)}, ${ms.toFixed(1)} ms`,
  );

// %% tags=["assertion"]
const [paddedTo250, toLongest, byLength] = measured;
assert(paddedTo250.paddedLength >= toLongest.paddedLength);
assert(toLongest.paddedLength > byLength.paddedLength);

// %% [markdown]
// **What to notice:** the time grows with the padded length. Each step also has a fixed cost: the
// optimizer, the classifier and the embedding lookup. On IMDB the first two bars should be equal: a
// batch of 24 reviews nearly always has one of 250 words, so their mean lengths are the same. If
// the bars differ, you see how uncertain such a measurement is. Sorting *all* reviews by length
// would save a little more. But then each batch would hold reviews of one length only, and always
// the same reviews together. So we sort pools of fifty batches, and then shuffle the batches.

// %% [markdown]
// ## Threads
//
// A processor has several cores. The steps of a sequence depend on each other, so they cannot run
// in parallel. The *reviews* of a batch can: the kernel gives each thread some of them. Threads
// must be woken and waited for, so this pays only if each thread has enough to do.

// %%
import { availableParallelism } from 'node:os';

const cores = availableParallelism();
const threadCounts = [1, 2, 4, 8].filter(
  (threads) => threads <= Math.max(2, cores),
);
/** Runs a training step on this many threads: the kernel reads the variable at each call. */
const onThreads = (threads: number, inputs: LstmInputs) => () => {
  const before = process.env['FAST_LSTM_THREADS'];
  process.env['FAST_LSTM_THREADS'] = String(threads);
  const results = gradients(fastestLstm, inputs, TRAINABLE);
  if (before === undefined) delete process.env['FAST_LSTM_THREADS'];
  else process.env['FAST_LSTM_THREADS'] = before;
  return results;
};
const perReview: { batch: number; us: number[] }[] = [];
if (hasThreads)
  for (const batch of [4, 24, 100]) {
    const sized = randomInputs(batch, I);
    const contestants = threadCounts.map((threads) => [
      String(threads),
      onThreads(threads, sized),
    ]);
    const times = interleaved(Object.fromEntries(contestants), 15);
    const us = threadCounts.map((threads) => (1000 * times[threads]) / batch);
    perReview.push({ batch, us });
    tf.dispose(Object.values(sized) as tf.Tensor[]);
  }

// %%
if (hasThreads)
  show(
    barChart({
      title: `Batch size on number of threads (${cores} cores)`,
      y: 'microseconds per review',
      bars: perReview.flatMap(({ batch, us }) =>
        us.map((value, n) => ({
          name: `${batch} on ${threadCounts[n]}`,
          value,
        })),
      ),
    }),
  );
else console.log('The kernel here has one thread, so there is nothing to measure.');

// %% tags=["assertion"]
for (const { us } of perReview) assert(us.every((time) => time > 0));

// %% [markdown]
// **What to notice:** compare the bars of one batch size. A second thread pays only if each thread
// has enough to do and has a free core. If other programs keep the cores busy, a second thread
// costs time, because the faster thread waits for the slower one. The [bench](../bench/README.md)
// has measurements from a quiet machine.
//
// TensorFlow's own threads are different. Its LSTM kernel is serial: only the small products of
// each step are distributed, so threads are woken again and again for very little work. With two
// threads it became *slower*. So `lib/backend` gives TensorFlow one thread, and our kernel manages
// its own.

// %% [markdown]
// ## The limit of the hardware
//
// How close are we to the best that this machine can do?

// %%
const small = randomInputs(B, I);
const fastestTimes = interleaved(
  {
    product,
    'one thread': onThreads(1, small),
    'all threads': onThreads(cores, small),
  },
  20,
);
const arithmetic = (1000 * operations(I)) / perSecond(fastestTimes.product);
show(
  barChart({
    title: 'A training step, and its arithmetic alone',
    y: 'milliseconds',
    bars: [
      { name: 'matrix products alone, one thread', value: arithmetic },
      { name: 'training step, one thread', value: fastestTimes['one thread'] },
      { name: 'training step, all threads', value: fastestTimes['all threads'] },
    ],
  }),
);

// %% [markdown]
// No program on this processor can be faster than its arithmetic. If one promises more, it
// computes something else. Three things explain the gap between the bars:
//
// - The products of one time step are small, and small products do not reach a processor's top
//   speed.
// - Each unit needs five sigmoids or tanhs per step.
// - The activations saved for the backward pass must be written and read.
//
// More speed could come from more cores, from lower precision, from a GPU, or from an architecture
// that does not process words one after another. The last one is the transformer
// ([Attention](21-attention.ipynb)).

// %% [markdown]
// ## Try it
//
// - Change $B$ and $H$ at the top. Before you run the notebook, predict how the bars change. Which
//   part of the time grows with $H$, and which with $H^2$?
// - `npm run bench -- lstm` measures more carefully: interleaved runs, medians, and results
//   compared first. Why would it be wrong to time all runs of one program and then all runs of the
//   next?

// %% [markdown]
// ## What to remember
//
// - Count the operations first. Then you know how much there is to gain.
// - Many small calls cost more than the arithmetic in them. Pass whole sequences.
// - The fastest work is the work that you skip: padding, gradients and outputs that nobody needs.
// - Check results before you compare times. A program with wrong results is not fast.
//
// **Next:** [Is it better than counting words?](18-better-than-counting.ipynb)
