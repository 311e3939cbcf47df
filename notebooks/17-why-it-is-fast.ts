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
// TensorFlow.js has an LSTM layer, and this course does not use it: `fastLstm` gives the same numbers many times sooner.
// Where does the time go, and how much of it is arithmetic?
//
// **After this notebook you can** count the operations of an LSTM, tell work from overhead, measure without fooling
// yourself, and say what could make it faster still, and what could not. **It takes** twenty minutes to read and under a
// minute to run. **Data:** random numbers first, then the reviews that are installed.
//
// What you see are the seconds of *this* machine at *this* moment; run it on yours. The figures that were taken with
// care, beside other libraries, are in the [bench](../bench/README.md).

// %%
import { isNative, ready, tf } from '../lib/backend';
import { hasLstmKernel, lstmThreads } from '../lib/layers/lstm-kernel/load';

const backend = await ready();
console.log(`${backend.name}: ${backend.reason}`);
console.log(
  hasLstmKernel()
    ? `our own LSTM kernel is there, with up to ${lstmThreads()} threads`
    : 'our own LSTM kernel is not there: npm run doctor says why',
);

// %% [markdown]
// ## How much work is it?
//
// A step of training reads a batch of $B$ reviews of $T$ words, each a vector of $I$ numbers, with $H$ units. Nearly all
// of the arithmetic is in matrix products. Forward, at every step, the three gates and the candidate see the word and
// the last output:
//
// $$z_t = [x_t, h_{t-1}]\,W \qquad [B, I + H] \times [I + H, 4H]$$
//
// A product $[a, b] \times [b, c]$ takes $2abc$ operations: $abc$ multiplications and as many additions. On the way back
// there are two more, the gradient of $W$ and that of $h_{t-1}$ (that of $x_t$ nobody wants: the word vectors are
// frozen):
//
// $$2 \cdot 4H \cdot B\,T\,\big( \underbrace{(I + H)}_{\text{forward}} + \underbrace{(I + H)}_{\partial W} + \underbrace{H}_{\partial h} \big)$$

// %%
const [B, T, I, H] = isNative() ? [24, 100, 50, 64] : [24, 30, 50, 64];
const operations = (inputs: number, withInputGradient = false) =>
  2 * 4 * H * B * T * (2 * (inputs + H) + H + (withInputGradient ? inputs : 0));
const billions = (count: number) => `${(count / 1e9).toFixed(2)} billion`;
`${B} x ${T} x ${I} x ${H}: ${billions(operations(I))} operations a training step`;

// %% [markdown]
// And how many can the machine do? We ask it for a product of large matrices, which is as good as it gets. (TensorFlow
// computes on one thread here; why, you will see.)
//
// Measuring is an art of its own. Other programs can only make a measurement longer, so of several we take the
// *shortest*. And what is to be compared runs *in turn*, so that a slow moment of the machine meets all alike.

