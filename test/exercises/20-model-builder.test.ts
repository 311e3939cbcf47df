import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { crossEntropy } from '../../lib/loss';
import { buildModel, type ModelSize } from '../../solutions/20-model-builder';
import { expectThat, written } from './complaint';
import { close, expectShape } from './tensors';

beforeAll(ready);

const SIZE: ModelSize = { vocabularySize: 10, dimensions: 4, units: 3, classes: 2, dropoutRate: 0.5 };

function build(size: Partial<ModelSize> = {}): tf.LayersModel {
  const model: unknown = buildModel({ ...SIZE, ...size });
  expectThat(
    model instanceof tf.LayersModel,
    `the result must be a model, made by tf.sequential or tf.model, not ${written(typeof model)}`,
  );
  return model;
}

function run(model: tf.LayersModel, ids: number[][], training = false): number[][] {
  const answer: unknown = model.apply(tf.tensor2d(ids, undefined, 'int32'), { training });
  expectShape(answer, [ids.length, SIZE.classes], 'batch, classes');
  return answer.arraySync() as number[][];
}

/** Moves the logits of an untrained model away from 0, so that changes are visible. */
function enlarged(model: tf.LayersModel): tf.LayersModel {
  model.setWeights(model.getWeights().map((weight) => weight.mul(5)));
  return model;
}

test('the model gives one logit per class for reviews of any length', () => {
  const model = build();
  run(model, [[1, 2, 3]]);
  run(model, [
    [1, 2, 3, 4, 5],
    [6, 7, 0, 0, 0],
  ]);
});

function countsParameters(size: ModelSize): void {
  const model = build(size);
  const { vocabularySize, dimensions, units, classes } = size;
  const parts = [
    ['the embedding', vocabularySize * dimensions],
    ['the LSTM', 4 * units * (dimensions + units + 1)],
    ['the dense layer', classes * (units + 1)],
  ] as const;
  const expected = parts.reduce((sum, [, count]) => sum + count, 0);
  const given = model.countParams();
  expectThat(
    given === expected,
    `with the size ${written(size)} a model has ${expected} parameters (${parts.map(([name, count]) => `${name} ${count}`).join(', ')}); ` +
      `this model has ${given}: ${model.layers.map((layer) => `${layer.name} ${layer.countParams()}`).join(', ')}`,
  );
  const trainable = model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a! * b!, 1)!,
    0,
  );
  expectThat(
    trainable === expected,
    `${expected - trainable} parameters are not trainable: the embedding must be trainable`,
  );
}

test('the model has the number of parameters that its size says', () => {
  countsParameters(SIZE);
  countsParameters({ ...SIZE, vocabularySize: 7, dimensions: 5, units: 6, classes: 3 });
});

test('the model gives the same logits with padding', () => {
  const model = enlarged(build());
  const [without] = run(model, [[1, 2]]);
  const [padded] = run(model, [[1, 2, 0, 0, 0, 0]]);
  expectThat(
    close(padded!, without!),
    `the review [1, 2] gets the logits ${written(without)}, and with padding, [1, 2, 0, 0, 0, 0], it gets ${written(padded)}: the padding is not masked`,
  );
});

test('the model depends on the order of the words', () => {
  const model = enlarged(build());
  const [one] = run(model, [[1, 2, 3, 4]]);
  const [other] = run(model, [[4, 3, 2, 1]]);
  expectThat(
    !close(one!, other!),
    `the reviews [1, 2, 3, 4] and [4, 3, 2, 1] get the same logits, ${written(one)}: the output of an LSTM depends on the order of the words`,
  );
});

test('the model outputs logits, not probabilities', () => {
  const model = build();
  model.setWeights(model.getWeights().map((weight) => tf.onesLike(weight).mul(3)));
  const [logits] = run(model, [[1, 2]]);
  const total = logits!.reduce((sum, logit) => sum + logit, 0);
  expectThat(
    !close(total, 1),
    `${written(logits)} sum to 1, like probabilities: leave the softmax to the loss`,
  );
  expectThat(
    logits!.some((logit) => logit > 1),
    `with large weights the logits are ${written(logits)}: remove the activation of the dense layer`,
  );
});

test('the model drops outputs of the LSTM in training, and not in evaluation', () => {
  const model = enlarged(build({ units: 3 }));
  const ids = [[1, 2, 3]];
  const evaluated = [0, 1, 2].map(() => written(run(model, ids)));
  expectThat(
    new Set(evaluated).size === 1,
    `in evaluation the same review gets different logits each time: ${[...new Set(evaluated)].slice(0, 2).join(' and ')}`,
  );
  const trained = Array.from({ length: 20 }, () => written(run(model, ids, true)));
  expectThat(
    new Set(trained).size > 1,
    'in training the same review gets the same logits each time: is there a dropout layer?',
  );
  const all = build({ dropoutRate: 0.999999 });
  all.setWeights(all.getWeights().map((weight) => tf.onesLike(weight)));
  const [dropped] = run(all, ids, true);
  expectThat(
    close(dropped!, [1, 1]),
    `with a dropout rate of 0.999999 all outputs of the LSTM are dropped in training. So the logits must be the bias, which is 1 here, but they are ${written(dropped)}: is the rate used, and does the dropout come after the LSTM?`,
  );
});

test('every weight of the model has a gradient', () => {
  const model = build({ dropoutRate: 0 });
  const [ids, labels] = [tf.tensor2d([[1, 2, 3]], undefined, 'int32'), tf.tensor1d([0], 'int32')];
  const { grads } = tf.variableGrads(() =>
    crossEntropy(model.apply(ids, { training: true }) as tf.Tensor2D, labels),
  );
  const unused = Object.entries(grads).find(([, gradient]) => gradient.abs().sum().dataSync()[0] === 0);
  expectThat(unused === undefined, `${unused?.[0]} has a gradient of 0: it does not affect the logits`);
});
