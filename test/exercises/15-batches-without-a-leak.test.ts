import fc from 'fast-check';
import { test } from 'vitest';
import { batchesOf, type LabeledReview, splitReviews } from '../../solutions/15-batches-without-a-leak';
import { expectThat, forAll, frozen, written } from './complaint';
import { randomFrom } from './random';

/** A dataset that is sorted by label: positive reviews first. */
function dataset(texts: readonly string[]): LabeledReview[] {
  return texts.map((text, n) => ({ text, label: n < texts.length / 2 ? 'positive' : 'negative' }));
}

const distinct = (count: number) => Array.from({ length: count }, (_, n) => `review ${n + 1}`);
const textsOf = (reviews: readonly LabeledReview[]) => reviews.map((review) => review.text);
const sorted = (texts: readonly string[]) => [...texts].sort();

function examineSplit(texts: readonly string[], testShare: number): void {
  const { train, test } = splitReviews(frozen(dataset(texts)), testShare, randomFrom(7));
  const example = `splitting ${written(texts)} with a test share of ${testShare} gives train ${written(textsOf(train))} and test ${written(textsOf(test))}`;
  const shared = [...new Set(textsOf(train))].filter((text) => textsOf(test).includes(text));
  expectThat(
    shared.length === 0,
    `a leak: ${written(shared[0])} is in the training set and in the test set; ${example}`,
  );
  const all = sorted([...textsOf(train), ...textsOf(test)]);
  const lost = sorted(texts).filter((text) => !all.includes(text));
  expectThat(lost.length === 0, `${written(lost[0])} is in neither set: no review may get lost; ${example}`);
  expectThat(
    all.length === texts.length,
    `the two sets have ${all.length} reviews together, not ${texts.length}; ${example}`,
  );
  const labeled = (reviews: readonly LabeledReview[]) =>
    sorted(reviews.map(({ text, label }) => `${written(text)} ${label}`));
  const before = labeled(dataset(texts));
  const changed = labeled([...train, ...test]).find((review, n) => review !== before[n]);
  expectThat(
    changed === undefined,
    `a review has another label than before: ${changed}. Put the reviews that were passed in into the two sets`,
  );
  const distinctTexts = new Set(texts).size;
  const wanted = Math.round(testShare * distinctTexts);
  const got = new Set(textsOf(test)).size;
  expectThat(
    got === wanted,
    `the test set has ${got} of ${distinctTexts} texts, but must have ${wanted}; ${example}`,
  );
}

test('splitReviews puts each review into exactly one set', () => examineSplit(distinct(10), 0.3));

test('splitReviews puts all copies of a text into the same set', () => {
  const texts = ['loved it', 'loved it', 'so so', 'never again', 'so so', 'never again'];
  for (let seed = 1; seed <= 20; seed++)
    examineSplit(
      texts.map((text) => `${text} ${seed % 3}`),
      0.34,
    );
});

test('splitReviews is right for any dataset and share', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 8 });
  forAll(fc.tuple(texts, fc.integer({ min: 0, max: 10 })), ([list, tenths]) =>
    examineSplit(list, tenths / 10),
  );
});

test('splitReviews shuffles, so that the test set has both labels', () => {
  const { test: testSet } = splitReviews(dataset(distinct(200)), 0.2, randomFrom(3));
  const positive = testSet.filter((review) => review.label === 'positive').length;
  expectThat(
    positive > 0 && positive < testSet.length,
    `all ${testSet.length} test reviews are ${positive ? 'positive' : 'negative'}: the dataset is sorted by label, so shuffle before you split`,
  );
});

test('splitReviews depends on the random numbers only', () => {
  const split = (seed: number) =>
    written(sorted(textsOf(splitReviews(dataset(distinct(40)), 0.5, randomFrom(seed)).test)));
  const [once, again] = [split(5), split(5)];
  expectThat(
    once === again,
    'two calls with the same random numbers give different splits: use only `random`',
  );
  expectThat(once !== split(6), 'other random numbers give the same split: shuffle with `random`');
});

/** Returns how many different results come in 200 calls. */
function countResults(call: (random: () => number) => readonly string[]): number {
  const random = randomFrom(13);
  return new Set(Array.from({ length: 200 }, () => written(call(random)))).size;
}

test('splitReviews can put any texts into the test set', () => {
  const count = countResults((random) =>
    sorted(textsOf(splitReviews(dataset(distinct(4)), 0.5, random).test)),
  );
  expectThat(
    count === 6,
    `of four texts, ${count} of the six possible pairs came into a test set of two: shuffle the texts, so that each order is equally likely`,
  );
});

function examineBatches(count: number, size: number): void {
  const reviews = Object.freeze(distinct(count)) as string[];
  const batches = batchesOf(reviews, size, randomFrom(11));
  const example = `batchesOf(${count} reviews, ${size}) gives ${batches.length} batches of ${written(batches.map((batch) => batch.length))}`;
  const seen = batches.flat();
  const missing = reviews.filter((review) => !seen.includes(review));
  expectThat(
    missing.length === 0,
    `${missing.length} of ${count} reviews are in no batch (the last batch may be smaller); ${example}`,
  );
  expectThat(seen.length === count, `some reviews come more than once per epoch; ${example}`);
  const full = batches.slice(0, -1).every((batch) => batch.length === size);
  expectThat(
    full && batches.length === Math.ceil(count / size),
    `all batches but the last must have ${size} reviews; ${example}`,
  );
}

test('batchesOf gives every review exactly once', () => examineBatches(8, 4));

test('batchesOf gives a smaller last batch for the remaining reviews', () => examineBatches(10, 4));

test('batchesOf is right for any number of reviews and batch size', () => {
  forAll(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 })), ([count, size]) =>
    examineBatches(count, size),
  );
});

test('batchesOf shuffles the reviews', () => {
  const reviews = distinct(50);
  const order = (seed: number) => batchesOf(reviews, 5, randomFrom(seed)).flat();
  expectThat(
    written(order(2)) !== written(reviews),
    'the reviews are in the order of the dataset: shuffle before you split them into batches',
  );
  expectThat(
    written(order(2)) !== written(order(30_000)),
    'other random numbers give the same order: shuffle with `random`',
  );
});

test('batchesOf can give any order', () => {
  const count = countResults((random) => batchesOf(distinct(3), 3, random).flat());
  expectThat(
    count === 6,
    `three reviews came in ${count} of the six possible orders: shuffle them, so that each order is equally likely`,
  );
});
