// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Tensors in ten minutes
//
// A text becomes numbers, a network is numbers, its answer is numbers. In what form does a program hold them, so that a
// million of them are added in one line, and where do they go when nobody needs them any more?
//
// **After this notebook you can** read a shape, predict what broadcasting does, take a gradient, and keep memory from filling
// up. **It takes** ten minutes to read and seconds to run. **Data:** none. At the end stands a [glossary](#Glossary) for the whole
// course.
//
// **What you need to know:** TypeScript or JavaScript, with `async` and arrow functions. What a matrix product is helps; the notebook
// reminds you. Nothing of machine learning.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Shape
//
// A **tensor** is a block of numbers of one type. Its **shape** says how long the block is along each of its *axes*. A number
// has the shape `[]`, a list of three `[3]`, a matrix of two rows and three columns `[2, 3]`.

// %%
const sentence = tf.tensor1d([41, 804, 15], 'int32'); // three word ids
const batch = tf.tensor2d([
  [1, 2, 3],
  [4, 5, 6],
]);
console.log(`shape [${sentence.shape}], ${sentence.dtype}`);
console.log(`shape [${batch.shape}], ${batch.dtype}`);
batch.arraySync();

// %% [markdown]
// Two types of numbers matter here: `float32` for everything that is computed, `int32` for ids and labels. In this course shapes
// come back again and again, always in this order:
//
// | shape | what it is |
// |---|---|
// | `[batch, time]` | ids: a row for each text, a column for each word |
// | `[batch, time, dimensions]` | the vectors of these words |
// | `[batch, units]` | what a network made of each text |
// | `[batch, classes]` | a score for each class |
//
// Read them as a sentence: *for each text, for each word, fifty numbers*. If two shapes do not fit together, the comment after
// the line is where to look first: `// [batch, units]`.

// %% [markdown]
// ## Operations
//
// Operations work on the whole block. Most go number by number; some *reduce* an axis, which is then gone; the matrix product
// combines rows with columns: `[2, 3]` times `[3, 4]` is `[2, 4]`, and the two 3s in the middle must agree.