// %%
/** The shortest time of each program in milliseconds; a round before makes all ready. */
function inTurn<Name extends string>(
  programs: Record<Name, () => tf.Tensor | tf.Tensor[]>,
  rounds: number,
): Record<Name, number> {
  const times = {} as Record<Name, number>;
  for (let round = -1; round < rounds; round++)
    for (const name of Object.keys(programs) as Name[]) {
      const started = performance.now();
      const results = [programs[name]()].flat();
      for (const result of results) result.dataSync(); // wait until it is there
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
const speed = perSecond(inTurn({ product }, 20).product);
console.log(`${billions(speed)} operations a second, on one thread`);
console.log(
  `a training step at that speed: ${((1000 * operations(I)) / speed).toFixed(1)} ms`,
);
console.log(
  `the product of one step forward: ${((1e6 * oneProduct) / speed).toFixed(0)} µs`,
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(
  operations(I),
  2 * B * T * 4 * H * (I + H) * 2 + 2 * B * T * 4 * H * H,
);
assert(speed > 0);

// %% [markdown]
// ## The loop
//
// `tf.layers.lstm` is a loop in JavaScript: for every word some thirty small tensor operations, and about seventy on the
// way back. TensorFlow.js can count what it hands to TensorFlow:

// %%
import { fastLstm } from '../lib/layers';

const LAYERS = {
  'tf.layers.lstm': (units: number) =>
    tf.layers.lstm({
      units,
      recurrentActivation: 'sigmoid',
      recurrentInitializer: 'glorotUniform',
    }),
  fastLstm: (units: number) => fastLstm({ units, seed: 0 }),
};
const steps = [10, 20, 40];
const calls: Record<string, number[]> = {};
for (const [name, make] of Object.entries(LAYERS)) {
  calls[name] = [];
  for (const time of steps) {
    const layer = make(8);
    const x = tf.zeros([2, time, 4]);
    layer.apply(x); // makes the weights
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
  steps.map((time, n) => ({
    words: time,
    'calls, tf.layers.lstm': calls['tf.layers.lstm'][n],
    'calls, fastLstm': calls['fastLstm'][n],
  })),
);

// %% tags=["assertion"]
/** Calls for each further word. */
const growth = (name: string) => (calls[name][2] - calls[name][1]) / 20;
assert(growth('tf.layers.lstm') > 20);
if (isNative()) assert.equal(growth('fastLstm'), 0);

// %% [markdown]
// **What to notice:** with each further word the loop calls TensorFlow about a hundred times more. Each call has to be
// checked, recorded for the way back, and passed from JavaScript to C++, and the tensors of each are allocated and
// cleared away. The matrices in between are tiny, as you saw above. It is like having books delivered one page at a
// time.

// %% [markdown]
// ## One call
//
// The cure is to hand over the whole sequence at once. This library has four programs for one LSTM; the first explains
// the others:
//
// | program | what it is |
// |---|---|
// | [`plainLstm`](../lib/layers/lstm-equations.ts) | the equations, op by op: the one to read |
// | [`unrolledLstm`](../lib/layers/unrolled-lstm.ts) | op by op, but with the gradients written down: one product over all steps for $\partial W$. Runs anywhere |
// | [`blockLstm`](../lib/layers/block-lstm.ts) | TensorFlow's own kernels for all steps, which TensorFlow.js does not know it has |
// | [`compiledLstm`](../lib/layers/compiled-lstm.ts) | a kernel of our own, in C++ |
//
// The way into TensorFlow past TensorFlow.js is a call by name:
//
// <!-- listing: lib/layers/native-ops.ts nativeOp -->

// %%
import { plainLstm, unrolledLstm } from '../lib/layers';
import { blockLstm } from '../lib/layers/block-lstm';
import { compiledLstm } from '../lib/layers/compiled-lstm';
import type { LstmInputs } from '../lib/layers/lstm-equations';

const inputsOf = (batch: number, inputs: number): LstmInputs => ({
  x: tf.randomNormal([T, batch, inputs], 0, 1, 'float32', 1),
  h0: tf.zeros([batch, H]),
  c0: tf.zeros([batch, H]),
  kernel: tf.randomNormal([inputs, 4 * H], 0, 0.1, 'float32', 2),
  recurrentKernel: tf.randomNormal([H, 4 * H], 0, 0.1, 'float32', 3),
  bias: tf.zeros([4 * H]),
});
const given = inputsOf(B, I);
const programs: Record<string, (inputs: LstmInputs) => { h: tf.Tensor }> = {
  plainLstm,
  unrolledLstm,
  ...(isNative() && { blockLstm }),
  ...(hasLstmKernel() && {
    compiledLstm: (inputs: LstmInputs) =>
      compiledLstm(inputs, { cells: false, gates: 'sigmoid' }),
  }),
};
/** Gradients of a made-up loss, the sum of all outputs, with respect to these inputs. */
const gradients = (
  program: (inputs: LstmInputs) => { h: tf.Tensor },
  inputs: LstmInputs,
  names: readonly (keyof LstmInputs)[],
) =>
  tf.tidy(() => {
    const loss = (...values: tf.Tensor[]) =>
      program({
        ...inputs,
        ...Object.fromEntries(names.map((name, n) => [name, values[n]])),
      }).h.sum();
    return tf.grads(loss)(names.map((name) => inputs[name] as tf.Tensor));
  });
const LEARNT = ['kernel', 'recurrentKernel', 'bias'] as const;

// %% [markdown]
// First of all they have to agree, in outputs and in gradients. Speed comes after that.

// %%
const expected = plainLstm(given).h;
const expectedGradients = gradients(plainLstm, given, LEARNT);
const apart = (a: tf.Tensor, b: tf.Tensor) =>
  tf.tidy(() => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]);
const disagreements: number[] = [];
for (const [name, program] of Object.entries(programs)) {
  const outputs = apart(program(given).h, expected);
  const ofGradients = gradients(program, given, LEARNT).map((gradient, n) =>
    apart(gradient, expectedGradients[n]),
  );
  disagreements.push(outputs, ...ofGradients);
  const [o, g] = [outputs, Math.max(...ofGradients)].map((n) => n.toExponential(0));
  console.log(`${name}: outputs differ by ${o}, gradients by ${g} of the largest`);
}

// %% tags=["assertion"]
assert(Math.max(...disagreements) < 1e-4);

// %% [markdown]
// Now a training step of each: forward, and back to the weights.

// %%
const stockLayer = LAYERS['tf.layers.lstm'](H);
const byBatch = given.x.transpose([1, 0, 2]);
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
  Object.entries(programs).map(([name, program]) => [
    name,
    () => gradients(program, given, LEARNT),
  ]),
);
const times: Record<string, number> = inTurn(
  { 'tf.layers.lstm': stockStep, ...trainingSteps },
  3,
);

// %%
import { barChart, show } from '../lib/plots';

show(
  barChart({
    title: `One LSTM, ${B} x ${T} x ${I} x ${H}: a training step`,
    y: 'milliseconds',
    bars: Object.entries(times).map(([name, value]) => ({ name, value })),
  }),
);
const fastest = Object.entries(times).reduce((a, b) => (b[1] < a[1] ? b : a));
const factor = (times['tf.layers.lstm'] / fastest[1]).toFixed(0);
console.log(`${fastest[0]}: ${factor} times as fast as tf.layers.lstm here`);

// %% tags=["assertion"]
if (isNative()) {
  assert(times['tf.layers.lstm'] > 2 * times['blockLstm']);
  if (hasLstmKernel()) assert(times['tf.layers.lstm'] > 2 * times['compiledLstm']);
}

// %% [markdown]
// **What to notice:** the step from the loop to one call is the great one; everything after it is a matter of factors.
// Writing the gradients down, without any kernel, helps where there is nothing better: TensorFlow.js then has less to
// record, and the gradient of the weights is a single product over all steps instead of one for each.
//
// Why a kernel of our own, where TensorFlow has one? It does for a chunk of steps at once what does not have to wait for
// the step before (what the gates see of the words), keeps a cell in registers from its gates to its output, shares the
// reviews of a batch out to threads, and leaves out what nobody asks for. That last one can be had everywhere.

// %% [markdown]
// ## Not computing what nobody needs
//
// The gradient of $x$ would be needed to train the word vectors. Frozen ones do not learn, and
// [`frozenEmbedding`](../lib/layers/frozen-embedding.ts) hands out a constant, so the product for $\partial x$ never
// happens. The longer the vectors are, the more that saves. We ask for it on purpose:

// %%
const step =
  programs['compiledLstm'] ?? programs['blockLstm'] ?? programs['unrolledLstm'];
const saved = [50, 100, 300].map((inputs) => {
  const these = inputsOf(B, inputs);
  const { frozen, all } = inTurn(
    {
      frozen: () => gradients(step, these, LEARNT),
      all: () => gradients(step, these, [...LEARNT, 'x']),
    },
    isNative() ? 12 : 1,
  );
  tf.dispose(Object.values(these) as tf.Tensor[]);
  return { inputs, frozen, all };
});
new dfd.DataFrame(
  saved.map(({ inputs, frozen, all }) => ({
    'numbers a word': inputs,
    'operations, all (billions)': (operations(inputs, true) / 1e9).toFixed(2),
    'without the gradient of x': (operations(inputs) / 1e9).toFixed(2),
    'ms, all': all.toFixed(1),
    'ms, without it': frozen.toFixed(1),
  })),
);

// %% tags=["assertion"]
assert(operations(300) / operations(300, true) < 0.75);

// %% [markdown]
// (Where our kernel is missing, TensorFlow's computes that gradient whether it is wanted or not.)

// %% [markdown]
// ## Not reading padding
//
// A batch is as long as its longest review. Padded to 250, or to the longest of 24 reviews drawn at random, much of it is
// padding; among reviews of similar length hardly anything is ([Helper functions](08-helper-functions.ipynb)). The
// operations say what that should bring. Does it?

// %%
import {
  batchesByLength,
  encodeReviews,
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
const examples = await encodeReviews(reviews.train, vectors, {
  maxLength: maxSeqLength,
});
const order = shuffled([...examples.ids.keys()], randomFrom(0));
const BATCHES = isNative() ? 12 : 2;
const drawn = Array.from({ length: BATCHES }, (_, n) =>
  order.slice(n * batchSize, (n + 1) * batchSize),
);
const alike = batchesByLength(examples, batchSize, randomFrom(0)).slice(0, BATCHES);
const longest = (positions: number[]) =>
  Math.max(1, ...positions.map((at) => examples.ids[at].length));

// %%
const ways = {
  'padded to 250': { batches: drawn, time: maxSeqLength },
  'to the longest of 24': { batches: drawn },
  'batches by length': { batches: alike },
} as { [name: string]: { batches: number[][]; time?: number } };
const REPEATS = 4; // each batch so many times, of which the shortest counts
const measured: { name: string; columns: number; ms: number }[] = [];
for (const [name, { batches, time }] of Object.entries(ways)) {
  const model = oreillyModel(vectors); // no mask: every column is computed
  const repeated = batches.flatMap((batch) => Array<number[]>(REPEATS).fill(batch));
  const times: number[] = [];
  let before = performance.now();
  await train({
    model,
    optimizer: oreillyOptimizer(),
    batches: repeated.map((batch) => toBatch(examples, batch, time)).values(),
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
    columns: mean((batch) => time ?? longest(batch)),
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
for (const { name, columns, ms } of measured)
  console.log(`${name}: ${columns.toFixed(0)} columns, ${ms.toFixed(1)} ms`);

// %% tags=["assertion"]
const [paddedTo250, toLongest, byLength] = measured;
assert(paddedTo250.columns >= toLongest.columns);
assert(toLongest.columns > byLength.columns);

// %% [markdown]
// **What to notice:** the time follows the columns, with something fixed on top for each step: the optimiser, the
// classifier, the look-up. On IMDB the second bar is nearly the first, as among 24 reviews there is nearly always one of
// 250 words. Sorting *all* reviews by length would save a little more, but then each batch would hold reviews of one
// length only, always the same ones together. So pools of fifty batches are sorted, and the batches are shuffled again.

// %% [markdown]
// ## Threads
//
// A processor has several cores. The steps of a sequence have to wait for each other, so they cannot be shared out; the
// *reviews* of a batch can. The kernel gives each thread some of them. That pays if there is enough for each to do:
// threads have to be woken and waited for.

// %%
import { availableParallelism } from 'node:os';

const cores = availableParallelism();
const threadCounts = [1, 2, 4, 8].filter(
  (threads) => threads <= Math.max(2, cores),
);
/** Runs a step of the kernel on so many threads: it asks for them at each call. */
const onThreads = (threads: number, inputs: LstmInputs) => () => {
  const before = process.env['SENTIMENT_THREADS'];
  process.env['SENTIMENT_THREADS'] = String(threads);
  const results = gradients(step, inputs, LEARNT);
  if (before === undefined) delete process.env['SENTIMENT_THREADS'];
  else process.env['SENTIMENT_THREADS'] = before;
  return results;
};
const perReview: { batch: number; us: number[] }[] = [];
if (hasLstmKernel())
  for (const batch of [4, 24, 100]) {
    const these = inputsOf(batch, I);
    const contestants = threadCounts.map((threads) => [
      String(threads),
      onThreads(threads, these),
    ]);
    const times = inTurn(Object.fromEntries(contestants), 15);
    const us = threadCounts.map((threads) => (1000 * times[threads]) / batch);
    perReview.push({ batch, us });
    tf.dispose(Object.values(these) as tf.Tensor[]);
  }

// %%
if (hasLstmKernel())
  show(
    barChart({
      title: `Reviews in a batch, on so many threads (of ${cores} cores)`,
      y: 'microseconds for each review',
      bars: perReview.flatMap(({ batch, us }) =>
        us.map((value, n) => ({
          name: `${batch} on ${threadCounts[n]}`,
          value,
        })),
      ),
    }),
  );
else console.log('There is no kernel of ours here: nothing to share out.');

// %% tags=["assertion"]
for (const { us } of perReview) assert(us.every((time) => time > 0));

// %% [markdown]
// **What to notice:** compare the bars of one batch. A second thread pays only where each has enough to do and a core is
// free for it; where other programs keep the cores busy it costs time, as each thread has to wait for the slower one.
// The [bench](../bench/README.md) has figures from a quiet machine.
//
// TensorFlow's own threads are another story. Its LSTM kernel is serial, and only the small products of each step are
// shared out, so threads are woken again and again for the little that you saw above: it got *slower* with two. So
// `lib/backend` gives TensorFlow one thread, and our kernel has its own.

// %% [markdown]
// ## What is left
//
// How near are we to what the machine can do at best?

// %%
const small = inputsOf(B, I);
const atBest = inTurn(
  {
    product,
    'one thread': onThreads(1, small),
    'all threads': onThreads(cores, small),
  },
  20,
);
const arithmetic = (1000 * operations(I)) / perSecond(atBest.product);
show(
  barChart({
    title: 'A training step, and the arithmetic in it',
    y: 'milliseconds',
    bars: [
      { name: 'the products alone, one thread', value: arithmetic },
      { name: 'the step, one thread', value: atBest['one thread'] },
      { name: 'the step, all threads', value: atBest['all threads'] },
    ],
  }),
);

// %% [markdown]
// No program on this processor can be faster than its arithmetic; whoever promises more computes something else. What
// stands between the bars: the products of one step are small, and small ones run below a processor's best; then five
// sigmoids or tanhs for each unit and step; then reading and writing what the way back needs. More could come from more
// cores, from shorter numbers, from a graphics processor, or from an architecture that does not have to wait from word to
// word. That last wish is where attention came from.

// %% [markdown]
// ## Try it
//
// - Change $B$ and $H$ at the top and predict, before you run it, how the bars move. Which part of the time grows with
//   $H$, which with $H^2$?
// - `npm run bench -- lstm` measures with more care: contestants in turn, medians, answers compared first. What would be
//   wrong with timing all runs of one program and then all of the next?

// %% [markdown]
// ## What to remember
//
// - Count the operations first; then you know what could be gained.
// - Many small calls cost more than what they compute. Hand over whole sequences.
// - The fastest work is the work left out: padding, gradients nobody wants, outputs nobody reads.
// - Answers before times: what is not equal need not be fast.
//
// **Next:** [Is it better than counting words?](18-better-than-counting.ipynb)
