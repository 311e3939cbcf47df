import fc from 'fast-check';
import { test } from 'vitest';
import { countCoOccurrences } from '../../solutions/05-co-occurrence';
import { expectThat, forAll, times, written } from './complaint';

type Sentences = readonly (readonly string[])[];

/** How often `b` stands near `a`, counted from all pairs of places. */
function expected(sentences: Sentences, radius: number, a: string, b: string): number {
  let count = 0;
  for (const words of sentences)
    for (let i = 0; i < words.length; i++)
      for (let j = 0; j < words.length; j++)
        if (i !== j && Math.abs(i - j) <= radius && words[i] === a && words[j] === b) count++;
  return count;
}

function counts(sentences: Sentences, radius: number, why: string): void {
  const answer: unknown = countCoOccurrences(Object.freeze(sentences), radius);
  expectThat(answer instanceof Map, `the answer must be a Map of Maps, not ${written(answer)}`);
  const words = [...new Set(sentences.flat())];
  for (const a of words) {
    const near: unknown = answer.get(a);
    expectThat(
      near === undefined || near instanceof Map,
      `what the Map has for "${a}" must be a Map from words to counts, not ${written(near)}`,
    );
    for (const b of words) {
      const [given, right] = [(near?.get(b) ?? 0) as unknown, expected(sentences, radius, a, b)];
      expectThat(
        given === right,
        `${why}: in ${written(sentences)} with a radius of ${radius}, "${b}" stands near "${a}" ${times(right)}; the answer was ${written(given)}`,
      );
    }
  }
  const strays = [...answer].flatMap(([a, near]) => [a, ...(near as Map<string, number>).keys()]);
  const stray = strays.find((word) => !words.includes(word));
  expectThat(
    stray === undefined && !strays.includes(undefined as never),
    `${written(stray)} is counted, but is no word of ${written(sentences)}: a place outside of the sentence was read`,
  );
}

test('neighbours count on both sides', () =>
  counts([['a', 'good', 'film']], 1, 'words to the left count as those to the right do'));

test('the radius is how far words may stand apart', () =>
  counts([['a', 'really', 'good', 'film']], 2, 'words up to two places away are near, and others are not'));

test('a place is not near itself', () => counts([['film']], 2, 'a word that stands alone has no company'));

test('a word may stand near itself', () =>
  counts([['very', 'very', 'good']], 1, 'the same word at another place is company like any other'));

test('sentences do not reach into each other', () =>
  counts(
    [['film'], ['bad', 'sound']],
    2,
    'the last word of a sentence is not near the first one of the next',
  ));

test('counts of all sentences add up', () =>
  counts(
    [
      ['good', 'film'],
      ['good', 'film'],
    ],
    1,
    'a pair that occurs in two sentences is counted twice',
  ));

test('any sentences', () => {
  const sentence = fc.array(fc.constantFrom('good', 'film', 'a'), { maxLength: 5 });
  forAll(
    fc.tuple(fc.array(sentence, { maxLength: 3 }), fc.integer({ min: 1, max: 3 })),
    ([sentences, radius]) => counts(sentences, radius, 'this count is not right'),
  );
});
