import fc from 'fast-check';
import { test } from 'vitest';
import { countCoOccurrences } from '../../solutions/04-co-occurrence';
import { expectThat, forAll, frozen, times, written } from './complaint';

type Sentences = readonly (readonly string[])[];

/** How often `b` is in the context of `a`, counted over all pairs of positions. */
function expected(sentences: Sentences, windowSize: number, a: string, b: string): number {
  let count = 0;
  for (const words of sentences)
    for (let i = 0; i < words.length; i++)
      for (let j = 0; j < words.length; j++)
        if (i !== j && Math.abs(i - j) <= windowSize && words[i] === a && words[j] === b) count++;
  return count;
}

/** @param why what `b` in the context of `a` shows */
function counts(
  sentences: Sentences,
  windowSize: number,
  why: string | ((a: string, b: string) => string),
): void {
  const answer: unknown = countCoOccurrences(frozen(sentences), windowSize);
  expectThat(answer instanceof Map, `the result must be a Map of Maps, not ${written(answer)}`);
  const words = [...new Set(sentences.flat())];
  for (const a of words) {
    const near: unknown = answer.get(a);
    expectThat(
      near === undefined || near instanceof Map,
      `the Map's value for "${a}" must be a Map from words to counts, not ${written(near)}`,
    );
    for (const b of words) {
      const [given, right] = [(near?.get(b) ?? 0) as unknown, expected(sentences, windowSize, a, b)];
      expectThat(
        given === right,
        `${typeof why === 'string' ? why : why(a, b)}: in ${written(sentences)} with a window size of ${windowSize}, "${b}" is in the context of "${a}" ${times(right)}; the count was ${written(given)}`,
      );
    }
  }
  const strays = [...answer].flatMap(([a, near]) => [a, ...(near as Map<string, number>).keys()]);
  const stray = strays.find((word) => !words.includes(word));
  expectThat(
    stray === undefined && !strays.includes(undefined as never),
    `${written(stray)} is counted, but it is not a word of ${written(sentences)}: a position outside of the sentence was read`,
  );
}

test('countCoOccurrences counts neighbors on both sides', () => {
  const words = ['a', 'good', 'film'];
  counts([words], 1, (a, b) => {
    const [side, other] = words.indexOf(b) < words.indexOf(a) ? ['left', 'right'] : ['right', 'left'];
    return `words to the ${side} must be counted like words to the ${other}`;
  });
});

test('countCoOccurrences counts words up to windowSize positions away', () =>
  counts(
    [['a', 'really', 'good', 'film']],
    2,
    'words up to two positions away are context, and others are not',
  ));

test('countCoOccurrences does not count a position with itself', () =>
  counts([['film']], 2, 'a sentence of one word has no context'));

test('countCoOccurrences counts the same word at another position', () =>
  counts([['very', 'very', 'good']], 1, 'the same word at another position is context like any other'));

test('countCoOccurrences does not cross sentence boundaries', () =>
  counts(
    [['film'], ['bad', 'sound']],
    2,
    'the last word of a sentence is not in the context of the next sentence',
  ));

test('countCoOccurrences adds up the counts of all sentences', () =>
  counts(
    [
      ['good', 'film'],
      ['good', 'film'],
    ],
    1,
    'a pair that occurs in two sentences must be counted twice',
  ));

test('countCoOccurrences is right for any sentences and window size', () => {
  const sentence = fc.array(fc.constantFrom('good', 'film', 'a'), { maxLength: 5 });
  forAll(
    fc.tuple(fc.array(sentence, { maxLength: 3 }), fc.integer({ min: 1, max: 3 })),
    ([sentences, windowSize]) => counts(sentences, windowSize, 'this count is not right'),
  );
});
