import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { lastOf, pack, packing, unpack } from '../../lib/layers/packing';

await ready();

const batches = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    time: fc.integer({ min: 1, max: 6 }),
    goBackwards: fc.boolean(),
  })
  .chain(({ batch, time, goBackwards }) =>
    fc.record({
      batch: fc.constant(batch),
      time: fc.constant(time),
      goBackwards: fc.constant(goBackwards),
      mask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: batch * time, maxLength: batch * time }),
    }),
  );

describe('packing', () => {
  it('pack moves the unmasked time steps of each row to the front, in order', () => {
    fc.assert(
      fc.property(batches, ({ batch, time, goBackwards, mask }) => {
        const order = packing(batch, time, tf.tensor2d(mask, [batch, time], 'bool'), goBackwards);
        const places = tf.range(0, batch * time).reshape<tf.Tensor3D>([batch, time, 1]);
        const packed = pack(places, order).squeeze([2]).arraySync() as number[][];
        for (let b = 0; b < batch; b++) {
          const unmasked = mask.flatMap((kept, at) => (kept && Math.floor(at / time) === b ? [at] : []));
          if (goBackwards) unmasked.reverse();
          expect(packed.map((row) => row[b]).slice(0, unmasked.length)).toEqual(unmasked);
        }
        const counts = [...(order.order?.lengths.dataSync() ?? Array<number>(batch).fill(time))];
        expect(order.steps).toBe(Math.max(1, ...counts));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(mask.filter(Boolean).length);
      }),
    );
  });

  it('unpack puts outputs back at their time steps and repeats the last one on padding', () => {
    fc.assert(
      fc.property(batches, ({ batch, time, goBackwards, mask }) => {
        const order = packing(batch, time, tf.tensor2d(mask, [batch, time], 'bool'), goBackwards);
        const places = tf.range(0, batch * time).reshape<tf.Tensor3D>([batch, time, 1]);
        const initial = tf.fill([batch, 1], -1) as tf.Tensor2D;
        const outputs = unpack(pack(places, order), initial, order).squeeze([2]).arraySync() as number[][];
        const ends = lastOf(pack(places, order), initial, order).dataSync();
        for (let b = 0; b < batch; b++) {
          let last = -1;
          const expected = Array.from({ length: time }, (_, s) => {
            const at = b * time + (goBackwards ? time - 1 - s : s);
            if (mask[at]) last = at;
            return last;
          });
          expect(outputs[b]).toEqual(expected);
          expect(ends[b]).toBe(last);
        }
      }),
    );
  });

  it('the number of steps is the length of the longest row', () => {
    const mask = (values: number[]) => tf.tensor2d(values, [2, 4], 'bool');
    expect(packing(2, 4, mask([1, 1, 0, 0, 1, 0, 0, 0])).steps).toBe(2);
    expect(packing(2, 4, mask([0, 0, 1, 1, 0, 0, 0, 1])).steps).toBe(2);
    expect(packing(2, 4, mask([0, 0, 0, 0, 0, 0, 0, 0])).steps).toBe(1);
    expect(packing(2, 4).steps).toBe(4);
  });
});
