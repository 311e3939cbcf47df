import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { fastLstm } from '../../lib/layers';

beforeAll(ready);

/** Runs the layer on fixed weights and input; returns outputs and the gradients of input and weights. */
function outputsAndGradients(layer: tf.RNN, x: tf.Tensor3D, weights: tf.Tensor[], mask?: tf.Tensor2D) {
  layer.apply(tf.input({ shape: [x.shape[1], x.shape[2]] }));
  layer.setWeights(weights);
  const outputs = [layer.call(x, { mask, training: false })].flat() as tf.Tensor[];
  const weighing = outputs.map((y, n) => tf.randomNormal(y.shape, 0, 1, 'float32', 7 + n));
  const loss = (input: tf.Tensor) =>
    tf.addN(
      ([layer.call(input, { mask, training: false })].flat() as tf.Tensor[]).map((y, n) =>
        y.mul(weighing[n]!).sum(),
      ),
    ) as tf.Scalar;
  const dx = tf.grad(loss)(x);
  const { grads } = tf.variableGrads(
    () => loss(x),
    layer.trainableWeights.map((w) => w.read() as tf.Variable),
  );
  return [...outputs, dx, ...layer.trainableWeights.map((w) => grads[(w.read() as tf.Variable).name]!)];
}

function greatestDifference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
}

const weightsFor = (input: number, units: number) => [
  tf.randomNormal([input, 4 * units], 0, 0.5, 'float32', 1),
  tf.randomNormal([units, 4 * units], 0, 0.5, 'float32', 2),
  tf.randomNormal([4 * units], 0, 0.5, 'float32', 3),
];

describe('fastLstm', () => {
  const masks: [string, number[][] | undefined][] = [
    ['no mask', undefined],
    [
      'right padding',
      [
        [1, 1, 1, 0, 0],
        [1, 0, 0, 0, 0],
        [1, 1, 1, 1, 0],
      ],
    ],
    [
      'left padding',
      [
        [0, 0, 1, 1, 1],
        [0, 0, 0, 0, 1],
        [1, 1, 1, 1, 1],
      ],
    ],
    [
      'holes',
      [
        [1, 0, 1, 0, 1],
        [0, 1, 0, 0, 1],
        [0, 1, 1, 1, 0],
      ],
    ],
    [
      'rows without a word',
      [
        [0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
      ],
    ],
    [
      'no words at all',
      [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
      ],
    ],
  ];
  for (const [kind, rows] of masks)
    for (const returnSequences of [false, true])
      for (const goBackwards of [false, true])
        it(`equals tf.layers.lstm with ${kind}${returnSequences ? ', all steps' : ''}${goBackwards ? ', backwards' : ''}`, () => {
          const [batch, time, input, units] = [3, 5, 4, 6];
          const x = tf.randomNormal<tf.Rank.R3>([batch, time, input], 0, 1, 'float32', 4);
          const mask = rows && tf.tensor2d(rows, [batch, time], 'bool');
          const config = { units, returnSequences, goBackwards, returnState: true };
          const ours = outputsAndGradients(fastLstm(config), x, weightsFor(input, units), mask);
          const stock = outputsAndGradients(
            tf.layers.lstm({ ...config, recurrentActivation: 'sigmoid' }) as tf.RNN,
            x,
            weightsFor(input, units),
            mask,
          );
          ours.forEach((value, n) => {
            expect(greatestDifference(value, stock[n]!)).toBeLessThan(2e-6);
          });
        });
});
