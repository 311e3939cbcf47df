// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Recurrent networks
//
// *"Not good, just long"* and *"good, just not long"* have the same words. How can a network read words in their order,
// with texts of any length, and what does it still know of the first word when it has come to the last?
//
// **After this notebook you can** compute a recurrent network step by step, say what its two matrices do, follow a
// gradient back through time, and predict from one number whether it vanishes or explodes. **It takes** twenty minutes
// to read and seconds to run. **Data:** a review of our own, and the word vectors of [notebook 03](03-word-vectors.ipynb).

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Recurrent networks
//
// A feedforward network has layers of nodes, one for the input, hidden ones, and one for the output, and every input goes
// through all of them once. A text of 67 words would
// need 67 inputs, and the word at the third of them would share nothing with the same word at the fourth. A
// **recurrent** network reads one word per *time step* instead. What it has read so far it keeps in a vector, the
// *hidden state* $h$. Each step makes the new state from the old one and the vector of the word:
//
// $$h_t = \tanh(W^H h_{t-1} + W^X x_t)$$
//
// $x_t$ is the vector of word $t$, and $W^H$ and $W^X$ are two matrices of weights. (The tutorial writes $\sigma$ for the function
// around them, and says that it is a sigmoid or tanh.) There are as many steps as the text has words, or the longest text of a
// batch. Drawn with a loop, or, *unrolled*, with a copy for each step:

// %%
import { lineChart, show } from '../lib/plots';
import { unrolledNetwork } from '../course/drawings/unrolled-network';

show(unrolledNetwork(['the', 'movie', 'was', '...', 'expectations']));

// %% [markdown]
// **What to notice:** all blue arrows are the same matrix, and so are all orange ones. Unrolling copies the network, not
// its weights. (The tutorial says that $W^X$ is different for each input. It is not; what differs is $x_t$.) That is why
// one network can read texts of any length, and why what it learns of a word at one place holds at every other.
//
// In code the batch comes first: each row of $x$ is the word of one text, so the matrices stand on the right.

// %%
/** From words `[time, inputs]` to the state after each, `[time, units]`. */
function statesOf(
  words: tf.Tensor2D,
  wx: tf.Tensor2D,
  wh: tf.Tensor2D,
): tf.Tensor2D {
  let h: tf.Tensor = tf.zeros([1, wh.shape[0]]); // nothing read yet
  const states = tf.split(words, words.shape[0]).map((x) => {
    h = tf.tanh(tf.add(tf.matMul(h as tf.Tensor2D, wh), tf.matMul(x, wx)));
    return h;
  });
  return tf.concat(states) as tf.Tensor2D;
}

// %%
import { encode, padRows } from '../lib/batches';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const review = [
  'I had been waiting for this film for a year, and for the first half hour I',
  'thought that it would be worth it. The songs are lovely, the harbour at',
  'night looks like a painting, and nobody plays a tired old sailor better',
  'than he does. Then somebody must have lost the second half of the script,',
  'because from there on people only walk through doors.',
].join(' ');
const table: tf.Tensor = tf.tensor2d(vectors.matrix, [400_000, 50]);
const wordsOf = (text: string) =>
  tf.gather(table, padRows([encode(text, vectors)])).squeeze([0]) as tf.Tensor2D;
const words = wordsOf(review); // [time, 50]

const UNITS = 64;
const normal = (shape: [number, number], deviation: number, seed: number) =>
  tf.randomNormal(shape, 0, deviation, 'float32', seed) as tf.Tensor2D;
const wx = normal([50, UNITS], 0.1, 1);
const wh = normal([UNITS, UNITS], 1 / Math.sqrt(UNITS), 2);
const states = statesOf(words, wx, wh);
console.log(`words [${words.shape}], states [${states.shape}]`);
console.log(`weights: ${wx.size + wh.size}, for this text and for any other`);

// %% [markdown]
// TensorFlow.js' own layer must give the same numbers, with our matrices as its weights:

// %%
const layer = tf.layers.simpleRNN({
  units: UNITS,
  returnSequences: true,
  useBias: false,
  recurrentInitializer: 'glorotUniform',
});
layer.apply(words.expandDims(0)); // the first call makes the weights
layer.setWeights([wx, wh]);
const same = layer.apply(words.expandDims(0)) as tf.Tensor3D;
const difference = same.squeeze([0]).sub(states).abs().max().dataSync()[0];
`largest difference ${difference.toExponential(1)}`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(words.shape[0], 67);
assert.deepEqual(states.shape, [67, UNITS]);
assert(difference < 1e-5);
// the weights do not depend on the length of the text
assert.deepEqual(
  statesOf(words.slice([0, 0], [7, 50]), wx, wh).arraySync(),
  states.slice([0, 0], [7, UNITS]).arraySync(),
);

