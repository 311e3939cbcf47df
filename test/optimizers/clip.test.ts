import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { clipByGlobalNorm } from '../../lib/optimizers';

beforeAll(async () => {
  await ready();
});

describe('clipping by global norm', () => {
  // global norm 5
  const gradients = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0], [4]]) });
  const values = (clipped: tf.NamedTensorMap) =>
    Object.values(clipped).flatMap((tensor) => [...tensor.dataSync()]);

  it('scales all gradients by one factor to the given global norm', () => {
    const clipped = values(clipByGlobalNorm(gradients(), 1));
    expect(clipped.map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0, 0, 0.8]);
  });

  it('gradients with a smaller global norm stay unchanged', () =>
    expect(values(clipByGlobalNorm(gradients(), 6))).toEqual([3, 0, 0, 4]));
  it('a zero gradient stays zero', () =>
    expect(values(clipByGlobalNorm({ a: tf.zeros([2]) }, 1))).toEqual([0, 0]));
});
