import fc from 'fast-check';
import { test } from 'vitest';
import {
  PADDING as givenPadding,
  UNKNOWN as givenUnknown,
  tokenIds,
} from '../../solutions/12-ids-and-padding';
import { expectThat, forAll, written } from './complaint';

/** The values of the text. */
const [PADDING, UNKNOWN] = [0, 399_999];

const vocabulary = new Map([
  ['a', 7],
  ['fine', 1190],
  ['film', 319],
]);

function gives(tokens: string[], length: number, expected: number[], why: string): void {
  const answer: unknown = tokenIds(Object.freeze(tokens), vocabulary, length);
  expectThat(
    written(answer) === written(expected),
    `${why}: tokenIds(${written(tokens)}, vocabulary, ${length}) gave ${written(answer)}, not ${written(expected)}`,
  );
}

test('tokenIds gives the ids of known tokens in order', () => {
  gives(
    ['a', 'fine', 'film'],
    3,
    [7, 1190, 319],
    'each token must become its id, in the order of the review',
  );
});

test('tokenIds gives UNKNOWN for a token that is not in the vocabulary', () => {
  gives(
    ['a', 'filmm'],
    2,
    [7, UNKNOWN],
    `a token that is not in the vocabulary must become UNKNOWN, ${UNKNOWN}`,
  );
  expectThat(givenUnknown === UNKNOWN, `UNKNOWN must be ${UNKNOWN}, not ${written(givenUnknown)}`);
});

test('tokenIds pads a short review at its end', () => {
  gives(['film'], 3, [319, PADDING, PADDING], 'padding must come after the tokens, up to the given length');
  gives([], 2, [PADDING, PADDING], 'a review without tokens must be all padding');
  expectThat(givenPadding === PADDING, `PADDING must be ${PADDING}, not ${written(givenPadding)}`);
});

test('tokenIds truncates a long review at its end', () => {
  gives(['a', 'fine', 'film'], 2, [7, 1190], 'only the first tokens of a long review may stay');
});

test('tokenIds encodes any review at any length', () => {
  const reviews = fc.array(fc.constantFrom('a', 'fine', 'film', 'filmm'), { maxLength: 6 });
  forAll(fc.tuple(reviews, fc.integer({ min: 1, max: 6 })), ([review, length]) => {
    const expected = Array.from({ length }, (_, n) => {
      const token = review[n];
      return token === undefined ? PADDING : (vocabulary.get(token) ?? UNKNOWN);
    });
    gives(review, length, expected, 'this row is not right');
  });
});
