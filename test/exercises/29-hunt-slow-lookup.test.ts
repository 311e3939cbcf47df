import fc from 'fast-check';
import { test } from 'vitest';
import { UNKNOWN as givenUnknown, tokenIds } from '../../solutions/29-hunt-slow-lookup';
import { expectThat, forAll, frozen, written } from './complaint';

/** The value of the text. */
const UNKNOWN = 399_999;

const LIST = ['the', 'a', 'good', 'film', 'constructor'];

function looksUp(reviews: string[][], wordList: string[], why: string): void {
  const answer: unknown = tokenIds(frozen(reviews), frozen(wordList));
  const expected = reviews.map((tokens) =>
    tokens.map((token) => (wordList.includes(token) ? wordList.indexOf(token) : UNKNOWN)),
  );
  expectThat(
    written(answer) === written(expected),
    `${why}: with the word list ${written(wordList)} the reviews ${written(reviews)} became ${written(answer)}, not ${written(expected)}`,
  );
}

test('tokenIds gives each token its position in the word list', () =>
  looksUp([['good', 'film'], ['a']], LIST, 'each token must become its position in the list'));

test('tokenIds gives UNKNOWN for a token that is not in the word list', () => {
  looksUp([['good', 'filmm']], LIST, `a token that is not in the list must become UNKNOWN, ${UNKNOWN}`);
  expectThat(givenUnknown === UNKNOWN, `UNKNOWN must be ${UNKNOWN}, not ${written(givenUnknown)}`);
});

test('tokenIds gives the first word of the list the id 0', () =>
  looksUp([['the', 'film']], LIST, 'the first word of the list has the id 0, it is not unknown'));

test('tokenIds does not find the properties of a plain object', () =>
  looksUp(
    [['constructor', 'valueOf']],
    LIST,
    'a plain object also finds the properties that every object has: use a Map',
  ));

test('tokenIds is right for any reviews', () => {
  const word = fc.constantFrom(...LIST, 'filmm', 'bad');
  forAll(fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 3 }), (reviews) =>
    looksUp(reviews, LIST, 'these ids are not right'),
  );
});

test('tokenIds goes through the word list once', () => {
  const words = Array.from({ length: 400 }, (_, n) => `word${n}`);
  const reviews = Array.from({ length: 20 }, (_, r) => words.filter((_, n) => n % 20 === r));
  let reads = 0;
  const watched = new Proxy(words, {
    get(list, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(list, key, receiver);
    },
  });
  tokenIds(reviews, watched);
  const passes = reads / words.length;
  expectThat(
    passes <= 3,
    `to find ${reviews.flat().length} words in ${reviews.length} reviews, the code went through the list of ${words.length} words ${Math.round(passes)} times ` +
      `(${reads.toLocaleString('en-US')} of its words were read): with 25,000 reviews and 400,000 words that takes long`,
  );
});
