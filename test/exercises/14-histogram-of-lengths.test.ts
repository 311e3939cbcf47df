import fc from 'fast-check';
import { test } from 'vitest';
import { type Bin, histogram, maxLengthFor } from '../../solutions/14-histogram-of-lengths';
import { expectThat, expectUnchanged, forAll, written } from './complaint';

const shown = (bins: readonly Bin[]) => `[${bins.map(({ from, count }) => `${from}: ${count}`).join(', ')}]`;

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
    `the result must be an array of bins { from, count }, not ${written(answer)}`,
  );
  expectUnchanged(given, lengths, 'histogram changed the lengths', 'sort a copy');
  const bins = answer as Bin[];
  const example = `histogram(${written(lengths)}, ${width}) gave ${shown(bins)}, not ${shown(expected)}`;
  if (shown(bins) === shown(expected)) return;
  const filled = expected.filter(({ count }) => count > 0);
  expectThat(
    shown(bins) !== shown(filled) || filled.length === expected.length,
    `empty bins are missing, so a chart would hide the gap: ${example}`,
  );
  expectThat(
    bins.length <= expected.length,
    `the last bin must be that of the longest review, without empty bins after it: ${example}`,
  );
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  expectThat(
    total === lengths.length,
    `reviews were lost or counted twice: the counts add up to ${total}, not to ${lengths.length}: ${example}`,
  );
  expectThat(false, `${why}: ${example}`);
}

test('histogram counts the lengths in each bin', () => draws([12, 49, 60], 50, 'these counts are not right'));

test('histogram includes the lower edge of a bin and excludes its upper edge', () =>
  draws(
    [49, 50, 51],
    50,
    'a review of 50 tokens belongs to the bin that starts at 50, not to the one before',
  ));

test('histogram puts a review without tokens into the first bin', () =>
  draws([0, 3], 50, 'the first bin must start at 0'));

test('histogram includes empty bins', () => draws([10, 160], 50, 'these counts are not right'));

test('histogram has no bins without reviews', () => draws([], 50, 'without reviews there must be no bins'));

test('histogram is right for any lengths and width', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
  forAll(fc.tuple(lengths, fc.integer({ min: 1, max: 10 })), ([list, width]) =>
    draws(list, width, 'these counts are not right'),
  );
});

function truncates(lengths: number[], share: number): void {
  const given = [...lengths];
  const answer: unknown = maxLengthFor(given, share);
  const whole = (limit: number) => lengths.filter((length) => length <= limit).length;
  const isEnough = (count: number) => count / lengths.length >= share;
  const expected = Math.min(...lengths.filter((limit) => isEnough(whole(limit))));
  const rounded = share * lengths.length; // may be a little more than the exact product
  expectUnchanged(given, lengths, 'maxLengthFor changed the lengths', 'sort a copy');
  const shown = lengths.length > 9 ? `the numbers 1 to ${lengths.length}` : written(lengths);
  const example = `maxLengthFor(${shown}, ${share}) gave ${written(answer)}, not ${expected}`;
  if (answer === expected) return;
  const asText = [...lengths].map(String).sort().map(Number);
  expectThat(
    answer !== asText.find((_, n) => isEnough(n + 1)),
    `the lengths were sorted as text, where 100 comes before 20: ${example}`,
  );
  expectThat(typeof answer === 'number' && !Number.isNaN(answer), `the result must be a length: ${example}`);
  expectThat(
    isEnough(whole(answer)),
    `this keeps only ${whole(answer)} of ${lengths.length} reviews whole, but a share of ${share} is ${written(share * lengths.length)}: ${example}`,
  );
  expectThat(
    answer !== [...lengths].sort((a, b) => a - b)[Math.ceil(rounded) - 1],
    `a computer rounds ${share} * ${lengths.length} to ${rounded}, so Math.ceil gives one too many. ` +
      `Compare the share that stays whole, a quotient, with \`share\`: ${example}`,
  );
  expectThat(answer < expected, `a smaller maximum length keeps enough reviews whole: ${example}`);
  expectThat(false, example);
}

test('maxLengthFor keeps half of the reviews whole', () => truncates([10, 40, 20, 30], 0.5));

test('maxLengthFor sorts the lengths as numbers', () => truncates([100, 20, 30, 40], 0.75));

test('maxLengthFor rounds the number of whole reviews up', () => truncates([10, 20, 30], 0.5));

test('maxLengthFor handles a share of 1 and a single review', () => {
  truncates([10, 30, 20], 1);
  truncates([10], 0.1);
});

test('maxLengthFor is exact, also where a computer rounds', () =>
  truncates(
    Array.from({ length: 100 }, (_, n) => n + 1),
    0.55,
  ));

test('maxLengthFor is right for any lengths and share', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 8 });
  forAll(fc.tuple(lengths, fc.constantFrom(0.1, 0.25, 0.5, 0.75, 0.875, 1)), ([list, share]) =>
    truncates(list, share),
  );
});
