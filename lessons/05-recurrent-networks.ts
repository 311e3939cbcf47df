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
// *"Not good, just long"* and *"good, just not long"* have the same words. How can a network read
// words in order, in reviews of any length? And what does it still know about the first word when
// it reaches the last?
//
// **After this notebook you can** compute a recurrent network step by step, say what its two
// matrices do, compute a gradient by backpropagation through time, and say when it must vanish and
// when it can explode. **It takes** twenty minutes to read and seconds to run. **Data:** a review
// of our own, and the word vectors of [notebook 03](03-word-vectors.ipynb).

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## One word after the other
//
// ([A layer of a network](02-tensors.ipynb#A-layer-of-a-network) explains layer, unit, weight and
// tanh.) A *feedforward* network has layers one after the other. The inputs go through all of them
// once. Those between the inputs and the last layer are its *hidden* layers. A review of 67 words
// would need 67 inputs. What the network learns about a word at the third input would not help
// with the same word at the fourth.
//
// A **recurrent** network reads one word per *time step* instead. A vector, the *hidden state*
// $h$, stores what the network has read so far. Each step computes the new state from the old
// state and the vector of the word:
//
// $$h_t = \tanh(W^H h_{t-1} + W^X x_t)$$
//
// $x_t$ is the vector of word $t$, and $W^H$ and $W^X$ are two weight matrices. The sum is that of
// a layer with two inputs, the old state and the word. The tanh keeps each number of the state
// between -1 and 1. Without it, the state could grow without end. (The tutorial writes $\sigma$
// instead of tanh, and says that it is a sigmoid or tanh.) The number of steps is the number of
// words of the review, or of the longest review in the batch. We can draw the network with a loop.
// Or we *unroll* it, and draw a copy for each step:

// %%
import { lineChart, show } from '../lib/plots';
import { unrolledNetwork } from '../course/drawings/unrolled-network';

show(unrolledNetwork(['the', 'movie', 'was', '...', 'expectations']));

// %% [markdown]
// **What to notice:** all blue arrows are the same matrix, and so are all orange arrows. Unrolling
// copies the network, not its weights. (The tutorial says that $W^X$ is different for each input.
// That is wrong: only $x_t$ is different.) So one network can read reviews of any length, and what
// it learns about a word at one position holds at every position.
//
// In code the batch axis comes first. Each row of $x$ is a word of one review. So the matrices
// stand on the right, and they are the transposes of those in the equation. (We leave out the
// bias.)

// %%
/** Maps word vectors `[time, dimensions]` to the state after each word, `[time, units]`. */
function statesOf(
  inputs: tf.Tensor2D,
  wx: tf.Tensor2D,
  wh: tf.Tensor2D,
): tf.Tensor2D {
  let h: tf.Tensor = tf.zeros([1, wh.shape[0]]); // before the first word
  const states = tf.split(inputs, inputs.shape[0]).map((x) => {
    h = tf.tanh(tf.add(tf.matMul(h as tf.Tensor2D, wh), tf.matMul(x, wx)));
    return h;
  });
  return tf.concat(states) as tf.Tensor2D;
}

// %%
import { encodeText, padRows } from '../lib/batches';
import { loadVectors } from '../lib/datasets';

const vectors = await loadVectors('glove-50', { order: 'oreilly' });
const review = [
  'I had been waiting for this film for a year, and for the first half hour I',
  'thought that it would be worth it. The songs are lovely, the harbor at',
  'night looks like a painting, and nobody plays a tired old sailor better',
  'than he does. Then somebody must have lost the second half of the script,',
  'because from there on people only walk through doors.',
].join(' ');
const embeddingMatrix: tf.Tensor = tf.tensor2d(vectors.matrix, [
  vectors.words.length,
  vectors.dimensions,
]);
const embed = (text: string) =>
  tf
    .gather(embeddingMatrix, padRows([encodeText(text, vectors)]))
    .squeeze([0]) as tf.Tensor2D;
const inputs = embed(review); // [time, 50]

