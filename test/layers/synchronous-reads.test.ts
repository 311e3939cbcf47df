import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import {
  embedding,
  type FastLstmConfig,
  fastLstm,
  frozenEmbedding,
  lastState,
  maxOverTime,
  meanOverTime,
  registerVectors,
  reverseSequence,
  unregisterVectors,
} from '../../lib/layers';
import { normal, outputsAndGradients } from './gradients';
import { withoutReads } from './no-reads';

await ready();

/** Expects the same values where tensors cannot be read at once. */
async function expectNoReads(compute: () => tf.Tensor[]): Promise<void> {
  const expected = tf.tidy(() => compute().map((tensor) => [...tensor.dataSync()]));
  const actual = await withoutReads(compute);
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [n, values] of actual.entries())
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[n]![at]!, 5);
}

const MASKS = {
  'no mask': undefined,
  'right padding': [
    [1, 1, 1, 0],
    [1, 0, 0, 0],
    [1, 1, 1, 1],
  ],
  'holes and an empty row': [
    [0, 1, 0, 1],
    [0, 0, 0, 0],
    [1, 0, 1, 1],
  ],
};

describe('nothing is read synchronously', () => {
  it('the test backend refuses synchronous reads', async () => {
    await expect(withoutReads(() => [tf.scalar(tf.ones([2]).sum().dataSync()[0]!)])).rejects.toThrow(
      'a synchronous read',
    );
  });

  it.each(
    Object.entries(MASKS).flatMap(([kind, mask]) =>
      [
        { returnSequences: true, returnState: true },
        { goBackwards: true },
        { goBackwards: true, returnSequences: true, activation: 'relu' },
        { returnSequences: true, dropout: 0.5, recurrentDropout: 0.5, zeroOutputForMask: true },
      ].map((config) => [kind, config, mask] as const),
    ),
  )('by fastLstm, forward and backward, with %s and %j', async (_, config, rows) => {
    await expectNoReads(() => {
      const x = normal<tf.Rank.R3>([3, 4, 2], 1);
      const zeros = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros' } as const;
      const lstm = fastLstm({ units: 3, seed: 1, ...zeros, ...(config as Partial<FastLstmConfig>) });
      lstm.apply(tf.input({ shape: [null, 2] }));
      lstm.setWeights([normal([2, 12], 2), normal([3, 12], 3), normal([12], 4)]);
      const mask = rows && tf.tensor2d(rows, [3, 4], 'bool');
      // Dropout draws other masks on another backend.
      Object.assign(lstm.masks, { draw: (shape: number[]) => normal(shape, 5).greater(0).cast('float32') });
      const { outputs, gradients } = outputsAndGradients(lstm, x, { mask, training: true });
      return [...outputs, ...gradients];
    });
  });

  it('by embeddings, masks, pooling and reversed sequences', async () => {
    const ids = [
      [1, 2, 3, 4],
      [2, 2, 0, 0],
      [0, 0, 0, 0],
    ];
    registerVectors({ name: 'five', matrix: new Float32Array(10).fill(0.5), dimensions: 2 });
    await expectNoReads(() => {
      unregisterVectors('five');
      registerVectors({ name: 'five', matrix: new Float32Array(10).fill(0.5), dimensions: 2 });
      const tokens = reverseSequence({ keep: 1 }).apply(tf.tensor2d(ids, [3, 4], 'int32')) as tf.Tensor;
      const layer = embedding({ inputDim: 5, outputDim: 2, embeddingsInitializer: tf.initializers.ones() });
      const mask = layer.computeMask(tokens);
      const frozen = frozenEmbedding({ vectors: 'five' });
      const vectors = () => (layer.apply(tokens) as tf.Tensor).add(frozen.apply(tokens) as tf.Tensor);
      vectors();
      layer.setWeights([normal([5, 2], 1)]);
      const pooled = () =>
        [lastState(), meanOverTime(), maxOverTime()].map(
          (pooling) => pooling.apply(vectors(), { mask }) as tf.Tensor,
        );
      const { grads } = tf.variableGrads(() => tf.addN(pooled().map((y) => y.square().sum())) as tf.Scalar);
      return [tokens, mask, ...pooled(), ...Object.values(grads)];
    });
    unregisterVectors('five');
  });
});
