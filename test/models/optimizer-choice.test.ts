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

/** Returns where a weight that starts at 1 stands after steps down these gradients. */
function descend(optimizer: tf.Optimizer, gradients: number[]): number {
  const variable = tf.variable(tf.scalar(1));
  for (const gradient of gradients) optimizer.applyGradients({ [variable.name]: tf.scalar(gradient) });
  return variable.dataSync()[0]!;
}

describe('each text has its own constants', () => {
  const [g, h] = [0.5, -0.2];

  it.each<[string, () => tf.Optimizer, number]>([
    ['oreilly: Adam moves by the learning rate first', () => oreillyOptimizer(), 1 - 0.001],
    ['oreilly: SGD', () => oreillyOptimizer('sgd'), 1 - 0.001 * g],
    [
      "simple: TensorFlow 1's RMSProp starts at 1",
      () => simpleOptimizer(),
      1 - (0.01 * g) / Math.sqrt(0.9 + 0.1 * g ** 2),
    ],
    [
      "oreilly: TensorFlow 1's Adagrad starts at 0.1",
      () => oreillyOptimizer('adagrad'),
      1 - (0.001 * g) / Math.sqrt(0.1 + g ** 2),
    ],
    [
      'theano: AdaDelta',
      () => theanoOptimizer(),
      1 - (Math.sqrt(1e-6) * g) / Math.sqrt(0.05 * g ** 2 + 1e-6),
    ],
    ['theano: SGD hardly moves', () => theanoOptimizer('sgd'), 1 - 1e-4 * g],
    [
      'theano: centred RMSProp',
      () => theanoOptimizer('rmsprop'),
      1 - (1e-4 * g) / Math.sqrt(0.05 * g ** 2 - (0.05 * g) ** 2 + 1e-4),
    ],
    ['keras: Adagrad starts at 0', () => kerasOptimizer(), 1 - 0.01],
    ['keras: RMSProp starts at 0', () => kerasOptimizer('rmsprop'), 1 - 0.001 / Math.sqrt(0.1)],
    ['keras: another learning rate', () => kerasOptimizer('sgd', 0.5), 1 - 0.5 * g],
  ])('%s', (_, make, expected) => {
    expect(1 - descend(make(), [g])).toBeCloseTo(1 - expected, 7);
  });

  it('makes the last change again by momentum, in theano', () => {
    const moved = (gradients: number[]) => 1 - descend(theanoOptimizer('rmsprop'), gradients);
    const first = moved([g]);
    const mean = 0.95 * 0.05 * g + 0.05 * h;
    const square = 0.95 * 0.05 * g ** 2 + 0.05 * h ** 2;
    const second = 0.9 * first + (1e-4 * h) / Math.sqrt(square - mean ** 2 + 1e-4);
    expect(moved([g, h])).toBeCloseTo(first + second, 6);
  });

  it('has each of the five for each text, and no other', () => {
    const makers = [oreillyOptimizer, simpleOptimizer, theanoOptimizer, kerasOptimizer];
    for (const make of makers)
      for (const name of ['sgd', 'adadelta', 'adagrad', 'adam', 'rmsprop'] as const)
        expect(make(name).rule.name).toBe(name);
    expect(() => optimizerFrom(KERAS_2, 'nadam' as OptimizerName)).toThrow(
      'there is no optimizer "nadam"; the optimizers are sgd, adadelta, adagrad, adam, rmsprop',
    );
  });
});
