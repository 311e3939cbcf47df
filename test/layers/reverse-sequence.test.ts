import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { padLeft, reverseSequence } from '../../lib/layers';
import '../tensor-leaks';

await ready();

const rows = padRows([Int32Array.of(1, 2, 3), Int32Array.of(4, 5), Int32Array.of()]);
const reversed = (keep: number) => (reverseSequence({ keep }).apply(rows) as tf.Tensor2D).arraySync();

describe('reverseSequence', () => {
  it('reverses each row and keeps padding at the end', () =>
    expect(reversed(0)).toEqual([
      [3, 2, 1],
      [5, 4, 0],
      [0, 0, 0],
    ]));

  it('keeps special tokens at the start in place', () =>
    expect(reversed(1)).toEqual([
      [1, 3, 2],
      [4, 5, 0],
      [0, 0, 0],
    ]));

  it.each([[[2, 0]], [[0, 3]]])('token ids of shape %j stay', (shape) => {
    for (const layer of [reverseSequence(), padLeft()])
      expect((layer.apply(tf.zeros(shape, 'int32')) as tf.Tensor).shape).toEqual(shape);
  });

  it('keeps its configuration if the caller changes that', () => {
    const config = { keep: 1 };
    const layer = reverseSequence(config);
    config.keep = 0;
    expect((layer.apply(rows) as tf.Tensor2D).arraySync()).toEqual(reversed(1));
  });

  it('the configuration holds keep, and the layer leaks no tensors', () => {
    const layer = reverseSequence({ keep: 2 });
    expect(layer.getConfig()).toMatchObject({ keep: 2 });
    expect(() => layer.apply(rows)).toLeakNoTensors();
  });
});
