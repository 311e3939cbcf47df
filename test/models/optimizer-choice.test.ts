import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import {
  KERAS_2,
  kerasOptimizer,
  type OptimizerName,
  optimizerFrom,
  oreillyOptimizer,
  simpleOptimizer,
  theanoOptimizer,
} from '../../lib/models';

beforeAll(async () => {
  await ready();
});

/** Returns a weight that starts at 1 after one step per gradient. */
function descend(optimizer: tf.Optimizer, gradients: number[]): number {
  const variable = tf.variable(tf.scalar(1));
  for (const gradient of gradients) optimizer.applyGradients({ [variable.name]: tf.scalar(gradient) });
  return variable.dataSync()[0]!;
}

describe("a tutorial's optimizer", () => {
  const [g, h] = [0.5, -0.2];

  it.each<[string, () => tf.Optimizer, number]>([
    ['oreilly, Adam: the first step is the learning rate', () => oreillyOptimizer(), 1 - 0.001],
    ['oreilly, SGD: learning rate 0.001', () => oreillyOptimizer('sgd'), 1 - 0.001 * g],
    [
      'simple, RMSProp: the mean square starts at 1, as in TensorFlow 1',
      () => simpleOptimizer(),
      1 - (0.01 * g) / Math.sqrt(0.9 + 0.1 * g ** 2),
    ],
    [
      'oreilly, Adagrad: the accumulator starts at 0.1, as in TensorFlow 1',
      () => oreillyOptimizer('adagrad'),
      1 - (0.001 * g) / Math.sqrt(0.1 + g ** 2),
    ],
    [
      'theano, AdaDelta: rho 0.95, epsilon 1e-6',
      () => theanoOptimizer(),
      1 - (Math.sqrt(1e-6) * g) / Math.sqrt(0.05 * g ** 2 + 1e-6),
    ],
    ['theano, SGD: learning rate 1e-4', () => theanoOptimizer('sgd'), 1 - 1e-4 * g],
    [
      'theano, RMSProp: centered',
      () => theanoOptimizer('rmsprop'),
      1 - (1e-4 * g) / Math.sqrt(0.05 * g ** 2 - (0.05 * g) ** 2 + 1e-4),
    ],
    ['keras, Adagrad: the accumulator starts at 0', () => kerasOptimizer(), 1 - 0.01],
    [
      'keras, RMSProp: the mean square starts at 0',
      () => kerasOptimizer('rmsprop'),
      1 - 0.001 / Math.sqrt(0.1),
    ],
    ['keras, SGD: a learning rate can be given', () => kerasOptimizer('sgd', 0.5), 1 - 0.5 * g],
  ])('the first step is that of the original code (%s)', (_, make, expected) => {
    expect(1 - descend(make(), [g])).toBeCloseTo(1 - expected, 7);
  });

  it("theano's RMSProp adds momentum to the second step", () => {
    const moved = (gradients: number[]) => 1 - descend(theanoOptimizer('rmsprop'), gradients);
    const first = moved([g]);
    const mean = 0.95 * 0.05 * g + 0.05 * h;
    const square = 0.95 * 0.05 * g ** 2 + 0.05 * h ** 2;
    const second = 0.9 * first + (1e-4 * h) / Math.sqrt(square - mean ** 2 + 1e-4);
    expect(moved([g, h])).toBeCloseTo(first + second, 6);
  });

  it('every tutorial offers the five optimizers, and another name throws', () => {
    const makers = [oreillyOptimizer, simpleOptimizer, theanoOptimizer, kerasOptimizer];
    for (const make of makers)
      for (const name of ['sgd', 'adadelta', 'adagrad', 'adam', 'rmsprop'] as const)
        expect(make(name).rule.name).toBe(name);
    expect(() => optimizerFrom(KERAS_2, 'nadam' as OptimizerName)).toThrow(
      'there is no optimizer "nadam"; the optimizers are sgd, adadelta, adagrad, adam, rmsprop',
    );
  });
});