// %%
const weights = tf.ones([3, 4]);
console.log('squared   ', batch.square().arraySync());
console.log('row means ', batch.mean(1).arraySync(), 'axis 1 is gone');
console.log(
  'product   ',
  `[${batch.shape}] x [${weights.shape}] = [${batch.matMul(weights).shape}]`,
);
console.log('turned    ', `[${batch.transpose().shape}]`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.deepEqual(batch.mean(1).arraySync(), [2, 5]);
assert.deepEqual(batch.matMul(weights).shape, [2, 4]);
assert.throws(() => weights.matMul(batch as tf.Tensor));

// %% [markdown]
// ## Broadcasting
//
// What is a `[2, 3]` plus a `[3]`? The smaller one is added to *every row*. The rule: shapes are compared from the right; where one of
// them has no axis, or one of length 1, it is repeated. Otherwise they must agree. So a column `[3, 1]` and a row `[4]` make a table:

// %%
import { heatMap, show } from '../lib/plots';

const column = tf.tensor2d([[0], [10], [20]]); // [3, 1]
const row = tf.tensor1d([1, 2, 3, 4]); // [4]
const sums = column.add(row) as tf.Tensor2D; // [3, 4]
show(
  heatMap({
    title: 'A column [3, 1] plus a row [4]',
    x: 'the row: 1, 2, 3, 4',
    y: 'the column: 0, 10, 20',
    values: sums.arraySync(),
    rows: ['0', '10', '20'],
    columns: ['1', '2', '3', '4'],
  }),
);

// %% [markdown]
// **What to notice:** twelve sums, and no loop. A network's bias is added to a whole batch in this way, and a mask of `[batch, time, 1]`
// is multiplied with `[batch, time, units]`. It is also how mistakes go unnoticed: a `[3, 1]` minus a `[3]` is not three
// differences but nine.

// %%
const labels = tf.tensor1d([1, 0, 1]);
const predictions = tf.tensor2d([[1], [0], [1]]); // all right
const wrong = predictions.sub(labels).abs().mean().dataSync()[0];
const right = predictions.squeeze([1]).sub(labels).abs().mean().dataSync()[0];
console.log('mean error of three right answers');
console.log(`  shapes [3, 1] and [3]: ${wrong.toFixed(2)}`);
console.log(`  shapes [3] and [3]:    ${right.toFixed(2)}`);

// %% tags=["assertion"]
assert.deepEqual(sums.shape, [3, 4]);
assert.deepEqual(sums.arraySync()[1], [11, 12, 13, 14]);
assert(wrong > 0.4 && right === 0);
assert.deepEqual(predictions.sub(labels).shape, [3, 3]);

// %% [markdown]
// ## Gradients
//
// Learning is asking one question a million times: if this weight were a little larger, how would the loss change? The answer is
// the *gradient*. TensorFlow.js finds it for whatever you compute from a tensor: `tf.grad` turns a function into the one that
// gives its gradient.
//
// $$f(x) = \sum_i x_i^2 \qquad \frac{\partial f}{\partial x_i} = 2 x_i$$

// %%
const gradient = tf.grad((x) => x.square().sum());
gradient(tf.tensor1d([1, 2, 3])).arraySync();

// %% tags=["assertion"]
assert.deepEqual(gradient(tf.tensor1d([1, 2, 3])).arraySync(), [2, 4, 6]);

// %% [markdown]
// Now go a little the other way, again and again: that is *gradient descent*, and all that the trainings in this course do.

// %%
import { lineChart } from '../lib/plots';

const rate = 0.1;
const path = tf.tidy(() => {
  let x: tf.Tensor = tf.tensor1d([3, -2]);
  return Array.from({ length: 25 }, () => {
    const height = x.square().sum().dataSync()[0];
    x = x.sub(gradient(x).mul(rate));
    return height;
  });
});
show(
  lineChart({
    title: 'Going downhill',
    x: 'step',
    y: 'f(x)',
    lines: [{ name: 'f(x)', x: path.map((_, step) => step), y: path }],
  }),
);

// %% tags=["assertion"]
assert.equal(path[0], 13);
assert(path.at(-1)! < 0.01);

// %% [markdown]
// ## Tidy and dispose
//
// Tensors live outside of JavaScript's memory, where no garbage collector looks. Every operation makes a new one, also those
// in the middle of a line. `x.dispose()` frees one; `tf.tidy(() => ...)` runs a function and frees all that it made except what it
// returns. We count the tensors that are alive during a hundred steps, with and without.

// %%
const step = (x: tf.Tensor) => x.mul(0.5).add(1).tanh(); // makes three, the answer is one
const alive = (work: (x: tf.Tensor) => tf.Tensor) => {
  const before = tf.memory().numTensors;
  let x: tf.Tensor = tf.zeros([10]);
  return Array.from({ length: 100 }, () => {
    const next = work(x);
    x.dispose();
    x = next;
    return tf.memory().numTensors - before;
  });
};
const counts = {
  'without tidy': alive(step),
  'with tidy': alive((x) => tf.tidy(() => step(x))),
};
show(
  lineChart({
    title: 'Tensors that are alive',
    x: 'step',
    y: 'tensors',
    lines: Object.entries(counts).map(([name, count]) => ({
      name,
      x: count.map((_, n) => n + 1),
      y: count,
    })),
  }),
);

// %% tags=["assertion"]
assert.equal(counts['without tidy'].at(-1), 201);
assert.equal(counts['with tidy'].at(-1), 1);

// %% [markdown]
// **What to notice:** two forgotten tensors a step. In a notebook that does not matter, and the cells here forget many. In a
// training loop of 100,000 steps it fills the machine. The functions of `lib/` tidy up after themselves, and the exercises
// count what yours leave behind.
//
// `dataSync()`, `arraySync()` and their `await`-able sisters `data()` and `array()` copy numbers back to JavaScript. That takes time:
// in a loop read back only what you look at.

// %% [markdown]
// ## Try it
//
// Say the shape before you run the cell.
//
// - `tf.zeros([24, 250, 50]).mean(1)`
// - `tf.ones([24, 1]).mul(tf.ones([64]))`
// - `tf.ones([24, 64]).matMul(tf.ones([64, 2])).add(tf.ones([2]))`
//
// <details><summary>Answers</summary>
//
// `[24, 50]`: the axis of time is gone. `[24, 64]`: the column is repeated along the row and the row down the column. `[24, 2]`: a score
// for each class, and the bias is added to every text.
//
// </details>

// %%
tf.zeros([24, 250, 50]).mean(1).shape;

// %% tags=["assertion"]
assert.deepEqual(tf.zeros([24, 250, 50]).mean(1).shape, [24, 50]);
assert.deepEqual(tf.ones([24, 1]).mul(tf.ones([64])).shape, [24, 64]);
const scored = (tf.ones([24, 64]) as tf.Tensor2D).matMul(
  tf.ones([64, 2]) as tf.Tensor2D,
);
assert.deepEqual(scored.add(tf.ones([2])).shape, [24, 2]);

// %% [markdown]
// ## Glossary
//
// | word | what it means here | more in |
// |---|---|---|
// | **accuracy** | share of the texts that get the right label | [12](12-trained-model.ipynb) |
// | **back-propagation through time** | taking the gradient back through a recurrent network, from the last word to the first | [05](05-recurrent-networks.ipynb) |
// | **baseline** | what a trivial answer scores; what has to be beaten | [01](01-start.ipynb) |
// | **batch** | texts that go through the network together, in one training step | [08](08-helper-functions.ipynb) |
// | **cell state** $c$ | what an LSTM remembers | [06](06-lstm-units.ipynb) |
// | **checkpoint** | a trained network on disk | [10](10-training.ipynb) |
// | **cross-entropy** | the usual loss of a classifier: minus the logarithm of the probability of the right class, in *nats* | [09](09-model.ipynb) |
// | **dropout** | setting a random share of numbers to zero, in training only | [09](09-model.ipynb) |
// | **embedding** | a vector for each word; the matrix of all of them | [03](03-word-vectors.ipynb) |
// | **epoch** | one pass over all training texts | [10](10-training.ipynb) |
// | **gate** | numbers from 0 to 1 that say how much passes | [06](06-lstm-units.ipynb) |
// | **gradient** | how the loss changes with each weight | [02](#Gradients) |
// | **hidden state** $h$ | what a recurrent network has read so far, as a vector | [05](05-recurrent-networks.ipynb) |
// | **hyperparameter** | what is chosen before training: learning rate, units, layers | [11](11-tuning.ipynb) |
// | **learning rate** | how far a step goes against the gradient | [10](10-training.ipynb) |
// | **logits** | scores before softmax | [09](09-model.ipynb) |
// | **loss** | one number that says how wrong the network is; training makes it small | [09](09-model.ipynb) |
// | **mask** | which columns of a padded row are words | [09](09-model.ipynb) |
// | **momentum** | making a part of the last change again | [14](14-theano-lstm.ipynb) |
// | **nats** | the unit of a loss with natural logarithms | [04](04-word2vec.ipynb) |
// | **one-hot** | a vector of zeros with a single 1: the class, or the word | [06](06-lstm-units.ipynb) |
// | **optimiser** | the rule that turns gradients into changes of weights: Adam, SGD, RMSProp | [10](10-training.ipynb) |
// | **overfitting** | learning the training texts by heart, at the cost of others | [10](10-training.ipynb) |
// | **padding** | zeros that make rows equally long | [07](07-loading-data.ipynb) |
// | **pooling** | making one vector of a sequence: the last one, or the mean | [09](09-model.ipynb) |
// | **recall**, **precision** | of a class's texts, the share that is found; of those called so, the share that is right | [13](13-simple-lstm.ipynb) |
// | **seed** | the number from which random numbers start; the same seed, the same run | [08](08-helper-functions.ipynb) |
// | **sigmoid** $\sigma$ | squeezes any number into 0 to 1 | [04](04-word2vec.ipynb) |
// | **softmax** | turns scores into probabilities that add up to 1 | [05](05-recurrent-networks.ipynb) |
// | **standard error** | how far off a measured accuracy may be, by chance | [08](08-helper-functions.ipynb) |
// | **time step** | one word, in its turn | [05](05-recurrent-networks.ipynb) |
// | **token** | a word as the program cuts it out of a text | [07](07-loading-data.ipynb) |
// | **units** | how many numbers a layer's output has | [09](09-model.ipynb) |
// | **validation** | measuring on texts held out from training, to choose by | [10](10-training.ipynb) |
// | **vocabulary** | the words that have an id | [07](07-loading-data.ipynb) |
// | **weights** | the numbers that training changes | [10](10-training.ipynb) |

// %% [markdown]
// ## What to remember
//
// - A shape is a sentence: for each text, for each word, so many numbers.
// - Shapes are compared from the right; an axis of length 1 is repeated. Check that this is what you mean.
// - What makes tensors tidies them up.
//
// **Next:** [Word vectors](03-word-vectors.ipynb)
