// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # The Theano tutorial's LSTM
//
// An LSTM has three gates and a candidate, so for every word it multiplies by four pairs of matrices. Must it? And in
// training, who decides how far each weight goes, and when it is enough?
//
// **After this notebook you can** read the LSTM's equations as code, say what equation 7 leaves out and what that buys, choose
// between SGD, AdaDelta and RMSProp, stop a training in time, and test a model on a corpus of your own with its dictionary. **It
// takes** twenty minutes to read and up to two minutes to run with IMDB. **Data:** short ones of the reviews that are installed.
//
// The third system is the tutorial *LSTM Networks for Sentiment Analysis* by Pierre Luc Carrier and Kyunghyun Cho, for Theano, a
// library that came before TensorFlow.

// %%
import { isNative, ready, tf } from '../lib/backend';
import { courseReviews } from '../course/demos/reviews';

await ready();
const reviews = await courseReviews();

// %% [markdown]
// ## From vanishing gradients to a memory cell
//
// The tutorial starts where [notebook 05](05-recurrent-networks.ipynb) ended. On its way back through a recurrent network, the gradient is
// multiplied by the same matrix as many times as there are time steps. With a leading eigenvalue below 1 it *vanishes*, and learning
// what lies far back becomes slow or stops; above 1 it *explodes*, and learning may diverge. The answer is the **memory cell**, of four
// elements:
//
// | element | what it does |
// |---|---|
// | a neuron that is connected to itself, with weight 1.0 | keeps the cell's state from one step to the next, if nothing interferes |
// | input gate | lets a signal change the state, or blocks it |
// | forget gate | modulates the self-connection: remember or forget |
// | output gate | lets the state act on other neurons, or not |

// %%
import { lstmCell } from '../course/drawings/lstm-cell';
import { pooledNetwork } from '../course/drawings/pooled-network';
import { show } from '../lib/plots';

show(lstmCell('A memory cell, one step'));

// %% [markdown]
// ## The equations, numbered
//
// For a word $x_t$ and the output before it, $h_{t-1}$, with matrices $W$, $U$ and $V$ and biases $b$. (What the drawing calls $g$ and $c$ is
// $\tilde C$, the candidate, and $C$ in the tutorial.)
//
// $$\begin{aligned}
// i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) & (1) \\
// \tilde C_t &= \tanh(W_c x_t + U_c h_{t-1} + b_c) & (2) \\
// f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) & (3) \\
// C_t &= i_t \odot \tilde C_t + f_t \odot C_{t-1} & (4) \\
// o_t &= \sigma(W_o x_t + U_o h_{t-1} + V_o C_t + b_o) & (5) \\
// h_t &= o_t \odot \tanh(C_t) & (6)
// \end{aligned}$$
//
// In (5) the output gate also looks at the cells' new state $C_t$, through a matrix $V_o$. The model of the tutorial leaves that
// out, and that is the whole difference between (5) and
//
// $$o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o) \qquad (7)$$

// %%
interface Cells {
  /** A matrix for each gate, in the order i, f, candidate, o. */
  W: tf.Tensor2D[];
  U: tf.Tensor2D[];
  b: tf.Tensor1D[];
  /** Makes it equation 5. */
  V?: tf.Tensor2D;
}
type State = [h: tf.Tensor2D, C: tf.Tensor2D];

/** From `[batch, inputs]` and a state, `[batch, units]` each, to the next state. */
function step(x: tf.Tensor2D, [h, C]: State, { W, U, b, V }: Cells): State {
  const z = (gate: number): tf.Tensor2D =>
    x.matMul<tf.Tensor2D>(W[gate]).add(h.matMul(U[gate])).add(b[gate]);
  const i = z(0).sigmoid(); // (1)
  const candidate = z(2).tanh(); // (2)
  const f = z(1).sigmoid(); // (3)
  const next: tf.Tensor2D = i.mul<tf.Tensor2D>(candidate).add(f.mul(C)); // (4)
  const o = (V ? z(3).add(next.matMul(V)) : z(3)).sigmoid(); // (5), or (7)
  return [o.mul(next.tanh()), next]; // (6)
}

// %% [markdown]
// The library has both: `peepholes: 'output'` is equation 5. With the same weights, ours and the library's must agree.

// %%
import { fastLstm } from '../lib/layers';

const [BATCH, TIME, UNITS] = [16, isNative() ? 100 : 20, 64];
const normal = (shape: number[], deviation: number, seed: number) =>
  tf.randomNormal(shape, 0, deviation, 'float32', seed);
