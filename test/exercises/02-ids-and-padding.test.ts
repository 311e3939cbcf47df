import fc from 'fast-check';
import { test } from 'vitest';
import { idsOf, PADDING, UNKNOWN } from '../../solutions/02-ids-and-padding';
import { expectThat, forAll, written } from './complaint';

const vocabulary = new Map([
  ['a', 7],
  ['fine', 1190],
  ['film', 319],
]);

function gives(words: string[], length: number, expected: number[], why: string): void {
  const answer: unknown = idsOf(Object.freeze(words), vocabulary, length);
  expectThat(
    written(answer) === written(expected),
    `${why}: idsOf(${written(words)}, idOf, ${length}) gave ${written(answer)}, not ${written(expected)}`,
  );
}

test('known words become their ids, in order', () => {
  gives(['a', 'fine', 'film'], 3, [7, 1190, 319], 'each word becomes its id, in the order of the review');
});

test('unknown words become UNKNOWN', () => {
  gives(['a', 'filmm'], 2, [7, UNKNOWN], `a word that idOf does not know becomes UNKNOWN, ${UNKNOWN}`);
});

test('short reviews are padded at their end', () => {
  gives(['film'], 3, [319, PADDING, PADDING], 'padding stands after the words, up to the length asked for');
  gives([], 2, [PADDING, PADDING], 'a review without words is all padding');
});

test('long reviews are cut after the first words', () => {
  gives(['a', 'fine', 'film'], 2, [7, 1190], 'only the first words of a long review are kept');
});

test('any review', () => {
  const words = fc.array(fc.constantFrom('a', 'fine', 'film', 'filmm'), { maxLength: 6 });
  forAll(fc.tuple(words, fc.integer({ min: 1, max: 6 })), ([review, length]) => {
    const expected = Array.from({ length }, (_, n) => {
      const word = review[n];
      return word === undefined ? PADDING : (vocabulary.get(word) ?? UNKNOWN);
    });
    gives(review, length, expected, 'this row is not right');
  });
});
