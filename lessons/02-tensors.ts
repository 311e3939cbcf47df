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
// A network computes with numbers: a review becomes numbers, the weights are numbers, the
// prediction is numbers. How does a program store them, so that one line adds a million of them?
// And who frees the memory when nobody needs them anymore?
//
// **After this notebook you can** read a shape, predict what broadcasting does, compute a layer of
// a network and a gradient, and avoid memory leaks. **It takes** fifteen minutes to read (the
// tensors alone take ten) and seconds to run. **Data:** none. At the end there is a
// [glossary](#Glossary) for the whole course.
//
// **What you need to know:** TypeScript or JavaScript, with `async` and arrow functions. It helps
// to know the matrix product, but the notebook reminds you. You need no machine learning.

// %%
import { ready, tf } from '../lib/backend';

await ready();

// %% [markdown]
// ## Shape
//
// A **tensor** is a block of numbers of one type. Its **shape** is the list of its lengths, one
// for each *axis*. A single number has the shape `[]`. A list of three numbers has the shape
// `[3]`. A matrix of two rows and three columns has the shape `[2, 3]`.

// %%
const sentence = tf.tensor1d([41, 804, 15], 'int32'); // three token ids
const batch = tf.tensor2d([
  [1, 2, 3],
  [4, 5, 6],
]);
console.log(`shape [${sentence.shape}], ${sentence.dtype}`);
console.log(`shape [${batch.shape}], ${batch.dtype}`);
batch.arraySync();

// %% [markdown]
// Two types of numbers matter here: `float32` for everything that is computed, `int32` for token
// ids and labels. Four shapes come back again and again in this course, always with the axes in
// this order:
//
// | shape | what it is |
// |---|---|
// | `[batch, time]` | token ids: a row for each review, a column for each token |
// | `[batch, time, dimensions]` | the vectors of these tokens |
// | `[batch, units]` | the network's output for each review |
// | `[batch, classes]` | a score for each class |
//
// Read a shape as a sentence: *for each review, for each token, fifty numbers*. If two shapes do
// not fit, look first at the comment at the end of the line: `// [batch, units]`.
//
// The cells often say `as tf.Tensor2D`. That only tells TypeScript how many axes the tensor has. In
// exercises you can leave it out: the tests run your code and do not check its types.

// %% [markdown]
// ## Operations
//
// Operations work on the whole tensor. Most are *element-wise*. Some *reduce* an axis: the result
// does not have that axis anymore. The matrix product combines rows with columns: `[2, 3]` times
// `[3, 4]` is `[2, 4]`. The two 3s in the middle must be equal.

// %%
const weights = tf.ones([3, 4]);
console.log('squared   ', batch.square().arraySync());
console.log('row means ', batch.mean(1).arraySync(), 'no axis 1 anymore');
console.log(
  'product   ',
  `[${batch.shape}] x [${weights.shape}] = [${batch.matMul(weights).shape}]`,
);
console.log('transposed', `[${batch.transpose().shape}]`);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

assert.deepEqual(batch.mean(1).arraySync(), [2, 5]);
assert.deepEqual(batch.matMul(weights).shape, [2, 4]);
assert.throws(() => weights.matMul(batch as tf.Tensor));

// %% [markdown]
// Shapes that do not fit are the most frequent mistake. Here is the error that you get:

// %%
try {
  batch.matMul(batch);
} catch (error) {
  console.log((error as Error).message);
}

// %% [markdown]
// `Invalid TF_Status: 3` is TensorFlow's number for "wrong argument", and says nothing more. The
// shapes say it: `In[0]` is the first tensor, `In[1]` the second, and `[2,3]` times `[2,3]` has a 3
// and a 2 in the middle. (With another backend the message has other words and the same shapes.)
// If it says `ndims must be >= 2`, one of the two is a vector. `matMul` takes no vectors. A matrix
// `m` times a vector `v` is `m.dot(v)`, or `m.mul(v).sum(1)`.