const words = normal([BATCH, TIME, UNITS], 1, 1) as tf.Tensor3D;
const layers = {
  eq7: fastLstm({ units: UNITS, returnSequences: true, seed: 1 }),
  eq5: fastLstm({
    units: UNITS,
    returnSequences: true,
    seed: 1,
    peepholes: 'output',
  }),
};
const Vo = normal([UNITS, UNITS], 0.1, 2) as tf.Tensor2D;
for (const layer of Object.values(layers)) layer.apply(words); // makes the weights
const shared = layers.eq7.getWeights();
layers.eq5.setWeights([...shared, Vo]);

// %%
const [kernel, recurrent, bias] = shared as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
const cells: Cells = {
  W: tf.split(kernel, 4, 1),
  U: tf.split(recurrent, 4, 1),
  b: tf.split(bias, 4),
};
const nothing = (): State => [tf.zeros([BATCH, UNITS]), tf.zeros([BATCH, UNITS])];
/** The outputs after each step, `[batch, time, units]`. */
const read = (next: (x: tf.Tensor2D, state: State) => State) =>
  tf.tidy(() => {
    let state = nothing();
    const outputs = tf.unstack(words, 1).map((x) => {
      state = next(x as tf.Tensor2D, state);
      return state[0];
    });
    return tf.stack(outputs, 1);
  });
