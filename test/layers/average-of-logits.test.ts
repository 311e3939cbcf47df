import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { averageOfLogits } from '../../lib/layers';
import '../tensor-leaks';

await ready();

const logits = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 8]])];

describe('averageOfLogits', () => {
  it('returns the average of the logits in prediction', () =>
    expect((averageOfLogits().apply(logits) as tf.Tensor2D).arraySync()).toEqual([[2, 5]]));

  it('returns all logits in training', () =>
    expect((averageOfLogits().apply(logits, { training: true }) as tf.Tensor3D).arraySync()).toEqual([
      [
        [1, 2],
        [3, 8],
      ],
    ]));

  it('the layer leaks no tensors', () => {
    const layer = averageOfLogits();
    expect(() => layer.apply(logits)).toLeakNoTensors();
  });

  it('a single tensor of logits throws', () =>
    expect(() => averageOfLogits().apply(logits[0]!)).toThrow('two or more tensors'));
});
