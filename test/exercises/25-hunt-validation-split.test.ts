import fc from 'fast-check';
import { test } from 'vitest';
import { type Examples, splitForValidation } from '../../solutions/25-hunt-validation-split';
import { expectThat, forAll, written } from './complaint';
import { randomFrom } from './random';

/** Reviews in the order of the corpus, positive ones first; the first id of each is its number, from 1. */
function corpus(count: number, wordsOf: (n: number) => number = (n) => 1 + (n % 3)): Examples {
  return {
    ids: Array.from({ length: count }, (_, n) => [n + 1, ...new Array<number>(wordsOf(n) - 1).fill(41)]),
    labels: Array.from({ length: count }, (_, n) => (n < count / 2 ? 0 : 1)),
  };
}

function examine(count: number, share: number, length = 4, seed = 3): ReturnType<typeof splitForValidation> {
  const given = corpus(count);
  const before = corpus(count);
  const parts = splitForValidation(given, share, length, randomFrom(seed));
  const example = `of ${count} reviews with a share of ${share}`;
  expectThat(
    Array.isArray(parts?.training?.ids) && Array.isArray(parts.validation?.ids),
    'the answer must be an object { training, validation }, each with ids and labels',
  );
  const both = [parts.training, parts.validation];
  for (const { ids, labels } of both)
    expectThat(
      ids.length === labels.length,
      `a part has ${ids.length} rows of ids and ${labels.length} labels, ${example}`,
    );
  const held = Math.round(share * count);
  expectThat(
    parts.validation.ids.length === held,
    `${parts.validation.ids.length} reviews are held out, not ${held}, ${example}`,
  );
  const numbers = both.flatMap(({ ids }) => ids.map(([first]) => first!));
  expectThat(
    written([...numbers].sort((a, b) => a - b)) === written(before.ids.map(([first]) => first)),
    `reviews were lost or doubled, ${example}: training and validation together have the reviews ${written(numbers)}`,
  );
  for (const { ids, labels } of both) {
    for (const [n, row] of ids.entries()) {
      const at = row[0]! - 1;
      expectThat(
        labels[n] === before.labels[at],
        `a review lost its label: review ${at + 1} is ${before.labels[at] === 0 ? 'positive' : 'negative'}, and got the other label, when ${count} reviews were split with a share of ${share}`,
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
    `the ids that were passed in were changed: review ${changed + 1} was ${written(before.ids[changed])} and is ${written(given.ids[changed])} now. Whoever made them did not expect that`,
  );
  expectThat(
    written(given) === written(before),
    'the examples that were passed in were put into another order: whoever made them did not expect that',
  );
  return parts;
}

test('both labels are held out', () => {
  const { validation } = splitForValidation(corpus(200), 0.1, 4, randomFrom(3));
  const positive = validation.labels.filter((label) => label === 0).length;
  expectThat(
    positive > 0 && positive < validation.labels.length,
    `all ${validation.labels.length} held-out reviews are ${positive ? 'positive' : 'negative'}: the corpus stands in order, so what is cut from an end of it has one label only`,
  );
});

test('each review keeps its label, and nothing is lost', () => {
  examine(12, 0.25);
});

test('the reviews that are trained on are shuffled, too', () => {
  const { training } = examine(60, 0.1);
  const numbers = training.ids.map(([first]) => first!);
  expectThat(
    written(numbers) !== written([...numbers].sort((a, b) => a - b)),
    'the training reviews still stand in the order of the corpus: all positive ones first',
  );
});

test('the same random numbers give the same split, others another', () => {
  const heldOut = (seed: number) => written(examine(60, 0.5, 4, seed).validation.ids);
  const [once, again] = [heldOut(1), heldOut(1)];
  expectThat(once === again, 'two calls with the same random numbers give two splits: use only `random`');
  expectThat(once !== heldOut(2), 'other random numbers hold the same reviews out: shuffle with `random`');
});

test('any number of reviews', () => {
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