const largest = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().dataSync()[0];
const outputs7 = read((x, state) => step(x, state, cells));
const outputs5 = read((x, state) => step(x, state, { ...cells, V: Vo }));
const theirs7 = layers.eq7.apply(words) as tf.Tensor;
const theirs5 = layers.eq5.apply(words) as tf.Tensor;
const [by7, by5] = [largest(outputs7, theirs7), largest(outputs5, theirs5)];
console.log('ours and the library’s differ by');
console.log(`  equation 7: ${by7.toExponential(1)}`);
console.log(`  equation 5: ${by5.toExponential(1)}`);
console.log(`5 and 7 differ by ${largest(outputs5, outputs7).toFixed(2)}`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert(largest(outputs7, theirs7) < 1e-5);
assert(largest(outputs5, theirs5) < 1e-5);
assert(largest(outputs5, outputs7) > 0.1);

// %% [markdown]
// ## Four products in one
//
// Look at what (1), (2), (3) and (7) need: $x_t$ and $h_{t-1}$, and nothing of each other's results. So put the four
// matrices on top of each other (in code, where a word is a row and matrices stand on the right of it, side by side) in
// the order i, f, c, o, and likewise $U$ and $b$, multiply **once**, and cut the result in four:
//
// $$z = W x_t + U h_{t-1} + b \qquad i_t = \sigma(z_i), \quad f_t = \sigma(z_f), \quad \tilde C_t = \tanh(z_c), \quad o_t = \sigma(z_o)$$
//
// With (5) that is not possible: $o_t$ needs $C_t$, which needs the other three. A product has to wait. (Where the tutorial's note has a
// $\sigma$ around $z$, it is a slip: $z$ is what comes before the nonlinearities, and the script has none there.)

// %%
function stepInOne(x: tf.Tensor2D, [h, C]: State): State {
  const z = x.matMul(kernel).add(h.matMul(recurrent)).add(bias); // [batch, 4 units]
  const [zi, zf, zc, zo] = tf.split(z as tf.Tensor2D, 4, 1);
  const next: tf.Tensor2D = zi
    .sigmoid()
    .mul<tf.Tensor2D>(zc.tanh())
    .add(zf.sigmoid().mul(C));
  return [zo.sigmoid().mul(next.tanh()), next];
}

// %% [markdown]
// One more step in the same direction: $W x_t$ does not need $h_{t-1}$ either. The products of *all* words can be done before the
// first step, as the script does. And a compiled kernel does the rest without coming back for each operation. Four ways to the same
// numbers, timed.

// %%
import * as dfd from 'danfojs-node';
import { plainLstm } from '../lib/layers';
import { barChart } from '../lib/plots';

const allAtOnce = () =>
  tf.tidy(() => {
    const [h0, c0] = nothing();
    const x = words.transpose<tf.Tensor3D>([1, 0, 2]);
    const inputs = { x, h0, c0, kernel, recurrentKernel: recurrent, bias };
    return plainLstm(inputs).h.transpose([1, 0, 2]);
  });
const ways: Record<string, () => tf.Tensor> = {
  'four products a step': () => read((x, state) => step(x, state, cells)),
  'one product a step': () => read(stepInOne),
  'all words at once': allAtOnce,
  'compiled kernel': () => layers.eq7.apply(words) as tf.Tensor,
};
const least: Record<string, number> = {};
for (let round = 0; round < 6; round++)
  for (const [name, run] of Object.entries(ways)) {
    const started = process.cpuUsage(); // other programs do not count
    const result = run();
    result.dataSync();
    const { user, system } = process.cpuUsage(started); // in microseconds
    result.dispose();
    least[name] = Math.min((user + system) / 1000, least[name] ?? Infinity);
  }
show(
  barChart({
    title: `${BATCH} texts of ${TIME} words through ${UNITS} units, four times the same`,
    y: 'computing time (ms), the least of six',
    bars: Object.entries(least).map(([name, value]) => ({
      name,
      value: Number(value.toFixed(1)),
    })),
  }),
);

// %% [markdown]
// How often does JavaScript ask TensorFlow for something?

// %%
const calls: Record<string, number> = {};
for (const [name, run] of Object.entries(ways)) {
  const profile = await tf.profile(run);
  calls[name] = profile.kernels.length;
  tf.dispose(profile.result as tf.Tensor);
}
const [four] = Object.values(least);
new dfd.DataFrame(
  Object.entries(calls).map(([name, count]) => ({
    way: name,
    operations: count.toLocaleString('en-US'),
    'time (ms)': least[name].toFixed(1),
    'times as fast as four products': (four / least[name]).toFixed(1),
  })),
);

// %% tags=["assertion"]
for (const run of Object.values(ways)) assert(largest(run(), outputs7) < 1e-5);
const [callsOfFour, callsOfOne, callsBefore, callsCompiled] = Object.values(calls);
assert(callsOfOne < 0.7 * callsOfFour && callsBefore < callsOfOne);
if (isNative()) assert(callsCompiled < 20);

// %% [markdown]
// **What to notice:** the arithmetic is the same in all four, to the last multiplication. What differs is how often
// somebody has to be asked to do it, and how large the pieces are. Equation 7 makes the first two steps possible; the
// great one is the kernel, and one could be written for equation 5, too: it would have one more product to wait for.

// %% [markdown]
// ## The model
//
// One LSTM layer, the mean of its outputs over the words, logistic regression on the mean. In training half of the
// mean's numbers are dropped. (The script halves what it sees when it predicts, where ours doubles what it keeps: hence
// the factor 0.5.)

// %%
show(
  pooledNetwork(
    ['the', 'songs', '...', 'wonderful'],
    'logistic regression',
    'The tutorial’s model',
  ),
);

// %% [markdown]
// <!-- listing: lib/models/theano.ts theanoModel -->
//
// ### A mean that leaves padding out
//
// A batch is as long as its longest text; behind the others stands padding. A mask $m$, 1 for words and 0 for padding, keeps it out of
// both the sum and the count:
//
// $$h = \frac{\sum_t m_t h_t}{\sum_t m_t}$$

// %%
import { padRows } from '../lib/batches';
import { theanoModel } from '../lib/models';

const small = theanoModel({ nWords: 20, dimProj: 8 });
const meanOf = tf.model({
  inputs: small.layers[0].input as tf.SymbolicTensor,
  outputs: small.layers[2].output as tf.SymbolicTensor,
});
const short = Int32Array.of(5, 6, 7);
const means = [3, 10, 100].map((columns) => {
  const mean = meanOf.predict(padRows([short], columns)) as tf.Tensor;
  return [...mean.dataSync()];
});
for (const [n, mean] of means.entries())
  console.log(
    `${[3, 10, 100][n]} columns: ${mean
      .slice(0, 4)
      .map((v) => v.toExponential(3))
      .join('  ')} ...`,
  );

// %% tags=["assertion"]
for (const mean of means)
  for (const [n, value] of mean.entries())
    assert(Math.abs(value - means[0][n]) < 1e-9);

// %% [markdown]
// The same, however much padding stands behind it. (In [the last notebook](13-simple-lstm.ipynb) a text's mean depended on how long the
// *longest* text is.)
//
// ### Logistic regression
//
// It is a softmax over two scores. As a softmax looks only at differences, that is the same as a sigmoid of one difference:
//
// $$p(\text{positive}) = \frac{e^{s_1}}{e^{s_0} + e^{s_1}} = \sigma(s_1 - s_0)$$
//
// The loss is minus the logarithm of the probability of the right class.

// %%
const scores = tf.tensor2d([
  [0.3, 1.5],
  [2, -1],
]);
const bySoftmax = tf.softmax(scores).slice([0, 1], [2, 1]).dataSync();
const [s0, s1] = tf.split(scores, 2, 1);
const bySigmoid = s1.sub(s0).sigmoid().dataSync();
const values = (numbers: ArrayLike<number>) =>
  Array.from(numbers, (value) => value.toFixed(4)).join(', ');
console.log(`softmax ${values(bySoftmax)}; sigmoid ${values(bySigmoid)}`);

// %% tags=["assertion"]
for (const [n, value] of bySoftmax.entries())
  assert(Math.abs(value - bySigmoid[n]) < 1e-6);

// %% [markdown]
// ## Short reviews
//
// The script numbers the 10,000 most frequent words and trains only on reviews of fewer than 100 words. So do we: with IMDB on
// those that there are, with the rated sentences on some of them.

// %%
import {
  encodeReviews,
  holdOut,
  randomFrom,
  select,
  shuffled,
  trainingBatches,
} from '../lib/batches';
import { THEANO, THEANO_TRAINING, shorterThan } from '../lib/models';
import { buildVocabulary, tokenize } from '../lib/text';

const vocabulary = buildVocabulary(
  reviews.train.map(({ text }) => tokenize(text)),
  { maxWords: THEANO.nWords - 2 },
);
const classes = ['negative', 'positive'] as const;
const encoded = await encodeReviews(reviews.train, vocabulary, { classes });
const brief = shorterThan(THEANO_TRAINING.maxLength, encoded);
const some = reviews.dataset === 'imdb' ? 3000 : 2000;
const drawn = shuffled([...brief.ids.keys()], randomFrom(0)).slice(0, some);
const { rest, held } = holdOut(select(brief, drawn), 0.2, 0);
const of = encoded.ids.length.toLocaleString('en-US');
console.log(
  `${brief.ids.length.toLocaleString('en-US')} of ${of} have fewer than 100 words`,
);
console.log(`${rest.ids.length.toLocaleString('en-US')} to train on`);
console.log(`${held.ids.length} to choose by`);

// %% [markdown]
// ## SGD, AdaDelta, RMSProp
//
// Three rules that make a step of a gradient $g$. **SGD** goes down the slope at a fixed rate:
//
// $$w \leftarrow w - \eta\, g$$
//
// **AdaDelta** (Zeiler 2012) has no rate to choose. It divides by the usual size of the gradient and multiplies by the usual size of
// its own changes $\Delta$, so that a step has the unit of the weight:
//
// $$v \leftarrow \rho v + (1-\rho) g^2 \qquad \Delta = \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}}\, g \qquad u \leftarrow \rho u + (1-\rho) \Delta^2 \qquad w \leftarrow w - \Delta$$
//
// <!-- listing: lib/optimizers/adadelta.ts adadelta -->
//
// **RMSProp** stands in [the last notebook](13-simple-lstm.ipynb). The script has that of Graves (2013): it divides by
// the spread of the gradients, their mean square $n$ less the square of their mean $\bar g$, and makes a part of the
// last change again (*momentum*):
//
// $$\Delta \leftarrow 0.9\, \Delta - 10^{-4} \frac{g}{\sqrt{n - \bar g^2 + 10^{-4}}} \qquad w \leftarrow w + \Delta$$
//
// The constants are the script's:

// %%
import { THEANO_OPTIMIZERS } from '../lib/models';

const { sgd, adadelta, rmsprop } = THEANO_OPTIMIZERS;
({ sgd, adadelta, rmsprop });

// %% [markdown]
// One thing first. The script's initial weights are tiny: the classifier's have a standard deviation of 0.01. So an untrained network says one
// half to everything, which is modest of it. But the classifier's matrix stands between the loss and all that lies below, and the gradient
// that reaches the LSTM is small with it:

// %%
import { crossEntropy } from '../lib/loss';

const size = { nWords: vocabulary.words.length, dimProj: 32 };
const batches = () => trainingBatches(rest, { batchSize: 16, seed: 0 });
const firstGradient = (classifierScale: number) =>
  tf.tidy(() => {
    const model = theanoModel({ ...size, classifierScale });
    const { ids, labels } = batches().next().value!;
    const variables = model.layers[1].trainableWeights.map(
      (weight) => weight.read() as tf.Variable,
    );
    const { value, grads } = tf.variableGrads(
      () => crossEntropy(model.apply(ids) as tf.Tensor2D, labels),
      variables,
    );
    const gradient = Object.values(grads).flatMap((grad) => [...grad.dataSync()]);
    model.dispose();
    return { loss: value.dataSync()[0], gradient };
  });
const lengthOf = (vector: number[]) =>
  Math.sqrt(vector.reduce((s, v) => s + v * v, 0));
const modest = firstGradient(0.01);
const bold = firstGradient(1);
for (const [scale, { loss, gradient }] of [
  ['0.01', modest],
  ['1', bold],
] as const) {
  const length = lengthOf(gradient).toExponential(1);
  console.log(
    `standard deviation ${scale}: loss ${loss.toFixed(3)}, gradient of the LSTM ${length}`,
  );
}

// %% tags=["assertion"]
assert(Math.abs(modest.loss - Math.LN2) < 0.005);
assert(lengthOf(bold.gradient) > 30 * lengthOf(modest.gradient));

// %% [markdown]
// With the script's weights hundreds of steps can pass on a plateau before the loss moves at all. To see something in
// fewer steps, we let the classifier start with a standard deviation of 1, as [O'Reilly's](10-training.ipynb) does.
//
// Same model, same first weights, same batches in the same order for all rules. A fourth line is SGD at a rate ten thousand times the script's.

// %%
import { theanoOptimizer, type OptimizerName } from '../lib/models';
import { lineChart } from '../lib/plots';
import { showProgress } from '../lib/progress';
import { type Measured, train } from '../lib/training';

const rules: [string, OptimizerName, number?][] = [
  ['SGD', 'sgd'],
  ['AdaDelta', 'adadelta'],
  ['RMSProp', 'rmsprop'],
  ['SGD at 1', 'sgd', 1],
];
const ours = { ...size, classifierScale: 1 };
const STEPS = reviews.dataset === 'imdb' ? 240 : 160;
const curves: Record<string, Measured[]> = {};
for (const [name, rule, rate] of rules) {
  const model = theanoModel(ours);
  curves[name] = await train({
    model,
    batches: batches(),
    optimizer: theanoOptimizer(rule, rate),
    steps: isNative() ? STEPS : 50,
    measureEvery: 2,
    progress: showProgress(name, 'steps'),
  });
  model.dispose();
}

// %%
const smooth = (curve: Measured[]) =>
  curve.map((_, at) => {
    const window = curve.slice(Math.max(0, at - 19), at + 1);
    return window.reduce((sum, { loss }) => sum + loss, 0) / window.length;
  });
const line = (name: string, curve: Measured[]) => ({
  name,
  x: curve.map(({ step }) => step),
  y: smooth(curve),
});
show(
  lineChart({
    title: 'Three rules on the same model and batches',
    x: 'step',
    y: 'loss (nats), smoothed',
    lines: Object.entries(curves).map(([name, curve]) => line(name, curve)),
  }),
);

// %% tags=["assertion"]
const end = (name: string) => smooth(curves[name]).at(-1)!;
for (const name of ['AdaDelta', 'RMSProp', 'SGD at 1'])
  assert.equal(curves[name][0].loss, curves['SGD'][0].loss);
if (isNative()) {
  assert(Math.abs(end('SGD') - Math.LN2) < 0.02);
  assert(end('AdaDelta') < end('SGD') - 0.05);
  for (const name of ['RMSProp', 'SGD at 1'])
    assert(end(name) > end('AdaDelta') + 0.05);
}
const tiny = bold.gradient.filter((g) => g * g < 1e-4).length;
assert(tiny > 0.9 * bold.gradient.length);

// %% [markdown]
// **What to notice:** AdaDelta alone has learnt something in so few steps. The script's SGD stands still near $\ln 2$, and not only because its
// rate is small: at a rate of 1 it jumps about and gets no further. One rate for all weights suits neither the classifier, whose gradients are
// large, nor the vectors of rare words, whose gradients are tiny; the other two rules give each weight a pace of its own. RMSProp creeps:
// its $\epsilon$ of 0.0001 under the root is larger than most squared gradients here, and then it is only SGD at a rate of
// $10^{-4} / \sqrt{10^{-4}} = 0.01$, with momentum. The tutorial advises AdaDelta or RMSProp, as SGD did poorly on this task with this model.

// %% [markdown]
// ## Equation 5 against equation 7
//
// Does the model lose something by leaving out $V_o$? $V_o$ starts at 0, so both begin as the same network. Equation 5 has more
// weights, and no kernel that computes all its steps in one call; so we give both no more than the first 30 words of each text.

// %%
const gates = ['eq7', 'eq5'] as const;
const beginnings = { ...rest, ids: rest.ids.map((row) => row.subarray(0, 30)) };
const byGate: Record<string, Measured[]> = {};
const seconds: Record<string, number> = {};
const weights: Record<string, number> = {};
for (const outputGate of gates) {
  const model = theanoModel({ ...ours, outputGate });
  const started = performance.now();
  byGate[outputGate] = await train({
    model,
    batches: trainingBatches(beginnings, { batchSize: 16, seed: 0 }),
    optimizer: theanoOptimizer(),
    steps: isNative() ? Math.round((2 / 3) * STEPS) : 20,
    measureEvery: 2,
    progress: showProgress(outputGate, 'steps'),
  });
  seconds[outputGate] = (performance.now() - started) / 1000;
  weights[outputGate] = model.layers[1].countParams();
  model.dispose();
}

// %%
show(
  lineChart({
    title: 'What the output gate sees',
    x: 'step',
    y: 'loss (nats), smoothed',
    lines: [
      line('7: word and last output', byGate['eq7']),
      line('5: the cells, too', byGate['eq5']),
    ],
  }),
);
new dfd.DataFrame(
  gates.map((gate) => ({
    'output gate': gate,
    'weights of the LSTM': weights[gate].toLocaleString('en-US'),
    seconds: seconds[gate].toFixed(1),
  })),
);

// %% tags=["assertion"]
assert(Math.abs(byGate['eq5'][0].loss - byGate['eq7'][0].loss) < 1e-5);
assert.equal(weights['eq5'] - weights['eq7'], 32 * 32);
const apart = smooth(byGate['eq5']).at(-1)! - smooth(byGate['eq7']).at(-1)!;
assert(Math.abs(apart) < 0.04);

// %% [markdown]
// **What to notice:** the two lines lie nearly on each other, so little is lost by leaving $V_o$ out. (The seconds are
// no fair comparison: we have a kernel for equation 7 and none for 5.)

// %% [markdown]
// ## Early stopping with patience
//
// How long to train? The script allows 100 epochs and does not wait for them: every 370 steps it measures the reviews
// held out. A measurement that is no better than the best of those ten or more before it is a bad one; after more than
// ten bad ones since the last best it stops, and takes the best state. Ten is its **patience**. We do something simpler:
// measure after each epoch, and stop after two without a better one.

// %%
import { learningCurves, liveChart } from '../lib/plots';
import { fit } from '../lib/training';

const model = theanoModel(ours);
const training: Measured[] = [];
const validation: Measured[] = [];
const chart = liveChart();
const draw = () =>
  chart.update(
    learningCurves({
      title: 'AdaDelta, until nothing gets better',
      training,
      validation,
    }),
  );
const run = await fit({
  model,
  optimizer: theanoOptimizer(),
  examples: rest,
  held,
  batchSize: 16,
  seed: 0,
  epochs: !isNative() ? 2 : reviews.dataset === 'imdb' ? 12 : 5,
  patience: 2,
  measureEvery: 25,
  progress: showProgress('Training', 'steps'),
  onMeasured(measured) {
    training.push(measured);
    draw();
  },
  onEpoch({ step, loss, accuracy }) {
    validation.push({ step, loss, accuracy });
    draw();
  },
}).finally(() => chart.finish());

// %%
new dfd.DataFrame(
  run.validation.map(({ loss, accuracy }, epoch) => ({
    epoch: epoch + 1,
    'held-out loss': loss.toFixed(4),
    'held-out accuracy (%)': (100 * accuracy).toFixed(1),
    '': epoch + 1 === run.best ? 'the best: kept' : '',
  })),
);

// %% tags=["assertion"]
const lowest = Math.min(...run.validation.map(({ loss }) => loss));
assert.equal(run.validation[run.best - 1].loss, lowest);
if (run.stoppedEarly) assert.equal(run.validation.length, run.best + 2);

// %% [markdown]
// ## How good is it?
//
// The script tests on 500 reviews unless told otherwise. And it leaves long reviews out of training, but not out of the test.

// %%
import { evaluate, formatAccuracy } from '../lib/evaluation';

const order = shuffled(reviews.test, randomFrom(0)).slice(0, 2500);
const tests = await encodeReviews(order, vocabulary, { classes });
const positions = [...tests.ids.keys()];
const isBrief = (at: number) => tests.ids[at].length < THEANO_TRAINING.maxLength;
const groups: Record<string, number[]> = {
  'the script’s 500': positions.slice(0, THEANO_TRAINING.testSize),
  all: positions,
  'under 100 words': positions.filter(isBrief),
  '100 and more': positions.filter((at) => !isBrief(at)),
};
const results: { name: string; accuracy: number; n: number; baseline: number }[] =
  [];
for (const [name, some] of Object.entries(groups))
  if (some.length > 0)
    results.push({ name, ...(await evaluate(model, select(tests, some))) });

// %%
import { standardError } from '../lib/evaluation';

show(
  barChart({
    title: 'The same model on different test reviews',
    y: 'accuracy (%)',
    yRange: [0, 100],
    bars: results.map(({ name, accuracy, n }) => ({
      name: `${name} (${n.toLocaleString('en-US')})`,
      value: 100 * accuracy,
      standardError: 100 * standardError(accuracy, n),
    })),
    baseline: { name: 'always the same answer', value: 100 * results[1].baseline },
  }),
);
formatAccuracy(results[1].accuracy, results[1].n);

// %% tags=["assertion"]
assert(results[1].accuracy > results[1].baseline + 0.05);
const [ofScript, ofAll, ofBrief, ofLong] = results;
const errorOf = ({ accuracy, n }: { accuracy: number; n: number }) =>
  standardError(accuracy, n);
assert(errorOf(ofScript) > 1.9 * errorOf(ofAll));
if (reviews.dataset === 'imdb') {
  assert(ofLong.n / ofAll.n > 0.85);
  assert(ofLong.accuracy > ofBrief.accuracy - 0.1);
}

// %% [markdown]
// **What to notice:** with 500 reviews the whisker is twice as long; two networks that differ by two points could not be told apart. And with IMDB
// most test reviews are longer than anything that the network was trained on. (None of the rated sentences is.) It does about as well on them: a
// mean over the words is as large for a long review as for a short one.

// %% [markdown]
// ## Your own corpus
//
// A trained network knows ids, not words. Whoever tests it on other texts must number their words as it was trained: with **its
// dictionary**. The tutorial offers one for download, `imdb.dict.pkl.gz`, and a script that prepares a corpus of one's own. Here the
// corpus is six sentences in two folders, the dictionary that of our vocabulary, and `preprocess` the script:

// %%
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'own-corpus-'));
const own = {
  pos: [
    'A wonderful film with a superb cast.',
    'Funny, touching and beautifully made.',
    'The best two hours of my week.',
  ],
  neg: [
    'A dull mess with a terrible ending.',
    'Boring from the first minute to the last.',
    'A waste of time and of good actors.',
  ],
};
for (const [label, texts] of Object.entries(own)) {
  mkdirSync(join(scratch, 'corpus', label), { recursive: true });
  for (const [n, text] of texts.entries())
    writeFileSync(join(scratch, 'corpus', label, `${n}.txt`), text);
}
const idByWord = Object.fromEntries(
  vocabulary.words.map((word, id) => [word, id] as const).slice(2),
);
writeFileSync(join(scratch, 'dictionary.json'), JSON.stringify(idByWord));