// %% tags=["assertion"]
const vector = tf.tensor1d([1, 2, 3]);
assert.throws(() => batch.matMul(vector as tf.Tensor));
assert.deepEqual(batch.dot(vector).arraySync(), [14, 32]);
assert.deepEqual(batch.mul(vector).sum(1).arraySync(), [14, 32]);

// %% [markdown]
// ## Broadcasting
//
// What is a `[2, 3]` plus a `[3]`? The smaller tensor is added to *every row*. The rule compares
// the shapes from the right. Where one shape has no axis, or an axis of length 1, its values are
// repeated. All other lengths must be equal. So a column `[3, 1]` and a row `[4]` make a table:

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
// **What to notice:** twelve sums, and no loop. In this way a few numbers `[units]` are added to
// every row of a batch `[batch, units]`. But broadcasting also hides mistakes: a `[3, 1]` minus a
// `[3]` is not three differences but nine.

// %%
const labels = tf.tensor1d([1, 0, 1]);
const predictions = tf.tensor2d([[1], [0], [1]]); // all correct
const broadcast = predictions.sub(labels).abs().mean().dataSync()[0];
const squeezed = predictions.squeeze([1]).sub(labels).abs().mean().dataSync()[0];
console.log('mean error of three correct predictions');
console.log(`  shapes [3, 1] and [3]: ${broadcast.toFixed(2)}`);
console.log(`  shapes [3] and [3]:    ${squeezed.toFixed(2)}`);

// %% tags=["assertion"]
assert.deepEqual(sums.shape, [3, 4]);
assert.deepEqual(sums.arraySync()[1], [11, 12, 13, 14]);
assert(broadcast > 0.4 && squeezed === 0);
assert.deepEqual(predictions.sub(labels).shape, [3, 3]);

// %% [markdown]
// ## A layer of a network
//
// A **network** is a function from numbers to numbers, and it is made of **layers**. A layer takes
// a vector of *inputs*, $x$. It has **units**, and each unit returns one number. The unit has a
// **weight** for each input. It multiplies each input by its weight and adds up the products. (This
// is the *dot product* of two vectors: multiply pairwise, add up.) To the sum it adds one more
// number, its **bias**. The **activation**, here the function tanh, turns the sum into the output.
// (A layer in which every unit sees every input is called *dense*.) For all units at once:
//
// $$y = \tanh(W x + b)$$
//
// For example, a review has two words of praise and one of criticism, and a layer has two units:

// %%
import { denseLayer } from '../course/drawings/dense-layer';

show(
  denseLayer(
    { 'words of praise': 2, 'words of criticism': 1 },
    [
      { weights: [1, -1], bias: 0.5 },
      { weights: [-1, 1], bias: -0.2 },
    ],
    'A layer with two inputs and two units',
  ),
);

// %% [markdown]
// The output of the first unit is high if there is more praise than criticism, and that of the
// second unit if there is more criticism. With tensors, one line computes the layer for a batch of
// reviews. Each review is a row, and each column of the matrix has the weights of one unit:

// %%
const reviews = tf.tensor2d([
  [2, 1],
  [0, 3],
]); // [batch, inputs]
const matrix = tf.tensor2d([
  [1, -1],
  [-1, 1],
]); // [inputs, units]
const bias = tf.tensor1d([0.5, -0.2]); // [units]
const outputs = tf.tanh(reviews.matMul(matrix).add(bias)) as tf.Tensor2D; // [batch, units]
outputs.arraySync().map((review) => review.map((y) => y.toFixed(2)));

// %% tags=["assertion"]
const [ofFirst, ofSecond] = outputs.arraySync();
for (const [n, sum] of [1.5, -1.2].entries())
  assert(Math.abs(ofFirst[n] - Math.tanh(sum)) < 1e-6);
for (const [n, sum] of [-2.5, 2.8].entries())
  assert(Math.abs(ofSecond[n] - Math.tanh(sum)) < 1e-6);

// %%
import { lineChart } from '../lib/plots';

