import { describe, expect, it } from 'vitest';
import { ready, type tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { reverseWords } from '../../lib/layers';
import '../tensor-leaks';

await ready();

const rows = padRows([Int32Array.of(1, 2, 3), Int32Array.of(4, 5), Int32Array.of()]);
const turned = (keep: number) => (reverseWords({ keep }).apply(rows) as tf.Tensor2D).arraySync();

describe('reverseWords', () => {
  it('turns each text around and leaves padding behind', () =>
    expect(turned(0)).toEqual([
      [3, 2, 1],
      [5, 4, 0],
      [0, 0, 0],
    ]));

  it('leaves marks at the start where they are', () =>
    expect(turned(1)).toEqual([
      [1, 3, 2],
      [4, 5, 0],
      [0, 0, 0],
    ]));

  it('comes back from its configuration', () => {
    const layer = reverseWords({ keep: 2 });
    expect(layer.getConfig()).toMatchObject({ keep: 2 });
    expect(() => layer.apply(rows)).toLeakNoTensors();
  });
});