// %%
import { readExamples } from '../experiments/runs/prepared-files';
import { preprocess } from '../experiments/runs/preprocess';

const ids = join(scratch, 'ids');
const record = await preprocess(join(scratch, 'corpus'), ids, {
  dictionary: join(scratch, 'dictionary.json'),
});
const ownExamples = await readExamples(ids, 'train', record.classes);
rmSync(scratch, { recursive: true });
record.parts['train'];

// %%
import { probabilities } from '../lib/evaluation';

const answers = await probabilities(model, ownExamples.ids);
const positive = ownExamples.ids.map((_, at) => answers.values[2 * at + 1]);
new dfd.DataFrame(
  ownExamples.ids.map((row, at) => ({
    ids: row.join(' '),
    label: classes[ownExamples.labels[at]],
    'positive (%)': (100 * positive[at]).toFixed(0),
  })),
);

// %% tags=["assertion"]
assert.deepEqual(record.classes, classes);
assert.equal(record.parts['train'].texts, 6);
const right = positive.filter(
  (p, at) => Number(p > 0.5) === ownExamples.labels[at],
);
if (isNative()) assert(right.length >= 4);

// %% [markdown]
// In a terminal that is `npm run -s preprocess -- --data_dir FOLDER --out ids --dictionary FILE`.
//
// ### A file that could have run
//
// The tutorial's dictionary is a *pickle*. A pickle is not a list of words but a program for a small machine, which builds what was
// saved, and which may call whatever it likes on the way. Whoever opens a stranger's pickle in Python runs the stranger's program. Ours
// knows only the operations that make a dictionary of words and numbers. Here is one, written by hand:

