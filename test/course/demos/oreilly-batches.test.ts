import { describe, expect, it } from 'vitest';
import { getTestBatch, getTrainBatch } from '../../../course/demos/oreilly-batches';
import { type IdsMatrix, randomFrom } from '../../../lib/batches';

/** A matrix in the text's size whose only column is the row's number: a batch shows where it came from. */
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
      expect(batch.ids[i]).toBe(row);
      labels.set(row, batch.labels[i]!.join());
    }
  }
  return labels;
}

const train = drawn(getTrainBatch);
const test = drawn(getTestBatch);

describe("the text's batches", () => {
  it('train on rows 0 to 11498 and 13498 to 24998', () => {
    expect(train.size).toBe(11_499 + 11_501);
    expect([Math.min(...train.keys()), Math.max(...train.keys())]).toEqual([0, 24_998]);
    expect([...train.keys()].filter((row) => row > 11_498 && row < 13_498)).toEqual([]);
  });

  it('test on rows 11498 to 13498 of the same reviews', () => {
    expect(test.size).toBe(2_001);
    expect([Math.min(...test.keys()), Math.max(...test.keys())]).toEqual([11_498, 13_498]);
  });

  it('leak two rows from training into testing', () =>
    expect([...test.keys()].filter((row) => train.has(row)).sort()).toEqual([11_498, 13_498]));

  it('call the last positive review negative', () => {
    expect(test.get(12_498)).toBe('1,0');
    expect(test.get(12_499)).toBe('0,1');
  });

  it('never use row 24999', () => expect(train.has(24_999) || test.has(24_999)).toBe(false));

  it('take positive and negative reviews in turn', () => {
    const { labels } = getTrainBatch(matrix, randomFrom(1), 4);
    expect(labels.map((label) => label.join())).toEqual(['1,0', '0,1', '1,0', '0,1']);
  });

  it('refuse a matrix that is not the 25,000 training reviews', () => {
    const small = { ids: new Int32Array(10), rows: 10, columns: 1 };
    expect(() => getTrainBatch(small, randomFrom(1))).toThrow(/25,000 rows, this ids matrix has 10/);
  });
});
