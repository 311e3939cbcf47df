import fc from 'fast-check';
import { test } from 'vitest';
import { type Examples, splitForValidation } from '../../solutions/27-hunt-validation-split';
import { expectThat, forAll, written } from './complaint';
import { randomFrom } from './random';

/** Reviews sorted by label, positive ones first; the first id of each is its number, from 1. */
function dataset(count: number, wordsOf: (n: number) => number = (n) => 1 + (n % 3)): Examples {
  return {
    ids: Array.from({ length: count }, (_, n) => [n + 1, ...new Array<number>(wordsOf(n) - 1).fill(41)]),
    labels: Array.from({ length: count }, (_, n) => (n < count / 2 ? 0 : 1)),
  };
}

function examine(count: number, share: number, length = 4, seed = 3): ReturnType<typeof splitForValidation> {
  const given = dataset(count);
  const before = dataset(count);
  const sets = splitForValidation(given, share, length, randomFrom(seed));
  const example = `of ${count} reviews with a share of ${share}`;
  expectThat(
    Array.isArray(sets?.train?.ids) && Array.isArray(sets.validation?.ids),
    'the result must be an object { train, validation }, each with ids and labels',
  );
  const both = [sets.train, sets.validation];
  for (const { ids, labels } of both)
    expectThat(
      ids.length === labels.length,
      `a set has ${ids.length} rows of ids and ${labels.length} labels, ${example}`,
    );
  const validationSize = Math.round(share * count);
  expectThat(
    sets.validation.ids.length === validationSize,
    `${sets.validation.ids.length} reviews are in the validation set, not ${validationSize}, ${example}`,
  );
  const numbers = both.flatMap(({ ids }) => ids.map(([first]) => first!));
  expectThat(
    written([...numbers].sort((a, b) => a - b)) === written(before.ids.map(([first]) => first)),
    `reviews were lost or duplicated, ${example}: the two sets together have the reviews ${written(numbers)}`,
  );
  for (const { ids, labels } of both) {
    for (const [n, row] of ids.entries()) {
      const at = row[0]! - 1;
      expectThat(
        labels[n] === before.labels[at],
        `a review lost its label: review ${at + 1} is ${before.labels[at] === 0 ? 'positive' : 'negative'}, but has the other label, when ${count} reviews were split with a share of ${share}`,
      );
      const padded = [...before.ids[at]!, 0, 0, 0, 0].slice(0, Math.max(length, before.ids[at]!.length));
      expectThat(
        written(row) === written(padded),
        `review ${at + 1}, ${written(before.ids[at])}, padded to ${length}, became ${written(row)}, not ${written(padded)}`,
      );
    }
  }
  const changed = given.ids.findIndex((row, n) => written(row) !== written(before.ids[n]));
  expectThat(
    changed < 0,
    `the ids that were passed in were changed: review ${changed + 1} was ${written(before.ids[changed])} and is now ${written(given.ids[changed])}. The caller does not expect that`,
  );
  expectThat(
    written(given) === written(before),
    'the examples that were passed in are in another order now: the caller does not expect that',
  );
  return sets;
}

test('the validation set has both labels', () => {
  const { validation } = splitForValidation(dataset(200), 0.1, 4, randomFrom(3));
  const positive = validation.labels.filter((label) => label === 0).length;
  expectThat(
    positive > 0 && positive < validation.labels.length,
    `all ${validation.labels.length} validation reviews are ${positive ? 'positive' : 'negative'}: the dataset is sorted by label, so its end has one label only`,
  );
});

test('each review is in exactly one set, with its own label', () => {
  examine(12, 0.25);
});

test('the training set is shuffled', () => {
  const { train } = examine(60, 0.1);
  const numbers = train.ids.map(([first]) => first!);
  expectThat(
    written(numbers) !== written([...numbers].sort((a, b) => a - b)),
    'the training set is still sorted by label: all positive reviews first',
  );
});

test('splitForValidation depends on the random numbers only', () => {
  const validationOf = (seed: number) => written(examine(60, 0.5, 4, seed).validation.ids);
  const [once, again] = [validationOf(1), validationOf(1)];
  expectThat(
    once === again,
    'two calls with the same random numbers give different splits: use only `random`',
  );
  expectThat(
    once !== validationOf(2),
    'other random numbers give the same validation set: shuffle with `random`',
  );
});

test('splitForValidation can give any order', () => {
  const random = randomFrom(8);
  const orders = Array.from({ length: 1000 }, () => {
    const { train, validation } = splitForValidation(dataset(4), 0.5, 4, random);
    return written([...validation.ids, ...train.ids].map(([first]) => first));
  });
  const count = new Set(orders).size;
  expectThat(
    count === 24,
    `four reviews came in ${count} of the 24 possible orders: shuffle all of them, so that each order is equally likely`,
  );
});

test('splitForValidation is right for any number of reviews, share and length', () => {
  forAll(
    fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 1, max: 5 }),
    ),
    ([count, tenths, length]) => void examine(count, tenths / 10, length),
    100,
  );
});