const UNITS = 64;
const normal = (shape: [number, number], standardDeviation: number, seed: number) =>
  tf.randomNormal(shape, 0, standardDeviation, 'float32', seed) as tf.Tensor2D;
const wx = normal([50, UNITS], 0.1, 1);
const wh = normal([UNITS, UNITS], 1 / Math.sqrt(UNITS), 2);
const states = statesOf(inputs, wx, wh);
console.log(`inputs [${inputs.shape}], states [${states.shape}]`);
console.log(`weights: ${wx.size + wh.size}, for a review of any length`);

// %% [markdown]
// The layer of TensorFlow.js must give the same numbers if we set our matrices as its weights.
// (`returnSequences` makes it return its output at every time step. `'glorotUniform'` draws initial
// weights from a range that keeps outputs about as large as inputs. Another usual choice is a
// random *orthogonal* matrix, which changes no norm.)

// %%
const layer = tf.layers.simpleRNN({
  units: UNITS,
  returnSequences: true,
  useBias: false,
  recurrentInitializer: 'glorotUniform',
});
layer.apply(inputs.expandDims(0)); // the first call creates the weights
layer.setWeights([wx, wh]);
const same = layer.apply(inputs.expandDims(0)) as tf.Tensor3D;
const difference = same.squeeze([0]).sub(states).abs().max().dataSync()[0];
`largest difference ${difference.toExponential(1)}`;

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.equal(inputs.shape[0], 67);
assert.deepEqual(states.shape, [67, UNITS]);
assert(difference < 1e-5);
// the weights do not depend on the length of the review
assert.deepEqual(
  statesOf(inputs.slice([0, 0], [7, 50]), wx, wh).arraySync(),
  states.slice([0, 0], [7, UNITS]).arraySync(),
);

// %% [markdown]
// ## Large and small weights
//
// The tutorial asks a question: how does $h_t$ change if $W^X$ or $W^H$ are large or small? Think
// before you run the next cells. Then we measure two distances in all four cases. How far does the
// last state move if we replace the last *word*? And how far does it move if we replace the whole
// *past* and keep the last word? A distance of 0 means that nothing changes. Two unrelated states
// are nearly at a right angle, so their distance is about $\sqrt 2 \approx 1.4$.

// %%
const other = embed('Bring the children, they will laugh from start to end');
const last = inputs.slice([inputs.shape[0] - 1, 0], [1, 50]) as tf.Tensor2D;
const past = inputs.slice([0, 0], [inputs.shape[0] - 1, 50]);
const stateAfter = (sequence: tf.Tensor2D, wx: tf.Tensor2D, wh: tf.Tensor2D) => {
  const all = statesOf(sequence, wx, wh);
  return all.slice([all.shape[0] - 1, 0], [1, UNITS]) as tf.Tensor2D;
};
/** The distance of two states, relative to their average norm. */
const relativeDistance = (a: tf.Tensor2D, b: tf.Tensor2D) =>
  (2 * tf.norm(a.sub(b)).dataSync()[0]) /
  (tf.norm(a).dataSync()[0] + tf.norm(b).dataSync()[0]);

function influences(wx: tf.Tensor2D, wh: tf.Tensor2D) {
  const state = stateAfter(inputs, wx, wh);
  const otherWord = tf.concat([past, other.slice([0, 0], [1, 50])]) as tf.Tensor2D;
  const otherPast = tf.concat([other, last]) as tf.Tensor2D;
  return {
    word: relativeDistance(state, stateAfter(otherWord, wx, wh)),
    past: relativeDistance(state, stateAfter(otherPast, wx, wh)),
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
    'new last word': word.toFixed(3),
    'new past': past.toFixed(3),
  })),
);

// %% tags=["assertion"]
const caseOf = (ofX: string, ofH: string) =>
  cases.find((one) => one.ofX === ofX && one.ofH === ofH)!;
