import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import {
  type Batch,
  batchesByLength,
  type Examples,
  encode,
  joinExamples,
  padRows,
  randomFrom,
  select,
  split,
  stratifiedFolds,
  toBatch,
  trainingBatches,
} from '../../lib/batches';
import type { Review } from '../../lib/corpus';

beforeAll(async () => {
  await ready();
});

/** Returns examples of the given lengths. The token ids of each are its position plus 1. */
function examplesOf(lengths: number[]): Examples {
  return {
    ids: lengths.map((length, at) => new Int32Array(length).fill(at + 1)),
    labels: Int32Array.from(lengths, (_, at) => at % 2),
    classes: ['positive', 'negative'],
  };
}

const lengths = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 300 });

describe('batchesByLength', () => {
  it('an epoch holds every example once', () =>
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 20 }), fc.integer(), (list, batchSize, seed) => {
        const all = batchesByLength(examplesOf(list), batchSize, randomFrom(seed)).flat();
        expect(all.sort((a, b) => a - b)).toEqual(list.map((_, at) => at));
      }),
    ));

  it('padding adds less than a twentieth to the tokens', () => {
    const random = randomFrom(2);
    const list = Array.from({ length: 2_000 }, () => random.integer(1, 250));
    const padded = batchesByLength(examplesOf(list), 20, randomFrom(1)).reduce(
      (sum, batch) => sum + batch.length * Math.max(...batch.map((at) => list[at]!)),
      0,
    );
    const tokens = list.reduce((sum, length) => sum + length, 0);
    expect(padded / tokens).toBeLessThan(1.05);
  });

  it('the order changes from epoch to epoch, and is the same for the same seed', () => {
    const examples = examplesOf(Array.from({ length: 90 }, (_, at) => at + 1));
    const random = randomFrom(4);
    const first = batchesByLength(examples, 8, random);
    expect(batchesByLength(examples, 8, random)).not.toEqual(first);
    expect(batchesByLength(examples, 8, randomFrom(4))).toEqual(first);
  });
});

describe('trainingBatches', () => {
  it('after the last batch of an epoch comes the next epoch', () => {
    const batches = trainingBatches(examplesOf([3, 1, 2]), { batchSize: 2, seed: 1 });
    const sizes = [1, 2, 3, 4].map(() => {
      const { ids, labels } = batches.next().value!;
      const size = ids.shape[0];
      ids.dispose();
      labels.dispose();
      return size;
    });
    expect([sizes[0]! + sizes[1]!, sizes[2]! + sizes[3]!]).toEqual([3, 3]);
  });

  it('a start at batch N gives the batches that follow the first N', () => {
    const examples = examplesOf(Array.from({ length: 50 }, (_, at) => 1 + (at % 7)));
    const firstIds = (batches: Iterator<Batch>, count: number) =>
      Array.from({ length: count }, () => {
        const { ids, labels } = batches.next().value as Batch;
        const rows = ids.arraySync().map(([first]) => first);
        ids.dispose();
        labels.dispose();
        return rows;
      });
    const all = firstIds(trainingBatches(examples, { batchSize: 8, seed: 3 }), 20); // 7 batches an epoch
    for (const from of [0, 4, 7, 17])
      expect(firstIds(trainingBatches(examples, { batchSize: 8, seed: 3, from }), 3)).toEqual(
        all.slice(from, from + 3),
      );
  });
});

describe('toBatch', () => {
  it('a batch is as long as its longest example, right-padded with 0', () => {
    const { ids, labels } = toBatch(examplesOf([2, 3, 9]), [0, 1]);
    expect(ids.arraySync()).toEqual([
      [1, 1, 0],
      [2, 2, 2],
    ]);
    expect(labels.arraySync()).toEqual([0, 1]);
    expect([ids.dtype, labels.dtype]).toEqual(['int32', 'int32']);
  });
});