// %%
import { readPickledDictionary } from '../lib/text';

const pickle = '(dVgood\nI2\nsVbad\nI3\ns.';
const dictionary = readPickledDictionary(Buffer.from(pickle), 'own.pkl');
console.log([...dictionary]);

// %% [markdown]
// `(d` makes a dictionary, `V` a word, `I` a number, `s` puts them in, and `.` is the end. And this one calls a program:

// %%
let refusal = '';
try {
  readPickledDictionary(
    Buffer.from("cos\nsystem\n(S'echo got you'\ntR."),
    'evil.pkl',
  );
} catch (error) {
  refusal = (error as Error).message;
}
refusal;

// %% tags=["assertion"]
assert.deepEqual(
  [...dictionary],
  [
    ['good', 2],
    ['bad', 3],
  ],
);
assert(refusal.includes('GLOBAL'));

// %% [markdown]
// ## Running it
//
// The tutorial is started with `THEANO_FLAGS="floatX=float32" python lstm.py`, which fetches its data and trains. Here the data are
// fetched with `npm run data -- imdb`, everything is `float32` anyway, and what trains is
//
// ```sh
// npm run -s train -- --model theano
// ```
//
// with the script's settings as defaults, `--optimizer sgd`, `adadelta` or `rmsprop`, `--output_gate eq5` or `eq7`, `--patience`, and
// [some more](../docs/commands.md#theano).

