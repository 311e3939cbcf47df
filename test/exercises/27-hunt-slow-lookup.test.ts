import fc from 'fast-check';
import { test } from 'vitest';
import { idsOfReviews, UNKNOWN } from '../../solutions/27-hunt-slow-lookup';
import { expectThat, forAll, written } from './complaint';

const LIST = ['the', 'a', 'good', 'film', 'constructor'];

function looksUp(reviews: string[][], wordList: string[], why: string): void {
  const answer: unknown = idsOfReviews(
    Object.freeze(reviews) as string[][],
    Object.freeze(wordList) as string[],
  );
  const expected = reviews.map((words) =>
    words.map((word) => (wordList.includes(word) ? wordList.indexOf(word) : UNKNOWN)),
  );
  expectThat(
    written(answer) === written(expected),
    `${why}: with the word list ${written(wordList)} the reviews ${written(reviews)} became ${written(answer)}, not ${written(expected)}`,
  );
}

test("a word's id is its place in the list", () =>
  looksUp([['good', 'film'], ['a']], LIST, 'each word becomes its place in the list'));

test('a word that the list does not have', () =>
  looksUp([['good', 'filmm']], LIST, `a word that the list does not have becomes UNKNOWN, ${UNKNOWN}`));

test('the first word of the list', () =>
  looksUp([['the', 'film']], LIST, 'the first word of the list has the id 0, and is no unknown word'));

test('any word may be in a review', () =>
  looksUp(
    [['constructor', 'valueOf']],
    LIST,
    'what every object has is no word of the list: a plain object finds more than was put into it, a Map does not',
  ));

test('any reviews', () => {
  const word = fc.constantFrom(...LIST, 'filmm', 'bad');
  forAll(fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 3 }), (reviews) =>
    looksUp(reviews, LIST, 'these ids are not right'),
  );
});

test('the list is gone through once', () => {
  const words = Array.from({ length: 400 }, (_, n) => `word${n}`);
  const reviews = Array.from({ length: 20 }, (_, r) => words.filter((_, n) => n % 20 === r));
  let reads = 0;
  const watched = new Proxy(words, {
    get(list, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(list, key, receiver);
    },
  });
  idsOfReviews(reviews, watched);
  const times = reads / words.length;
  expectThat(
    times <= 3,
    `to find ${reviews.flat().length} words in ${reviews.length} reviews, the list of ${words.length} words was gone through ${Math.round(times)} times ` +
      `(${reads.toLocaleString('en-US')} of its words were read): with 25,000 reviews and 400,000 words that takes hours`,
  );
});