describe('padRows', () => {
  it('rows are cut to a given length', () =>
    expect(padRows([Int32Array.of(5, 6, 7)], 2).arraySync()).toEqual([[5, 6]]));
  it('rows without a token become one column of padding', () =>
    expect(padRows([new Int32Array(), new Int32Array()]).shape).toEqual([2, 1]));
});

describe(split, () => {
  it('the two sets share no example and have the same class proportions', () => {
    const examples = examplesOf(Array.from({ length: 200 }, () => 1));
    const { train, validation } = split(examples, 0.1, 3);
    const numbers = (part: Examples) => part.ids.map((ids) => ids[0]!);
    expect(validation.ids).toHaveLength(20);
    expect(validation.labels.filter((label) => label === 1)).toHaveLength(10);
    expect(numbers(validation).filter((n) => numbers(train).includes(n))).toEqual([]);
    expect(train.ids).toHaveLength(180);
  });

  it.each([0, 1, 1.5, Number.NaN])('a share of %d is refused', (share) =>
    expect(() => split(examplesOf([1, 1]), share, 1)).toThrow(/between 0 and 1/),
  );
});

describe('stratifiedFolds', () => {
  const labels = [...'aabbbaabbbaabbb'];

  it('each position is in one validation set, and in the training sets of the other splits', () => {
    const splits = stratifiedFolds(labels, 3, 1);
    expect(splits.flatMap(({ validation }) => validation).sort((a, b) => a - b)).toEqual([...labels.keys()]);
    for (const { train, validation } of splits)
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  it('each label has the same share in all folds', () => {
    const counts = stratifiedFolds(labels, 3, 1).map(
      ({ validation }) => validation.filter((at) => labels[at] === 'a').length,
    );
    expect(counts).toEqual([2, 2, 2]);
  });

  it('a label with too few examples, and a single fold, are refused', () => {
    expect(() => stratifiedFolds(['a', 'a', 'a', 'b'], 2, 1)).toThrow(/label b has 1 example:/);
    expect(() => stratifiedFolds(labels, 1, 1)).toThrow(/1 folds/);
  });
});

describe('toBatch', () => {
  it('takes the target distributions of its examples', () => {
    const examples = { ...examplesOf([1, 2, 3]), targets: Float32Array.of(1, 0, 0.25, 0.75, 0, 2) };
    const { targets } = toBatch(select(examples, [2, 1]), [1, 0]);
    expect(targets!.arraySync()).toEqual([
      [0.25, 0.75],
      [0, 2],
    ]);
    expect(toBatch(examplesOf([1]), [0]).targets).toBeUndefined();
  });

  it('joined examples have one-hot targets where they have labels only', () => {
    const soft = { ...examplesOf([1, 2]), targets: Float32Array.of(0.9, 0.1, 0.3, 0.7) };
    const hard = { ...examplesOf([3]), labels: Int32Array.of(1) };
    const all = joinExamples(soft, hard);
    expect(all.ids).toEqual([...soft.ids, ...hard.ids]);
    expect([...all.labels]).toEqual([...soft.labels, 1]);
    expect([...all.targets!]).toEqual([...soft.targets, 0, 1]);
    expect(joinExamples(hard, hard).targets).toBeUndefined();
  });
});

describe('encode', () => {
  const words = { idOf: () => 7, unknownId: 9 };

  it('a label becomes its index among the classes', async () => {
    const reviews: Review[] = [
      { text: 'warm and funny', label: 'negative', source: 'a.csv:1' },
      { text: 'funny', label: 'positive', source: 'a.csv:2' },
    ];
    const { labels, ids } = await encode(reviews, words);
    expect([...labels]).toEqual([1, 0]);
    expect(ids.map((row) => row.length)).toEqual([3, 1]);
  });

  it('a review without a label is refused by its source', async () => {
    const reviews: Review[] = [{ text: 'unrated', source: 'train/unsup/4_0.txt' }];
    await expect(encode(reviews, words)).rejects.toThrow('train/unsup/4_0.txt: label missing');
  });
});
