import { describe, expect, it } from 'vitest';
import { getTestBatch, getTrainBatch } from '../../../course/demos/oreilly-batches';
import { type IdsMatrix, randomFrom } from '../../../lib/batches';

/** A matrix of the tutorial's size. Its only column is the row's number. */
const matrix: IdsMatrix = {
  ids: Int32Array.from({ length: 25_000 }, (_, row) => row),
  rows: 25_000,
  columns: 1,
};

function drawn(getBatch: typeof getTrainBatch) {
  const random = randomFrom(5);
  const labels = new Map<number, string>();
  for (let n = 0; n < 20_000; n++) {
    const batch = getBatch(matrix, random);
    for (const [i, row] of batch.rows.entries()) {
      if (batch.ids[i] !== row) throw new Error(`row ${row} has the ids of row ${batch.ids[i]}`);
      labels.set(row, batch.labels[i]!.join());
    }
  }
  return labels;
}

const train = drawn(getTrainBatch);
const test = drawn(getTestBatch);

describe("the O'Reilly tutorial's batches", () => {
  it('getTrainBatch draws rows 0 to 11498 and 13498 to 24998', () => {
    expect(train.size).toBe(11_499 + 11_501);
    expect([Math.min(...train.keys()), Math.max(...train.keys())]).toEqual([0, 24_998]);
    expect([...train.keys()].filter((row) => row > 11_498 && row < 13_498)).toEqual([]);
  });

  it('getTestBatch draws rows 11498 to 13498', () => {
    expect(test.size).toBe(2_001);
    expect([Math.min(...test.keys()), Math.max(...test.keys())]).toEqual([11_498, 13_498]);
  });

  it('two training rows leak into the test set, as in the original code', () =>
    expect([...test.keys()].filter((row) => train.has(row)).sort()).toEqual([11_498, 13_498]));

  it('getTestBatch labels the last positive review negative, as the original code does', () => {
    expect(test.get(12_498)).toBe('1,0');
    expect(test.get(12_499)).toBe('0,1');
  });

  it('row 24999 is never drawn, as in the original code', () =>
    expect(train.has(24_999) || test.has(24_999)).toBe(false));

  it('positive and negative reviews alternate in a batch', () => {
    const { labels } = getTrainBatch(matrix, randomFrom(1), 4);
    expect(labels.map((label) => label.join())).toEqual(['1,0', '0,1', '1,0', '0,1']);
  });

  it('a matrix without exactly 25,000 rows is refused', () => {
    const small = { ids: new Int32Array(10), rows: 10, columns: 1 };
    expect(() => getTrainBatch(small, randomFrom(1))).toThrow(/25,000 rows,.* 10/);
  });
});
