import fc from 'fast-check';
import { test } from 'vitest';
import { bagOf, type Window, windowsOf } from '../../solutions/06-cbow-windows';
import { expectThat, forAll, written } from './complaint';
import { close } from './tensors';

const shown = (windows: readonly Window[]) =>
  `[${windows.map(({ context, center }) => `${context?.join(' ')} -> ${center}`).join(', ')}]`;

function slides(sentence: string[], size: number): void {
  const answer: unknown = windowsOf(Object.freeze(sentence) as string[], size);
  expectThat(Array.isArray(answer), `the answer must be an array of windows, not ${written(answer)}`);
  const windows = answer as Window[];
  const half = (size - 1) / 2;
  const expected: Window[] = [];
  for (const [at, center] of sentence.entries()) {
    if (at - half < 0 || at + half >= sentence.length) continue;
    expected.push({
      context: [...sentence.slice(at - half, at), ...sentence.slice(at + 1, at + half + 1)],
      center,
    });
  }
  const example = `a window of ${size} over "${sentence.join(' ')}" \n  gave ${shown(windows)},\n  not ${shown(expected)}`;
  expectThat(
    windows.every((w) => w instanceof Object && Array.isArray(w.context) && typeof w.center === 'string'),
    `each window must be { context: [...], center: ... } and full of words: ${example}`,
  );
  const tooShort = windows.find(({ context }) => context.length < size - 1);
  expectThat(
    tooShort === undefined,
    `a window has its full size, so it cannot reach over the ends of a sentence: ${example}`,
  );
  const tooLong = windows.find(({ context }) => context.length > size - 1);
  expectThat(
    tooLong === undefined,
    `the size counts all words of the window, and the centre is not part of its own context: ${example}`,
  );
  expectThat(
    windows.length >= expected.length,
    `the window moves on by one word at a time, up to the last words of the sentence: ${example}`,
  );
  expectThat(
    JSON.stringify(windows.map(({ context, center }) => [context, center])) ===
      JSON.stringify(expected.map(({ context, center }) => [context, center])),
    example,
  );
}

test('the window moves on by one word at a time', () =>
  slides(['a', 'warm', 'and', 'clever', 'film', 'with', 'songs'], 3));

test('a window that fits once', () => slides(['a', 'good', 'film'], 3));

test('a larger window', () => slides(['a', 'warm', 'and', 'clever', 'film', 'with', 'songs'], 5));

test('a sentence that is too short gives nothing', () => {
  slides(['good', 'film'], 3);
  slides([], 3);
});

test('any sentence, words that occur twice included', () => {
  const sentence = fc.array(fc.constantFrom('very', 'good', 'film'), { maxLength: 7 });
  forAll(fc.tuple(sentence, fc.constantFrom(3, 5, 7)), ([words, size]) => slides(words, size));
});

const VECTORS = new Map([
  ['very', [1, 0]],
  ['good', [3, 4]],
  ['film', [-1, 2]],
]);

function averages(context: string[]): void {
  const answer: unknown = bagOf(context, VECTORS);
  const sums = [0, 1].map((i) => context.reduce((sum, word) => sum + VECTORS.get(word)![i]!, 0));
  const expected = sums.map((sum) => sum / context.length);
  const vectors = context.map((word) => `${word} ${written(VECTORS.get(word))}`).join(', ');
  const example = `for ${vectors} the bag is ${written(answer)}, not ${written(expected)}`;
  expectThat(Array.isArray(answer), `the answer must be an array of numbers: ${example}`);
  if (close(answer, expected)) return;
  expectThat(!close(answer, sums), `this is the sum of the vectors, not their mean: ${example}`);
  expectThat(false, example);
}

test('the bag of a context is the mean of its vectors', () => {
  averages(['good']);
  averages(['very', 'good']);
});

test('a word that occurs twice counts twice', () => averages(['very', 'very', 'film']));

test('any bag', () =>
  forAll(fc.array(fc.constantFrom(...VECTORS.keys()), { minLength: 1, maxLength: 5 }), averages, 50));
