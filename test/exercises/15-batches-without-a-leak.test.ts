import fc from 'fast-check';
import { test } from 'vitest';
import { batchesOf, type LabelledReview, splitReviews } from '../../solutions/15-batches-without-a-leak';
import { expectThat, forAll, written } from './complaint';
import { randomFrom } from './random';

/** In the order of the corpus: positive reviews first. */
function corpus(texts: readonly string[]): LabelledReview[] {
  return texts.map((text, n) => ({ text, label: n < texts.length / 2 ? 'positive' : 'negative' }));
}

const distinct = (count: number) => Array.from({ length: count }, (_, n) => `review ${n + 1}`);
const textsOf = (reviews: readonly LabelledReview[]) => reviews.map((review) => review.text);
const sorted = (texts: readonly string[]) => [...texts].sort();

function examineSplit(texts: readonly string[], testShare: number): void {
  const { training, test } = splitReviews(
    Object.freeze(corpus(texts)) as LabelledReview[],
    testShare,
    randomFrom(7),
  );
  const example = `splitting ${written(texts)} with a test share of ${testShare} gives training ${written(textsOf(training))} and test ${written(textsOf(test))}`;
  const shared = [...new Set(textsOf(training))].filter((text) => textsOf(test).includes(text));
  expectThat(shared.length === 0, `a leak: ${written(shared[0])} stands in training and in test; ${example}`);
  const all = sorted([...textsOf(training), ...textsOf(test)]);
  const lost = sorted(texts).filter((text) => !all.includes(text));
  expectThat(
    lost.length === 0,
    `${written(lost[0])} stands in neither part: no review may get lost; ${example}`,
  );
  expectThat(
    all.length === texts.length,
    `there are ${all.length} reviews in the two parts, and were ${texts.length}; ${example}`,
  );
  const distinctTexts = new Set(texts).size;
  const wanted = Math.round(testShare * distinctTexts);
  const got = new Set(textsOf(test)).size;
  expectThat(
    got === wanted,
    `the test part has ${got} of ${distinctTexts} texts, and must have ${wanted}; ${example}`,
  );
}

test('no review stands in both parts, and none is lost', () => examineSplit(distinct(10), 0.3));

test('copies of a text stay together', () => {
  const texts = ['loved it', 'loved it', 'so so', 'never again', 'so so', 'never again'];
  for (let seed = 1; seed <= 20; seed++)
    examineSplit(
      texts.map((text) => `${text} ${seed % 3}`),
      0.34,
    );
});

test('any corpus and any share', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 8 });
  forAll(fc.tuple(texts, fc.integer({ min: 0, max: 10 })), ([list, tenths]) =>
    examineSplit(list, tenths / 10),
  );
});

test('the split is shuffled, so that both labels are tested', () => {
  const { test: part } = splitReviews(corpus(distinct(200)), 0.2, randomFrom(3));
  const positive = part.filter((review) => review.label === 'positive').length;
  expectThat(
    positive > 0 && positive < part.length,
    `all ${part.length} test reviews are ${positive ? 'positive' : 'negative'}: the corpus stands in order, so shuffle before you split`,
  );
});

test('the same random numbers give the same split, others another', () => {
  const split = (seed: number) =>
    written(sorted(textsOf(splitReviews(corpus(distinct(40)), 0.5, randomFrom(seed)).test)));
  const [once, again] = [split(5), split(5)];
  expectThat(once === again, 'two calls with the same random numbers give two splits: use only `random`');
  expectThat(once !== split(6), 'other random numbers give the same split: shuffle with `random`');
});

function examineBatches(count: number, size: number): void {
  const reviews = Object.freeze(distinct(count)) as string[];
  const batches = batchesOf(reviews, size, randomFrom(11));
  const example = `batchesOf(${count} reviews, ${size}) gives ${batches.length} batches of ${written(batches.map((batch) => batch.length))}`;
  const seen = batches.flat();
  const missing = reviews.filter((review) => !seen.includes(review));
  expectThat(
    missing.length === 0,
    `${missing.length} of ${count} reviews are in no batch (the last batch may be smaller than the others); ${example}`,
  );
  expectThat(seen.length === count, `some reviews come more than once in an epoch; ${example}`);
  const full = batches.slice(0, -1).every((batch) => batch.length === size);
  expectThat(
    full && batches.length === Math.ceil(count / size),
    `all batches but the last have ${size} reviews; ${example}`,
  );
}

test('an epoch has every review exactly once', () => examineBatches(8, 4));

test('the last batch may be smaller', () => examineBatches(10, 4));

test('any number of reviews and any size', () => {
  forAll(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 })), ([count, size]) =>
    examineBatches(count, size),
  );
});

test('an epoch is shuffled', () => {
  const reviews = distinct(50);
  const order = (seed: number) => batchesOf(reviews, 5, randomFrom(seed)).flat();
  expectThat(
    written(order(2)) !== written(reviews),
    'the reviews come in the order of the corpus: shuffle before cutting into batches',
  );
  expectThat(
    written(order(2)) !== written(order(3)),
    'other random numbers give the same order: shuffle with `random`',
  );
});
