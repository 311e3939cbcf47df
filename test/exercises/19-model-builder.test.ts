import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { crossEntropy } from '../../lib/loss';
import { buildModel, type ModelSize } from '../../solutions/19-model-builder';
import { expectThat, written } from './complaint';
import { close, expectShape } from './tensors';

beforeAll(ready);

const SIZE: ModelSize = { words: 10, dimensions: 4, units: 3, classes: 2, dropoutRate: 0.5 };

function build(size: Partial<ModelSize> = {}): tf.LayersModel {
  const model: unknown = buildModel({ ...SIZE, ...size });
  expectThat(
    model instanceof tf.LayersModel,
    `the answer must be a model, what tf.sequential or tf.model give, not ${written(typeof model)}`,
  );
  return model;
}

function run(model: tf.LayersModel, ids: number[][], training = false): number[][] {
  const answer: unknown = model.apply(tf.tensor2d(ids, undefined, 'int32'), { training });
  expectShape(answer, [ids.length, SIZE.classes], 'batch, classes');
  return answer.arraySync() as number[][];
}

/** Makes the logits of a fresh model far from 0, so that what changes them is seen. */
function enlarged(model: tf.LayersModel): tf.LayersModel {
  model.setWeights(model.getWeights().map((weight) => weight.mul(5)));
  return model;
}

test('it reads reviews of any length, and gives a logit for each class', () => {
  const model = build();
  run(model, [[1, 2, 3]]);
  run(model, [
    [1, 2, 3, 4, 5],
    [6, 7, 0, 0, 0],
  ]);
});

test('it has as many parameters as its size says', () => {
  const model = build();
  const { words, dimensions, units, classes } = SIZE;
  const parts = [
    ['the embedding', words * dimensions],
    ['the LSTM', 4 * units * (dimensions + units + 1)],
    ['the dense layer', classes * (units + 1)],
  ] as const;
  const expected = parts.reduce((sum, [, count]) => sum + count, 0);
  const given = model.countParams();
  expectThat(
    given === expected,
    `with the size ${written(SIZE)} there are ${expected} parameters (${parts.map(([name, count]) => `${name} ${count}`).join(', ')}); ` +
      `this model has ${given}: ${model.layers.map((layer) => `${layer.name} ${layer.countParams()}`).join(', ')}`,
  );
  const trained = model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a! * b!, 1)!,
    0,
  );
  expectThat(
    trained === expected,
    `${expected - trained} parameters are not trained: the embedding is learnt along`,
  );
});

test('padding changes nothing', () => {
  const model = enlarged(build());
  const [without] = run(model, [[1, 2]]);
  const [padded] = run(model, [[1, 2, 0, 0, 0, 0]]);
  expectThat(
    close(padded!, without!),
    `the review [1, 2] gets the logits ${written(without)}, and with padding behind it, [1, 2, 0, 0, 0, 0], it gets ${written(padded)}: the padding was read`,
  );
});

test('the order of the words matters', () => {
  const model = enlarged(build());
  const [one] = run(model, [[1, 2, 3, 4]]);
  const [other] = run(model, [[4, 3, 2, 1]]);
  expectThat(
    !close(one!, other!),
    `the reviews [1, 2, 3, 4] and [4, 3, 2, 1] get the same logits, ${written(one)}: an LSTM reads words in their order`,
  );
});

test('logits may be of any size', () => {
  const model = build();
  model.setWeights(model.getWeights().map((weight) => tf.onesLike(weight).mul(3)));
  const [logits] = run(model, [[1, 2]]);
  const total = logits!.reduce((sum, logit) => sum + logit, 0);
  expectThat(
    !close(total, 1),
    `${written(logits)} add up to 1, as probabilities do: leave the softmax to the loss`,
  );
  expectThat(
    logits!.some((logit) => logit > 1),
    `with large weights the logits are ${written(logits)}: an activation squeezes them`,
  );
});

test('dropout drops in training, and not in testing', () => {
  const model = enlarged(build({ units: 3 }));
  const ids = [[1, 2, 3]];
  const tested = [0, 1, 2].map(() => written(run(model, ids)));
  expectThat(
    new Set(tested).size === 1,
    `in testing the same review gets different logits each time: ${[...new Set(tested)].slice(0, 2).join(' and ')}`,
  );
  const trained = Array.from({ length: 20 }, () => written(run(model, ids, true)));
  expectThat(
    new Set(trained).size > 1,
    'in training the same review gets the same logits each time: where is the dropout?',
  );
  const all = build({ dropoutRate: 0.999999 });
  all.setWeights(all.getWeights().map((weight) => tf.onesLike(weight)));
  const [dropped] = run(all, ids, true);
  expectThat(
    close(dropped!, [1, 1]),
    `with a dropout rate of 0.999999 nothing of the LSTM is left in training, so the logits must be the bias, which is 1 here, but they are ${written(dropped)}: does the rate arrive, and does the dropout stand behind the LSTM?`,
  );
});

test('every part learns', () => {
  const model = build({ dropoutRate: 0 });
  const [ids, labels] = [tf.tensor2d([[1, 2, 3]], undefined, 'int32'), tf.tensor1d([0], 'int32')];
  const { grads } = tf.variableGrads(() =>
    crossEntropy(model.apply(ids, { training: true }) as tf.Tensor2D, labels),
  );
  const idle = Object.entries(grads).find(([, gradient]) => gradient.abs().sum().dataSync()[0] === 0);
  expectThat(idle === undefined, `${idle?.[0]} has a gradient of 0: nothing that it does reaches the logits`);
});