// %% [markdown]
// ## Large and small weights
//
// The tutorial sets a riddle: how does $h_t$ change if $W^X$ or $W^H$ are large or small? Think before you run the next
// cells. Then measure, in all four cases: how far does the last state move when we exchange the last *word*, and how
// far when we exchange the whole *past* and keep the last word? 0 is not at all, and two states that have nothing to do
// with each other are about 1.4 apart.

// %%
const other = wordsOf('Bring the children, they will laugh from start to end');
const last = words.slice([words.shape[0] - 1, 0], [1, 50]) as tf.Tensor2D;
const past = words.slice([0, 0], [words.shape[0] - 1, 50]);
const stateAfter = (sequence: tf.Tensor2D, wx: tf.Tensor2D, wh: tf.Tensor2D) => {
  const all = statesOf(sequence, wx, wh);
  return all.slice([all.shape[0] - 1, 0], [1, UNITS]) as tf.Tensor2D;
};
/** How far two states are apart, measured by their own mean length. */
const apart = (a: tf.Tensor2D, b: tf.Tensor2D) =>
  (2 * tf.norm(a.sub(b)).dataSync()[0]) /
  (tf.norm(a).dataSync()[0] + tf.norm(b).dataSync()[0]);

function influences(wx: tf.Tensor2D, wh: tf.Tensor2D) {
  const state = stateAfter(words, wx, wh);
  const otherWord = tf.concat([past, other.slice([0, 0], [1, 50])]) as tf.Tensor2D;
  const otherPast = tf.concat([other, last]) as tf.Tensor2D;
  return {
    word: apart(state, stateAfter(otherWord, wx, wh)),
    past: apart(state, stateAfter(otherPast, wx, wh)),
  };
}

// %%
import * as dfd from 'danfojs-node';

const sizes = { small: 0.05, large: 4 };
const cases = Object.entries(sizes).flatMap(([ofX, sizeX]) =>
  Object.entries(sizes).map(([ofH, sizeH]) => ({
    ofX,
    ofH,
    ...influences(wx.mul(sizeX) as tf.Tensor2D, wh.mul(sizeH) as tf.Tensor2D),
  })),
);
new dfd.DataFrame(
  cases.map(({ ofX, ofH, word, past }) => ({
    Wˣ: ofX,
    Wᴴ: ofH,
    'another last word': word.toFixed(3),
    'another past': past.toFixed(3),
  })),
);

// %% tags=["assertion"]
const caseOf = (ofX: string, ofH: string) =>
  cases.find((one) => one.ofX === ofX && one.ofH === ofH)!;
const deaf = caseOf('small', 'large');
assert(deaf.past > 1 && deaf.word < deaf.past / 5);
for (const forgetful of [caseOf('small', 'small'), caseOf('large', 'small')])
  assert(forgetful.word > 0.5 && forgetful.past < forgetful.word / 5);
assert(caseOf('large', 'large').past > 0.3 && caseOf('large', 'large').word > 0.3);

// %% [markdown]
// **What to notice:** with a large $W^H$ beside a small $W^X$ the state hardly listens to the word; everything in it is
// the past. With a small $W^H$ the past is gone after one step, whatever $W^X$ is. With a large one the past always
// counts, and $W^X$ decides whether the word is heard beside it.
//
// The tutorial concludes that in the first case the state keeps about the same value from step to step. Does it? We look
// at the cosine between each state and the one before it.

// %%
import { cosine } from '../lib/vectors';

const identity = tf.eye(UNITS);
const keeping = (wh: tf.Tensor2D) => {
  const rows = statesOf(words, wx.mul(0.05) as tf.Tensor2D, wh).arraySync();
  const steps = rows.slice(30).map((row, n) => cosine(row, rows[29 + n]));
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
};
const kept = {
  random: keeping(wh.mul(4) as tf.Tensor2D),
  identity: keeping(identity.mul(4) as tf.Tensor2D),
};
console.log(`random W^H, large:       mean cosine ${kept.random.toFixed(2)}`);
console.log(`4 times the identity:    mean cosine ${kept.identity.toFixed(2)}`);

// %% tags=["assertion"]
assert(Math.abs(kept.random) < 0.3 && kept.identity > 0.95);

// %% [markdown]
// Only where $W^H$ is a multiple of the identity, which hands each number on to itself. In general a large $W^H$ makes the
// state *depend* on the past without *staying* what it was: every step turns it into something new. To keep a
// value, a network needs a unit that is connected to itself. Remember this for [the next notebook](06-lstm-units.ipynb).

