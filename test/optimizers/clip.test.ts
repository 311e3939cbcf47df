import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { clipByNorm } from '../../lib/optimizers';

beforeAll(async () => {
  await ready();
});

describe('clipping gradients', () => {
  const gradients = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0], [4]]) }); // together of length 5
  const values = (clipped: tf.NamedTensorMap) =>
    Object.values(clipped).flatMap((tensor) => [...tensor.dataSync()]);

  it('scales all of them by one factor to the given length', () => {
    const clipped = values(clipByNorm(gradients(), 1));
    expect(clipped.map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0, 0, 0.8]);
  });

  it('leaves shorter ones as they are', () =>
    expect(values(clipByNorm(gradients(), 6))).toEqual([3, 0, 0, 4]));
  it('copes with a gradient of nothing but zeros', () =>
    expect(values(clipByNorm({ a: tf.zeros([2]) }, 1))).toEqual([0, 0]));
});
