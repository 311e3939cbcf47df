import { describe, expect, it } from 'vitest';
import { ready, type tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { wordDropout } from '../../lib/layers';
import '../tensor-leaks';

await ready();

const row = Int32Array.from({ length: 2000 }, (_, n) => 2 + (n % 7));
const ids = padRows([row, row.subarray(0, 1000)]);
const apply = (layer: tf.layers.Layer, training: boolean) =>
  (layer.apply(ids, { training }) as tf.Tensor2D).dataSync<'int32'>();

describe('wordDropout', () => {
  it('replaces the given rate of tokens by the unknown token, and no padding', () => {
    const seen = apply(wordDropout({ rate: 0.1, unknown: 1, seed: 5 }), true);
    const before = ids.dataSync<'int32'>();
    const unknown = [...seen.keys()].filter((n) => seen[n] !== before[n]);
    expect(unknown.every((n) => seen[n] === 1 && before[n] !== 0)).toBe(true);
    expect(unknown.length / 3000).toBeGreaterThan(0.07); // five standard errors
    expect(unknown.length / 3000).toBeLessThan(0.13);
  });

  it('is the identity outside of training', () =>
    expect(apply(wordDropout({ rate: 0.9, unknown: 1 }), false)).toEqual(ids.dataSync<'int32'>()));

  it('equal seeds draw equal masks, and every step draws a new one', () => {
    const [a, b] = [
      wordDropout({ rate: 0.3, unknown: 1, seed: 7 }),
      wordDropout({ rate: 0.3, unknown: 1, seed: 7 }),
    ];
    const first = apply(a, true);
    expect(apply(b, true)).toEqual(first);
    expect(apply(b, true)).not.toEqual(first);
  });

  it('keeps its rate if the caller changes the configuration', () => {
    const config = { rate: 0.3, unknown: 1, seed: 7 };
    const layer = wordDropout(config);
    config.rate = 0;
    expect(apply(layer, true)).toEqual(apply(wordDropout({ rate: 0.3, unknown: 1, seed: 7 }), true));
  });

  it('a rate outside [0, 1) throws', () =>
    expect(() => wordDropout({ rate: 1, unknown: 1 })).toThrow('not 1'));

  it('the layer leaks no tensors', () => {
    const layer = wordDropout({ rate: 0.3, unknown: 1, seed: 7 });
    expect(() => layer.apply(ids, { training: true })).toLeakNoTensors();
  });
});
