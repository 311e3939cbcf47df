import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type Batch, trainOneEpoch } from '../../solutions/21-training-loop';
import { Complaint, expectThat, written } from './complaint';
import { close, type Nested } from './tensors';

beforeAll(ready);

/** Two features per review, its words of praise and of blame, and its label: 0 is positive. */
const REVIEWS: [praise: number, blame: number, label: number][][] = [
  [
    [3, 1, 0],
    [0, 2, 1],
  ],
  [
    [1, 0, 0],
    [1, 4, 1],
    [2, 0, 0],
  ],
];

const batchOf = (reviews: (typeof REVIEWS)[number]): Batch => ({
  inputs: tf.tensor2d(reviews.map(([praise, blame]) => [praise, blame])),
  labels: tf.tensor1d(
    reviews.map(([, , label]) => label),
    'int32',
  ),
});

/** One dense layer with these initial weights, after dropout if a rate is given. */
function classifier(weights: number[][], dropoutRate?: number): tf.LayersModel {
  const model = tf.sequential();
  if (dropoutRate !== undefined)
    model.add(tf.layers.dropout({ rate: dropoutRate, seed: 1, inputShape: [2] }));
  model.add(tf.layers.dense({ units: 2, useBias: false, inputShape: [2] }));
  model.setWeights([tf.tensor2d(weights)]);
  return model;
}

const ZEROS = [
  [0, 0],
  [0, 0],
];
const weightsOf = (model: tf.LayersModel) => model.getWeights()[0]!.arraySync() as number[][];

/** The same training in plain numbers: SGD with a learning rate of 1. */
function reference(epochs: number): { losses: number[]; weights: number[][] } {
  const weights = ZEROS.map((row) => [...row]);
  const losses: number[] = [];
  for (let n = 0; n < epochs * REVIEWS.length; n++) {
    const reviews = REVIEWS[n % REVIEWS.length]!;
    const gradient = ZEROS.map((row) => [...row]);
    let loss = 0;
    for (const [praise, blame, label] of reviews) {
      const z = [0, 1].map((k) => praise * weights[0]![k]! + blame * weights[1]![k]!);
      const total = Math.exp(z[0]!) + Math.exp(z[1]!);
      loss += (Math.log(total) - z[label]!) / reviews.length;
      for (const k of [0, 1]) {
        const error = (Math.exp(z[k]!) / total - (k === label ? 1 : 0)) / reviews.length;
        gradient[0]![k]! += error * praise;
        gradient[1]![k]! += error * blame;
      }
    }
    for (const i of [0, 1]) for (const k of [0, 1]) weights[i]![k]! -= gradient[i]![k]!;
    losses.push(loss);
  }
  return { losses, weights };
}

function train(
  model: tf.LayersModel,
  batches: Iterable<Batch>,
  optimizer: tf.Optimizer = tf.train.sgd(1),
): number[] {
  try {
    const losses: unknown = trainOneEpoch(model, batches, optimizer);
    expectThat(
      Array.isArray(losses) && losses.every((loss) => typeof loss === 'number'),
      `the result must be an array with one number per batch, not ${written(losses)}`,
    );
    return losses;
  } catch (error) {
    if (!/Cannot (compute gradient|find a connection)/.test(String(error))) throw error;
    throw new Complaint(
      'the loss does not depend on the weights, so there is no gradient: what dataSync or arraySync return ' +
        'are plain numbers, and no gradient passes through them',
    );
  }
}

test('trainOneEpoch returns the loss of a batch before its update', () => {
  const batch = batchOf(REVIEWS[0]!);
  const losses = train(classifier(ZEROS), [batch]);
  expectThat(losses.length === 1, `one batch must have one loss, not ${losses.length}: ${written(losses)}`);
  const before = reference(1).losses[0]!;
  expectThat(
    close(losses, [Math.LN2]),
    `a classifier whose weights are all 0 has a loss of ${written(before)}; the result was ${written(losses)}. The loss must be that of the weights before the update`,
  );
});

test('trainOneEpoch updates the weights by one step of gradient descent', () => {
  const model = classifier(ZEROS);
  train(model, [batchOf(REVIEWS[0]!)]);
  const weights = weightsOf(model);
  expectThat(
    !close(weights, ZEROS),
    'the weights did not change: the optimizer must update them, once per batch',
  );
  const praise = 0.5 * 1.5;
  const blame = 0.25;
  const expected = [
    [praise, -praise],
    [-blame, blame],
  ];
  expectThat(
    close(weights, expected),
    `after one batch with SGD at a learning rate of 1 the weights are ${written(weights)}, not ${written(expected)}: one step along the gradient of the mean loss`,
  );
});

test('trainOneEpoch trains on every batch of an iterable, in order', () => {
  const model = classifier(ZEROS);
  function* made(): Generator<Batch> {
    for (const reviews of REVIEWS) yield batchOf(reviews);
  }
  const losses = train(model, made());
  const expected = reference(1);
  expectThat(
    losses.length === REVIEWS.length,
    `there were ${REVIEWS.length} batches, but ${losses.length} losses: ${written(losses)}`,
  );
  expectThat(
    close(losses, expected.losses),
    `the losses of two batches are ${written(losses)}, not ${written(expected.losses)}: each batch needs its own update`,
  );
  expectThat(
    close(weightsOf(model), expected.weights as Nested),
    `after two batches the weights are ${written(weightsOf(model))}, not ${written(expected.weights)}`,
  );
});

test('trainOneEpoch makes the loss small after many epochs', () => {
  const model = classifier(ZEROS);
  const batches = REVIEWS.map(batchOf);
  const optimizer = tf.train.adam(0.1);
  let losses: number[] = [];
  for (let epoch = 0; epoch < 40; epoch++) losses = train(model, batches, optimizer);
  expectThat(
    losses.every((loss) => loss < 0.1),
    `after 40 epochs the losses are ${written(losses)}, but must be below 0.1`,
  );
});

test('trainOneEpoch runs the model in training mode', () => {
  const model = classifier(
    [
      [9, -9],
      [-9, 9],
    ],
    0.999999,
  );
  const [loss] = train(model, [batchOf([[3, 1, 0]])], tf.train.sgd(0));
  expectThat(
    loss! > 0.5,
    `with a dropout that drops all inputs the loss must be ${written(Math.LN2)}; it was ${written(loss)}: the model was not run in training mode`,
  );
});

test('trainOneEpoch leaves no tensor in memory', () => {
  const model = classifier(ZEROS);
  const optimizer = tf.train.adam(0.1);
  const batches = REVIEWS.map(batchOf);
  train(model, batches, optimizer); // the optimizer creates its state
  const before = tf.memory().numTensors;
  train(model, batches, optimizer);
  const left = tf.memory().numTensors - before;
  expectThat(
    !batches.some(({ inputs }) => inputs.isDisposed),
    'a batch was disposed: the caller may train on it again in the next epoch',
  );
  expectThat(
    left === 0,
    `an epoch of ${batches.length} batches leaves ${left} tensor${left === 1 ? '' : 's'} in memory: dispose the tensor of each loss`,
  );
});