const pastOnly = caseOf('small', 'large');
assert(pastOnly.past > 1 && pastOnly.word < pastOnly.past / 5);
for (const wordOnly of [caseOf('small', 'small'), caseOf('large', 'small')])
  assert(wordOnly.word > 0.5 && wordOnly.past < wordOnly.word / 5);
assert(caseOf('large', 'large').past > 0.3 && caseOf('large', 'large').word > 0.3);

// %% [markdown]
// **What to notice:** with a large $W^H$ and a small $W^X$ the state hardly depends on the word.
// It depends on the past. With a small $W^H$ the past is lost after one step, whatever $W^X$ is.
// With a large $W^H$ the past always matters, and the size of $W^X$ decides whether the word
// matters too.
//
// The tutorial concludes that with a large $W^H$ and a small $W^X$ the state hardly changes from
// step to step. Is that true? We compute the cosine similarity of each state with the state before
// it.

// %%
import { cosine } from '../lib/vectors';

const identity = tf.eye(UNITS);
const meanCosine = (wh: tf.Tensor2D) => {
  const rows = statesOf(inputs, wx.mul(0.05) as tf.Tensor2D, wh).arraySync();
  const steps = rows.slice(30).map((row, n) => cosine(row, rows[29 + n]));
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
};
const noSelf = tf.sub(1, identity); // no unit is connected to itself
const similarity = {
  'random weights': meanCosine(wh.mul(4) as tf.Tensor2D),
  '4 times the identity': meanCosine(identity.mul(4) as tf.Tensor2D),
  'positive weights': meanCosine(wh.abs().mul(noSelf) as tf.Tensor2D),
};
for (const [name, value] of Object.entries(similarity))
  console.log(`${name.padEnd(22)} mean cosine ${value.toFixed(2)}`);

// %% tags=["assertion"]
assert(Math.abs(similarity['random weights']) < 0.3);
assert(similarity['4 times the identity'] > 0.95);
assert(similarity['positive weights'] > 0.95);

// %% [markdown]
// It depends on the matrix. A multiple of the identity passes each unit's value on to the same
// unit, so the state stays. It also stays with these positive weights, although no unit is
// connected to itself: the units pull each other to the same sign. With random weights the state
// *depends* on the past but does not *stay*, because every step transforms it. The simplest way to
// keep a value is a unit that is connected to itself. Remember this for [the next
// notebook](06-lstm-units.ipynb).

// %% [markdown]
// ## Backpropagation through time
//
// How do we find good values for $W^X$ and $W^H$? As in every network, we follow the gradient of a
// loss. *Backpropagation through time* is backpropagation in the unrolled network. Say that the
// loss $L$ depends on the last state, as in the tutorial. Then we go backward step by step and
// ask: if the state at $t$ were a little different, how would the loss change? The **chain rule**
// answers: the loss depends on $h_t$, and $h_t$ on $h_{t-1}$, so multiply the two changes. (In
// [exercise 08](../exercises/08-autograd.ts) you build this by hand, with single numbers. If the
// chain rule is new to you, do it now.)
//
// $$\frac{\partial L}{\partial h_{t-1}} =
// (W^H)^\top \left( (1 - h_t^2) \odot \frac{\partial L}{\partial h_t} \right)$$
//
// $\odot$ is the element-wise product, $\top$ is the transpose of a matrix, and $1 - h_t^2$ is the
// derivative of tanh. $W^X$ is used at every step, so its gradient is a sum over all steps. The
// part of step $t$ is proportional to $\partial L / \partial h_t$. **If that is nearly zero, the
// network learns nothing from the word at step $t$.**
//
// Here is the equation as code, from the last state back to the first:

// %%
/** The gradient of the loss with respect to each state, `[time, units]`. */
function backpropagateThroughTime(
  states: tf.Tensor2D,
  wh: tf.Tensor2D,
  lastGradient: tf.Tensor2D,
) {
  let gradient: tf.Tensor2D = lastGradient;
  const gradients = [gradient];
  for (const h of tf.split(states, states.shape[0]).reverse().slice(0, -1)) {
    const dz: tf.Tensor2D = tf.sub(1, h.square()).mul(gradient);
    gradient = tf.matMul(dz, wh, false, true); // `true` transposes wh
    gradients.unshift(gradient);
  }
  return tf.concat(gradients) as tf.Tensor2D;
}