// %% [markdown]
// ## Back through time
//
// How do $W^X$ and $W^H$ come to have good values? As in every network: by following the gradient of a loss. *Back-propagation
// through time* is back-propagation in the unrolled network. Say the loss $L$ sees the last state, as the tutorial's
// softmax does. Then the question goes back step by step: if the state at $t$ were a little different, how would the loss
// change?
//
// $$\frac{\partial L}{\partial h_{t-1}} = (W^H)^\top \left( (1 - h_t^2) \odot \frac{\partial L}{\partial h_t} \right)$$
//
// $\odot$ multiplies number by number, $\top$ turns a matrix round (its rows become columns), and $1 - h_t^2$ is the derivative of
// tanh. As $W^X$ was used at every step, its gradient is a sum over all steps, and step
// $t$ adds to it what $\partial L / \partial h_t$ carries. **If that is nearly zero, the words at $t$ teach the network nothing.**
//
// Here is the equation as code, from the last state back to the first:

// %%
/** How the loss changes with the state at each step, `[time, units]`. */
function backThroughTime(
  states: tf.Tensor2D,
  wh: tf.Tensor2D,
  lastGradient: tf.Tensor2D,
) {
  let gradient: tf.Tensor2D = lastGradient;
  const gradients = [gradient];
  for (const h of tf.split(states, states.shape[0]).reverse().slice(0, -1)) {
    const dz: tf.Tensor2D = tf.sub(1, h.square()).mul(gradient);
    gradient = tf.matMul(dz, wh, false, true);
    gradients.unshift(gradient);
  }
  return tf.concat(gradients) as tf.Tensor2D;
}

// %% [markdown]
// TensorFlow.js can tell us whether that is right. If a small *probe* is added to every state, the gradient with
// respect to the probes is the gradient with respect to the states.

// %%
/** A made-up loss, `lastState . direction`, with a probe added to each state. */
function probedLoss(probes: tf.Tensor, wh: tf.Tensor2D, direction: tf.Tensor) {
  let h: tf.Tensor = tf.zeros([1, UNITS]);
  const steps = tf.split(words, words.shape[0]);
  for (const [t, probe] of tf.split(probes, words.shape[0]).entries()) {
    const z = tf.add(tf.matMul(h as tf.Tensor2D, wh), tf.matMul(steps[t], wx));
    h = tf.tanh(z).add(probe);
  }
  return h.mul(direction).sum();
}

const direction = normal([1, UNITS], 1, 3);
const byHand = backThroughTime(states, wh, direction);
const byTensorFlow = tf.grad((probes) => probedLoss(probes, wh, direction))(
  tf.zeros([words.shape[0], UNITS]),
);
const disagreement = byHand.sub(byTensorFlow).abs().max().dataSync()[0];
`largest difference ${disagreement.toExponential(1)}`;

// %% tags=["assertion"]
assert(disagreement < 1e-5);

// %% [markdown]
// ## Vanishing and exploding gradients
//
// The equation multiplies by $W^H$ once per step. Multiply a vector by the same matrix again and again, and its length
// soon changes at each step by the same factor: the size of the matrix' **leading eigenvalue** $\lambda$, the largest of
// them (an eigenvalue is the factor by which a matrix stretches a vector whose direction it leaves as it was). So below
// 1 a gradient *vanishes* on its way back, above 1 it may *explode*. May, because at each step it is also multiplied by
// $1 - h_t^2$, which is never more than 1.
//
// We measure it. We scale $W^H$ so that its leading eigenvalue is what we want, let the network read the review, and
// ask how long the gradient is at each step.
//
// <!-- listing: course/demos/leading-eigenvalue.ts leadingEigenvalue -->

// %%
import { leadingEigenvalue } from '../course/demos/leading-eigenvalue';

const original = leadingEigenvalue(wh.arraySync());
const scaledTo = (eigenvalue: number) =>
  wh.mul(eigenvalue / original) as tf.Tensor2D;
/** The length of the gradient at each step, first word first. */
const lengthsFor = (eigenvalue: number) =>
  tf.tidy(() => {
    const matrix = scaledTo(eigenvalue);
    const rows = backThroughTime(
      statesOf(words, wx, matrix),
      matrix,
      direction,
    ).arraySync();
    return rows.map((row) => Math.hypot(...row));
  });
const eigenvalues = [0.5, 0.8, 1, 1.5, 2, 3];
const lengths = new Map(eigenvalues.map((value) => [value, lengthsFor(value)]));
show(
  lineChart({
    title: 'A gradient on its way back through 67 words',
    x: 'word (the loss sees the last one)',
    y: 'length of the gradient',
    logY: true,
    lines: eigenvalues.map((value) => ({
      name: `λ = ${value}`,
      x: lengths.get(value)!.map((_, t) => t + 1),
      y: lengths.get(value)!,
    })),
  }),
);

// %% [markdown]
// **What to notice:** the scale is one of powers of ten. Below 1 hardly anything of the last word's gradient arrives at the
// first ones: they might as well not be there. At 3 the first words get millions of times as much as the last: one step of training
// would throw the weights anywhere. Between these two the straight lines differ by their slope alone.

