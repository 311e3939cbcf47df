import fc from 'fast-check';
import { test } from 'vitest';
import { type Bin, cutFor, histogram } from '../../solutions/14-histogram-of-lengths';
import { expectThat, forAll, written } from './complaint';

const shown = (bins: readonly Bin[]) => `[${bins.map(({ from, count }) => `${from}: ${count}`).join(', ')}]`;

function expectUntouched(lengths: readonly number[], before: readonly number[], what: string): void {
  expectThat(
    written(lengths) === written(before),
    `${what} changed the lengths that were passed in, from ${written(before)} to ${written(lengths)}: sort a copy`,
  );
}

function draws(lengths: number[], width: number, why: string): void {
  const given = [...lengths];
  const answer: unknown = histogram(given, width);
  const longest = Math.max(-1, ...lengths);
  const expected: Bin[] = [];
  for (let from = 0; from <= longest; from += width)
    expected.push({
      from,
      count: lengths.filter((length) => length >= from && length < from + width).length,
    });
  expectThat(
    Array.isArray(answer),
    `the answer must be an array of bins { from, count }, not ${written(answer)}`,
  );
  expectUntouched(given, lengths, 'histogram');
  const bins = answer as Bin[];
  const example = `histogram(${written(lengths)}, ${width}) gave ${shown(bins)}, not ${shown(expected)}`;
  if (shown(bins) === shown(expected)) return;
  const filled = expected.filter(({ count }) => count > 0);
  expectThat(
    shown(bins) !== shown(filled) || filled.length === expected.length,
    `bins without any review are missing, and so the gap would not be seen: ${example}`,
  );
  expectThat(
    bins.length <= expected.length,
    `the last bin is that of the longest review, and what is behind it is empty for ever: ${example}`,
  );
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  expectThat(
    total === lengths.length,
    `${lengths.length} reviews were given, and ${total} counted: ${example}`,
  );
  expectThat(false, `${why}: ${example}`);
}

test('lengths fall into bins', () => draws([12, 49, 60], 50, 'these counts are not right'));

test('a bin begins with its own `from`', () =>
  draws(
    [49, 50, 51],
    50,
    'a review of 50 words belongs to the bin that begins at 50, not to the one before',
  ));

test('a review without words is in the first bin', () => draws([0, 3], 50, 'the first bin begins at 0'));

test('empty bins are there, too', () => draws([10, 160], 50, 'these counts are not right'));

test('no reviews, no bins', () => draws([], 50, 'without reviews there is no bin'));

test('any lengths', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
  forAll(fc.tuple(lengths, fc.integer({ min: 1, max: 10 })), ([list, width]) =>
    draws(list, width, 'these counts are not right'),
  );
});

function cuts(lengths: number[], share: number): void {
  const given = [...lengths];
  const answer: unknown = cutFor(given, share);
  const whole = (limit: number) => lengths.filter((length) => length <= limit).length;
  const enough = share * lengths.length - 1e-9;
  const expected = Math.min(...lengths.filter((limit) => whole(limit) >= enough));
  expectUntouched(given, lengths, 'cutFor');
  const example = `cutFor(${written(lengths)}, ${share}) gave ${written(answer)}, not ${expected}`;
  if (answer === expected) return;
  const asText = [...lengths].map(String).sort().map(Number);
  expectThat(
    answer !== asText[Math.ceil(enough) - 1],
    `the lengths were sorted as text, where 100 comes before 20: ${example}`,
  );
  expectThat(typeof answer === 'number' && !Number.isNaN(answer), `the answer must be a length: ${example}`);
  expectThat(
    whole(answer) >= enough,
    `this leaves only ${whole(answer)} of ${lengths.length} reviews whole, and ${share} of them are ${written(share * lengths.length)}: ${example}`,
  );
  expectThat(answer < expected, `a smaller limit leaves enough reviews whole: ${example}`);
  expectThat(false, example);
}

test('half of the reviews', () => cuts([10, 40, 20, 30], 0.5));

test('lengths are numbers', () => cuts([100, 20, 30, 40], 0.75));

test('a share between two reviews', () => cuts([10, 20, 30], 0.5));

test('all reviews, and one', () => {
  cuts([10, 30, 20], 1);
  cuts([10], 0.1);
});

test('any lengths and any share', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 8 });
  forAll(fc.tuple(lengths, fc.constantFrom(0.1, 0.25, 0.5, 0.75, 0.875, 1)), ([list, share]) =>
    cuts(list, share),
  );
});
