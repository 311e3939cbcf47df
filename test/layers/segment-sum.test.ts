import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import '../../lib/layers';
import '../tensor-leaks';
import { expectClose } from './gradients';

await ready();

describe('unsortedSegmentSum', () => {
  it('sums the rows of each segment and drops rows with a negative id', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const ids = tf.tensor1d([2, 0, 2, -1], 'int32');
    expectClose([tf.unsortedSegmentSum(x, ids, 4)], [tf.tensor2d([3, 4, 0, 0, 6, 8, 0, 0], [4, 2])]);
    expect(() => tf.unsortedSegmentSum(x, ids, 4)).toLeakNoTensors();
  });

  it('gives a tfjs embedding its gradient', () => {
    const layer = tf.layers.embedding({ inputDim: 4, outputDim: 2 });
    const ids = tf.tensor2d([3, 1, 3, 3], [2, 2], 'int32');
    layer.apply(tf.input({ shape: [2] }));
    const { grads } = tf.variableGrads(() => (layer.call(ids, {}) as tf.Tensor).sum());
    expectClose(Object.values(grads), [tf.tensor2d([0, 0, 1, 1, 0, 0, 3, 3], [4, 2])]);
  });
});