// %%
const factorOf = (lengths: number[]) =>
  (lengths[0] / lengths.at(-1)!) ** (1 / (lengths.length - 1));
/** The same without tanh: nothing but products with the matrix. */
const linearFactor = (eigenvalue: number) =>
  tf.tidy(() => {
    const matrix = scaledTo(eigenvalue);
    let gradient = direction;
    const grown = Array.from({ length: 64 }, () => {
      gradient = tf.matMul(gradient, matrix, false, true);
      const length = tf.norm(gradient).dataSync()[0];
      gradient = gradient.div(length); // at length 1 nothing overflows
      return length;
    });
    return Math.exp(
      grown.slice(16).reduce((sum, length) => sum + Math.log(length) / 48, 0),
    );
  });
const factors = eigenvalues.map((value) => ({
  value,
  linear: linearFactor(value),
  measured: factorOf(lengths.get(value)!),
}));
show(
  lineChart({
    title: 'What one step back does to the length of a gradient',
    x: 'leading eigenvalue of Wᴴ',
    y: 'factor per step',
    lines: [
      {
        name: 'without tanh',
        x: eigenvalues,
        y: factors.map(({ linear }) => linear),
      },
      {
        name: 'the network',
        x: eigenvalues,
        y: factors.map(({ measured }) => measured),
      },
      { name: 'neither vanishes nor explodes', x: [0.5, 3], y: [1, 1] },
    ],
  }),
);

// %%
new dfd.DataFrame(
  factors.map(({ value, linear, measured }) => ({
    'leading eigenvalue': value,
    'factor without tanh': linear.toFixed(3),
    'factor of the network': measured.toFixed(3),
    'first word against last': (measured ** 66).toExponential(0),
  })),
);

// %% tags=["assertion"]
assert(Math.abs(leadingEigenvalue(scaledTo(0.8).arraySync()) - 0.8) < 1e-4);
for (const { value, linear, measured } of factors) {
  assert(Math.abs(linear / value - 1) < 0.03, `${value}: ${linear}`);
  assert(measured < linear, 'tanh only takes away');
  if (value < 1) assert(measured < 1 && measured ** 66 < 1e-6);
}
assert(factors.at(-1)!.measured ** 66 > 1e6);
assert(factors[3].measured < 1.05, 'at 1.5 it does not explode yet');

// %% [markdown]
// **What to notice:** without tanh the factor *is* the leading eigenvalue. With it the factor is lower: a leading eigenvalue
// below 1 made every gradient vanish, and one above 1 is not sufficient for exploding (Bengio, Simard and Frasconi 1994;
// Pascanu, Mikolov and Bengio 2013, section 2.1. A proof that it vanishes needs a little more, as a matrix may stretch a vector
// for some steps before its eigenvalues have their way: that its largest *singular value* is below 1).
//
// There is a narrow band in which gradients survive, and nothing keeps $W^H$ in it while it learns. Exploding is the
// smaller trouble: one scales a gradient that is too long down to a set length (*clipping*,
// [`lib/optimizers/clip.ts`](../lib/optimizers/clip.ts)). What has vanished cannot be scaled up again. For that, another
// kind of unit was invented.

// %% [markdown]
// ## From state to answer
//
// At last the state after the last word is multiplied by one more matrix, and *softmax* turns the two numbers that come out
// into probabilities, between 0 and 1 and 1 in sum:
//
// $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} \qquad z = W h_T + b$$

// %%
const scores = tf.matMul(
  states.slice([66, 0], [1, UNITS]),
  normal([UNITS, 2], 0.1, 4),
);
const [probabilities] = tf.softmax(scores).arraySync() as number[][];
const [positive, negative] = probabilities.map((p) => p.toFixed(2));
`untrained: positive ${positive}, negative ${negative}`;

// %% tags=["assertion"]
assert(Math.abs(probabilities[0] + probabilities[1] - 1) < 1e-6);

// %% [markdown]
// ## Exercises
//
// - [`08`](../exercises/08-rnn-step.ts) One step of a recurrent network (20 minutes)
// - [`09`](../exercises/09-rnn-gradient.ts) The gradient of that step, by hand (25 minutes)

// %%
import { check } from '../course/check';

await check('08');

// %%
await check('09');

// %% [markdown]
// ## What to remember
//
// - One state, two matrices, the same at every step: $h_t = \tanh(W^H h_{t-1} + W^X x_t)$.
// - A large $W^H$ listens to the past, a large $W^X$ to the word; neither alone *keeps* anything.
// - Every step back multiplies the gradient by $W^H$: below a leading eigenvalue of 1 it vanishes, well above it explodes.
//
// **Next:** [LSTM units](06-lstm-units.ipynb)