// %% [markdown]
// ## Exercises
//
// - [`10`](../exercises/10-lstm-step.ts) One step of an LSTM (25 minutes)
// - [`12`](../exercises/12-masked-mean.ts) A mean that leaves padding out (15 minutes)
// - [`21`](../exercises/21-early-stopping.ts) Early stopping (20 minutes)

// %%
import { check } from '../course/check';

await check('10');

// %%
await check('12');

// %%
await check('21');

// %% [markdown]
// ## What to remember
//
// - Three gates and a candidate that do not wait for each other are one matrix product; with equation 5 the output gate
//   has to wait.
// - A masked mean does not change with padding.
// - A rule of training is as good as its constants, and which ones are good depends on the size of the gradients, and that on the first weights.
// - Patience: stop when the held-out loss has not improved for a while, and keep the best state.
// - Test others' texts with the dictionary of the training, and open no strangers' pickles.
//
// ## References
//
// The tutorial asks whoever uses it to cite these papers:
//
// - the LSTM: S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9(8), 1997
// - its forget gate: F. A. Gers, J. Schmidhuber and F. Cummins, Learning to forget: continual prediction with LSTM, Neural Computation
//   12(10), 2000
// - more recent: A. Graves, Supervised sequence labelling with recurrent neural networks, Springer, 2012
// - Theano: F. Bastien and others, Theano: new features and speed improvements, NIPS workshop on deep learning and unsupervised feature
//   learning, 2012
// - Theano: J. Bergstra and others, Theano: a CPU and GPU math expression compiler, SciPy 2010
//
// and refers to these:
//
// - Y. Bengio, P. Simard and P. Frasconi, Learning long-term dependencies with gradient descent is difficult, IEEE Transactions on Neural
//   Networks 5(2), 1994
// - S. Hochreiter, Y. Bengio, P. Frasconi and J. Schmidhuber, Gradient flow in recurrent nets: the difficulty of learning long-term
//   dependencies, 2001
// - A. L. Maas, R. E. Daly, P. T. Pham, D. Huang, A. Y. Ng and C. Potts, Learning word vectors for sentiment analysis, ACL 2011: the reviews
//
// Its rules of training: M. D. Zeiler, ADADELTA: an adaptive learning rate method, 2012; A. Graves, Generating sequences with recurrent
// neural networks, 2013.
//
// **Next:** [The same network in Keras' layers](15-keras-lstm.ipynb)