// %% [markdown]
// TensorFlow.js can check this. We add a small *probe* to every state. The gradient with respect
// to the probes is the gradient with respect to the states.

// %%
/** An example loss, `lastState . direction`, with a probe added to each state. */
function probedLoss(probes: tf.Tensor, wh: tf.Tensor2D, direction: tf.Tensor) {
  let h: tf.Tensor = tf.zeros([1, UNITS]);
  const steps = tf.split(inputs, inputs.shape[0]);
  for (const [t, probe] of tf.split(probes, inputs.shape[0]).entries()) {
    const z = tf.add(tf.matMul(h as tf.Tensor2D, wh), tf.matMul(steps[t], wx));
    h = tf.tanh(z).add(probe);
  }
  return h.mul(direction).sum();
}

const direction = normal([1, UNITS], 1, 3);
const byHand = backpropagateThroughTime(states, wh, direction);
const byTensorFlow = tf.grad((probes) => probedLoss(probes, wh, direction))(
  tf.zeros([inputs.shape[0], UNITS]),
);
const gradientDifference = byHand.sub(byTensorFlow).abs().max().dataSync()[0];
`largest difference ${gradientDifference.toExponential(1)}`;

// %% tags=["assertion"]
assert(gradientDifference < 1e-5);

// %% [markdown]
// ## Vanishing and exploding gradients
//
// Each step backward multiplies the gradient by the transpose of $W^H$. If a vector is multiplied
// by the same matrix again and again, its norm in the long run changes by the same factor per step,
// on average. This factor is the size of the **leading eigenvalue** $\lambda$ of the matrix. (If a
// matrix only stretches a vector and keeps its direction, the factor is an *eigenvalue*. The
// leading one is the largest in absolute value. An eigenvalue may be a complex number: then the
// matrix also turns the vector, and what counts is the absolute value. The transpose has the same
// eigenvalues.) So with $\lambda$ below 1 we expect the gradient to *vanish* on its way back. With
// $\lambda$ above 1 it may *explode*. It need not, because each step also multiplies it by
// $1 - h_t^2$, which is never more than 1.
//
// We measure this. We scale $W^H$ so that its leading eigenvalue has a given value, let the
// network read the review, and compute the norm of the gradient at each step. (You may skip the
// function. It multiplies the matrix by itself again and again, until the norm shows the leading
// eigenvalue.)
//
// <!-- listing: course/demos/leading-eigenvalue.ts leadingEigenvalue -->

// %%
import { leadingEigenvalue } from '../course/demos/leading-eigenvalue';

const original = leadingEigenvalue(wh.arraySync());
const scaledTo = (eigenvalue: number) =>
  wh.mul(eigenvalue / original) as tf.Tensor2D;
/** The norm of the gradient at each step, from the first word to the last. */
const normsFor = (eigenvalue: number) =>
  tf.tidy(() => {
    const matrix = scaledTo(eigenvalue);
    const rows = backpropagateThroughTime(
      statesOf(inputs, wx, matrix),
      matrix,
      direction,
    ).arraySync();
    return rows.map((row) => Math.hypot(...row));
  });
const eigenvalues = [0.5, 0.8, 1, 1.5, 2, 3];
const norms = new Map(eigenvalues.map((value) => [value, normsFor(value)]));
show(
  lineChart({
    title: 'Gradient norm over 67 time steps',
    x: 'time step (the loss depends on the last one)',
    y: 'gradient norm',
    logY: true,
    lines: eigenvalues.map((value) => ({
      name: `λ = ${value}`,
      x: norms.get(value)!.map((_, t) => t + 1),
      y: norms.get(value)!,
    })),
  }),
);