const sumsOfUnit = Array.from({ length: 81 }, (_, n) => (n - 40) / 10);
show(
  lineChart({
    title: 'The activation tanh',
    x: 'sum of a unit',
    y: 'output',
    lines: [{ name: 'tanh', x: sumsOfUnit, y: sumsOfUnit.map(Math.tanh) }],
  }),
);

// %% [markdown]
// **What to notice:** *tanh* maps every number to a number between -1 and 1. Near 0 it hardly
// changes a number. Large numbers all end near 1 or -1. So the outputs stay small, even if a
// network applies the same layer to its own output again and again. And why is there an activation
// at all? Without one, two layers in a row could be replaced by a single one, because the product
// of two matrices is again a matrix.
//
// The weights and biases are random at first, and *training* changes them. (We call both *weights*
// from here on.) In our networks, the last layer has a unit for each class, and no activation: its
// outputs are the scores of the classes. The **loss** is a number that says how wrong the scores
// are for labeled reviews. Training makes the loss smaller. How does it know what to change?

// %% [markdown]
// ## Gradients
//
// Training asks one question a million times: if this weight were a little larger, how would the
// loss change? The answer is the *gradient*. TensorFlow.js computes it for any function of a
// tensor: `tf.grad` takes a function and returns another one, which computes its gradient.
//
// $$f(x) = \sum_i x_i^2 \qquad \frac{\partial f}{\partial x_i} = 2 x_i$$

// %%
const gradient = tf.grad((x) => x.square().sum());
gradient(tf.tensor1d([1, 2, 3])).arraySync();

// %% tags=["assertion"]
assert.deepEqual(gradient(tf.tensor1d([1, 2, 3])).arraySync(), [2, 4, 6]);

// %% [markdown]
// Now take a small step against the gradient, again and again. This is *gradient descent*. All
// training in this course is based on it. Here $x$ stands for the weights and $f$ for the loss:

// %%
const learningRate = 0.1;
const path = tf.tidy(() => {
  let x: tf.Tensor = tf.tensor1d([3, -2]);
  return Array.from({ length: 25 }, () => {
    const value = x.square().sum().dataSync()[0];
    x = x.sub(gradient(x).mul(learningRate));
    return value;
  });
});
show(
  lineChart({
    title: 'Gradient descent',
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
// Tensors are stored outside JavaScript's memory, where the garbage collector does not see them.
// Every operation makes a new tensor, also in the middle of a line. `x.dispose()` frees one
// tensor. `tf.tidy(() => ...)` runs a function and frees all tensors that the function made,
// except the one that it returns. We count the tensors in memory during a hundred steps, with and
// without `tf.tidy`.

// %%
const step = (x: tf.Tensor) => x.mul(0.5).add(1).tanh(); // makes three tensors, returns one
const tensorsDuring = (run: (x: tf.Tensor) => tf.Tensor) => {
  const before = tf.memory().numTensors;
  let x: tf.Tensor = tf.zeros([10]);
  return Array.from({ length: 100 }, () => {
    const next = run(x);
    x.dispose();
    x = next;
    return tf.memory().numTensors - before;
  });
};
const counts = {
  'without tidy': tensorsDuring(step),
  'with tidy': tensorsDuring((x) => tf.tidy(() => step(x))),
};
show(
  lineChart({
    title: 'Tensors in memory',
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
// **What to notice:** two leaked tensors per step. In a notebook that does not matter, and the
// cells here leak many. In a training loop of 100,000 steps it fills the memory. The functions of
// the library tidy up after themselves, and the exercises count the tensors that your code leaks.
//
// `dataSync()` and `arraySync()` copy the numbers back to JavaScript. `data()` and `array()` do
// the same, with `await`. Copying takes time: in a loop, read back only what you need.

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
// `[24, 50]`: the mean removes the time axis. `[24, 64]`: the column is repeated along the row,
// and the row down the column. `[24, 2]`: a score for each class, and the bias is added to every
// review.
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
// | **accuracy** | share of the reviews whose predicted class is the label | [12](12-trained-model.ipynb) |
// | **activation** | the function that turns the sum of a unit into its output: tanh, sigmoid | [02](#A-layer-of-a-network) |
// | **Adam** | an optimizer that chooses the step size of each weight | [10](10-training.ipynb#A-step-size-for-each-weight) |
// | **attention** | a weighted average over time, with weights that are learned | [21](21-attention.ipynb) |
// | **backpropagation through time** | computing the gradient of a recurrent network backward, from the last time step to the first | [05](05-recurrent-networks.ipynb) |
// | **baseline** | the score of a trivial method, which a network has to beat | [01](01-start.ipynb) |
// | **batch** | reviews that go through the network together, in one training step | [08](08-helper-functions.ipynb) |
// | **bias** | the number that a unit adds to its weighted inputs | [02](#A-layer-of-a-network) |
// | **calibrated** | of the predictions with a probability of 80 %, 80 % are correct | [19](19-looking-inside.ipynb#Calibration) |
// | **cell state** $c$ | the memory of an LSTM | [06](06-lstm-units.ipynb) |
// | **chain rule** | if $L$ depends on $h$ and $h$ on $w$, the two changes multiply; how gradients are computed | [05](05-recurrent-networks.ipynb) |
// | **checkpoint** | a trained network on disk | [10](10-training.ipynb) |
// | **confusion matrix** | how many reviews of each class are predicted as which class | [12](12-trained-model.ipynb) |
// | **corpus** | a collection of texts | [04](04-word2vec.ipynb) |
// | **cross-entropy** | the usual loss of a classifier: minus the logarithm of the probability of the true class, in *nats* | [09](09-model.ipynb) |
// | **cross-validation** | training several times, each time with another part of the data as the validation set | [20](20-your-own-texts.ipynb#Fine-tuning) |
// | **dense layer** | a layer in which every unit sees every input | [02](#A-layer-of-a-network) |
// | **dot product** | multiply two vectors pairwise and add up | [02](#A-layer-of-a-network) |
// | **dropout** | setting a random share of the values to zero, during training only | [09](09-model.ipynb) |
// | **early stopping** | ending the training when the validation loss no longer improves; *patience* is how many evaluations to wait | [14](14-theano-lstm.ipynb#Early-stopping-with-patience) |
// | **embedding** | a vector for each word, or the matrix of all of them | [03](03-word-vectors.ipynb) |
// | **ensemble** | several models whose predictions are averaged | [18](18-better-than-counting.ipynb#Pretraining-with-a-language-model) |
// | **epoch** | one pass over the whole training set | [10](10-training.ipynb) |
// | **fine-tuning** | training a pretrained model on, with other texts or for another task | [20](20-your-own-texts.ipynb#Fine-tuning) |
// | **gate** | values from 0 to 1 that say how much passes | [06](06-lstm-units.ipynb) |
// | **Glorot uniform**, **orthogonal** | initial weights that keep the outputs about as large as the inputs | [05](05-recurrent-networks.ipynb) |
// | **gradient** | how the loss changes with each weight | [02](#Gradients) |
// | **hidden state** $h$ | what a recurrent network has read so far, as a vector | [05](05-recurrent-networks.ipynb) |
// | **hyperparameter** | a setting that you choose before training: learning rate, units, layers | [11](11-tuning.ipynb) |
// | **L2 penalty** | a term of the loss that pulls all weights toward 0 | [18](18-better-than-counting.ipynb#Logistic-regression) |
// | **language model** | a model that predicts each next word of a text | [18](18-better-than-counting.ipynb#Pretraining-with-a-language-model) |
// | **layer** | one part of a network, with weights of its own | [02](#A-layer-of-a-network) |
// | **learning rate** | the factor that scales each step against the gradient | [10](10-training.ipynb) |
// | **logistic regression** | a weighted sum of the inputs and a softmax or sigmoid: a network of one layer | [18](18-better-than-counting.ipynb#Logistic-regression) |
// | **logits** | scores before softmax | [09](09-model.ipynb) |
// | **loss** | a number that says how wrong the network is; training makes it smaller | [09](09-model.ipynb) |
// | **LSTM** | *long short-term memory*: a layer that reads a text word by word and has a memory | [06](06-lstm-units.ipynb) |
// | **mask** | which columns of a padded row are tokens | [09](09-model.ipynb) |
// | **momentum** | adding a share of the previous update to the current one | [14](14-theano-lstm.ipynb) |
// | **n-gram** | a word, or a few words in a row | [18](18-better-than-counting.ipynb#Bag-of-words-and-n-grams) |
// | **nats** | the unit of a loss with natural logarithms | [04](04-word2vec.ipynb) |
// | **network** | layers, one after the other; the model that we train | [02](#A-layer-of-a-network) |
// | **norm** $\lVert a \rVert$ | the square root of the dot product of a vector with itself | [03](03-word-vectors.ipynb) |
// | **one-hot** | a vector of zeros with a single 1, at the place of the class or word | [06](06-lstm-units.ipynb) |
// | **optimizer** | the rule that turns gradients into updates of the weights: Adam, SGD, RMSProp | [10](10-training.ipynb) |
// | **overfitting** | memorizing the training set, and so doing worse on new reviews | [10](10-training.ipynb) |
// | **padding** | zeros that make rows equally long | [07](07-loading-data.ipynb) |
// | **pooling** | making one vector from a sequence: the last state, or the average | [09](09-model.ipynb) |
// | **recall**, **precision** | recall: the share of a class that is predicted as that class; precision: the share of the predictions of a class that are correct | [13](13-simple-lstm.ipynb) |
// | **seed** | the number that starts a random generator; the same seed gives the same run | [02](#Glossary) |
// | **sigmoid** $\sigma$ | maps any number to a number between 0 and 1 | [04](04-word2vec.ipynb) |
// | **soft label** | the probabilities that other models give a review, in place of a label | [18](18-better-than-counting.ipynb#Pretraining-with-a-language-model) |
// | **softmax** | turns scores into probabilities that sum to 1 | [05](05-recurrent-networks.ipynb) |
// | **standard error** | how far a measured accuracy may be off by chance | [08](08-helper-functions.ipynb) |
// | **stratified** | split so that each part has the same share of each label | [08](08-helper-functions.ipynb#Training,-validation-and-test-sets) |
// | **tanh** | maps any number to a number between -1 and 1 | [02](#A-layer-of-a-network) |
// | **temperature** | the number that all logits are divided by, to calibrate a model | [19](19-looking-inside.ipynb#Calibration) |
// | **test set** | reviews that are used once, at the end, to measure the accuracy | [08](08-helper-functions.ipynb#Training,-validation-and-test-sets) |
// | **TF-IDF** | weights of words or n-grams: high if frequent in this text and rare in others | [18](18-better-than-counting.ipynb#TF-IDF) |
// | **time step** | one token, in its turn | [05](05-recurrent-networks.ipynb) |
// | **token** | a word, as the tokenizer cuts it out of a text | [07](07-loading-data.ipynb) |
// | **units** | the parts of a layer that return one number each; their number is the size of the layer's output | [02](#A-layer-of-a-network) |
// | **validation set** | reviews kept out of training, used to choose between models | [08](08-helper-functions.ipynb) |
// | **vocabulary** | the words that have an id | [07](07-loading-data.ipynb) |
// | **weights** | the numbers that training changes (trainable parameters) | [02](#A-layer-of-a-network) |
// | **window size** | how many words on each side of a word are its context, at most | [04](04-word2vec.ipynb) |

// %% [markdown]
// ## What to remember
//
// - A shape is a sentence: for each review, for each token, fifty numbers.
// - Broadcasting compares shapes from the right and repeats an axis of length 1. Check that this
//   is what you mean.
// - Code that makes tensors also frees them.
//
// **Next:** [Word vectors](03-word-vectors.ipynb)