// %% [markdown]
// **What to notice:** the vertical axis has powers of ten. With $\lambda$ below 1 hardly any
// gradient reaches the first words: the network cannot learn from them. With $\lambda = 3$ the
// gradient at the first words is millions of times as large as at the last one. A single training
// step would ruin the weights. The lines are nearly straight, and only their slopes differ.

// %%
const factorOf = (norms: number[]) =>
  (norms[0] / norms.at(-1)!) ** (1 / (norms.length - 1));
/** The same without tanh: only products with the matrix. */
const linearFactor = (eigenvalue: number) =>
  tf.tidy(() => {
    const matrix = scaledTo(eigenvalue);
    let gradient = direction;
    const growth = Array.from({ length: 64 }, () => {
      gradient = tf.matMul(gradient, matrix, false, true);
      const norm = tf.norm(gradient).dataSync()[0];
      gradient = gradient.div(norm); // with norm 1 nothing overflows
      return norm;
    });
    return Math.exp(
      growth.slice(16).reduce((sum, norm) => sum + Math.log(norm) / 48, 0),
    );
  });
const factors = eigenvalues.map((value) => ({
  value,
  linear: linearFactor(value),
  measured: factorOf(norms.get(value)!),
}));
show(
  lineChart({
    title: 'Change of the gradient norm per step backward',
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
    'first word relative to last': (measured ** 66).toExponential(0),
  })),
);

// %% tags=["assertion"]
assert(Math.abs(leadingEigenvalue(scaledTo(0.8).arraySync()) - 0.8) < 1e-4);
for (const { value, linear, measured } of factors) {
  assert(Math.abs(linear / value - 1) < 0.03, `${value}: ${linear}`);
  assert(measured < linear, 'tanh only shrinks the gradient');
  if (value < 1) assert(measured < 1 && measured ** 66 < 1e-6);
}
assert(factors.at(-1)!.measured ** 66 > 1e6);
assert(factors[3].measured < 1.05, 'at 1.5 it does not explode yet');

// %% [markdown]
// **What to notice:** without tanh the factor *is* the leading eigenvalue. With tanh it is lower.
// A leading eigenvalue below 1 made every gradient vanish, and one above 1 is not sufficient for
// exploding gradients (Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013, section
// 2.1). A proof that gradients vanish needs a little more: the largest *singular value*, the most
// by which the matrix stretches any vector in one step, has to be below 1. A matrix can stretch a
// vector for some steps before the eigenvalues decide its norm.
//
// Gradients survive only in a narrow range of $\lambda$, and nothing keeps $W^H$ in that range
// during training. Exploding gradients are the smaller problem: a gradient that is too large is
// scaled down to a maximum norm. This is *gradient clipping*, `clipByGlobalNorm` in
// [`lib/optimizers/clip.ts`](../lib/optimizers/clip.ts). But a gradient that has vanished cannot be
// scaled up again. To solve this, a different kind of unit was invented.

// %% [markdown]
// ## From the state to the prediction
//
// The state after the last word is multiplied by one more matrix, which gives two scores (logits).
// *Softmax* turns them into probabilities: two numbers between 0 and 1 that sum to 1.
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
// - [`07`](../exercises/07-rnn-step.ts) One step of an RNN (20 minutes)
// - [`08`](../exercises/08-autograd.ts) Automatic differentiation, by hand (30 minutes)
// - [`09`](../exercises/09-rnn-gradient.ts) The gradient of an RNN step, by hand (25 minutes)

// %%
import { check } from '../course/check';

await check('07');

// %%
await check('08');

// %%
await check('09');

// %% [markdown]
// ## What to remember
//
// - One state and two matrices, the same at every step: $h_t = \tanh(W^H h_{t-1} + W^X x_t)$.
// - With a large $W^H$ the state depends on the past, with a large $W^X$ on the word. Whether the
//   state also *stays* depends on the matrix.
// - Each step backward multiplies the gradient by the transpose of $W^H$. With a leading eigenvalue
//   below 1 it vanished in all our measurements. With one above 1 it can explode, unless tanh
//   shrinks it enough.
//
// **Next:** [LSTM units](06-lstm-units.ipynb)
