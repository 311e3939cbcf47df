import fc from 'fast-check';
import { test } from 'vitest';
import { bagOf, type Window, windowsOf } from '../../solutions/05-cbow-windows';
import { expectThat, expectUnchanged, forAll, written } from './complaint';
import { close } from './tensors';

const shown = (windows: readonly Window[]) =>
  `[${windows.map(({ context, center }) => `${context?.join(' ')} -> ${center}`).join(', ')}]`;

function slides(sentence: string[], width: number): void {
  const answer: unknown = windowsOf(Object.freeze(sentence) as string[], width);
  expectThat(Array.isArray(answer), `the result must be an array of windows, not ${written(answer)}`);
  const windows = answer as Window[];
  const half = (width - 1) / 2;
  const expected: Window[] = [];
  for (const [at, center] of sentence.entries()) {
    if (at - half < 0 || at + half >= sentence.length) continue;
    expected.push({
      context: [...sentence.slice(at - half, at), ...sentence.slice(at + 1, at + half + 1)],
      center,
    });
  }
  const example = `a window of ${width} over "${sentence.join(' ')}" \n  gave ${shown(windows)},\n  not ${shown(expected)}`;
  expectThat(
    windows.every((w) => w instanceof Object && Array.isArray(w.context) && typeof w.center === 'string'),
    `each window must be { context: [...], center: ... } with strings: ${example}`,
  );
  const tooShort = windows.find(({ context }) => context.length < width - 1);
  expectThat(
    tooShort === undefined,
    `a window always has its full width, so it must not cross the ends of the sentence: ${example}`,
  );
  const tooLong = windows.find(({ context }) => context.length > width - 1);
  expectThat(
    tooLong === undefined,
    `the width counts all words of the window, and the center is not in its own context: ${example}`,
  );
  expectThat(
    windows.length >= expected.length,
    `the window must move by one word at a time, up to the last words of the sentence: ${example}`,
  );
  expectThat(
    JSON.stringify(windows.map(({ context, center }) => [context, center])) ===
      JSON.stringify(expected.map(({ context, center }) => [context, center])),
    example,
  );
}

test('windowsOf moves the window by one word at a time', () =>
  slides(['a', 'warm', 'and', 'clever', 'film', 'with', 'songs'], 3));

test('windowsOf gives one window for a sentence of the same width', () => slides(['a', 'good', 'film'], 3));

test('windowsOf takes the context from both sides of a wider window', () =>
  slides(['a', 'warm', 'and', 'clever', 'film', 'with', 'songs'], 5));

test('windowsOf gives nothing for a sentence shorter than the window', () => {
  slides(['good', 'film'], 3);
  slides([], 3);
});

test('windowsOf is right for any sentence, even with repeated words', () => {
  const sentence = fc.array(fc.constantFrom('very', 'good', 'film'), { maxLength: 7 });
  forAll(fc.tuple(sentence, fc.constantFrom(3, 5, 7)), ([words, width]) => slides(words, width));
});

const VECTORS = new Map([
  ['very', [1, 0]],
  ['good', [3, 4]],
  ['film', [-1, 2]],
]);

function averages(context: string[]): void {
  const given = new Map([...VECTORS].map(([word, vector]) => [word, [...vector]]));
  const answer: unknown = bagOf(context, given);
  expectUnchanged([...given], [...VECTORS], 'bagOf changed the vectors', 'add them up in a new array');
  const sums = [0, 1].map((i) => context.reduce((sum, word) => sum + VECTORS.get(word)![i]!, 0));
  const expected = sums.map((sum) => sum / context.length);
  const vectors = context.map((word) => `${word} ${written(VECTORS.get(word))}`).join(', ');
  const example = `for ${vectors} the bag is ${written(answer)}, not ${written(expected)}`;
  expectThat(Array.isArray(answer), `the result must be an array of numbers: ${example}`);
  if (close(answer, expected)) return;
  expectThat(!close(answer, sums), `this is the sum of the vectors, not their mean: ${example}`);
  expectThat(false, example);
}

test('bagOf is the mean of the context vectors', () => {
  averages(['good']);
  averages(['very', 'good']);
});

test('bagOf counts a repeated word twice', () => averages(['very', 'very', 'film']));

test('bagOf is right for any context', () =>
  forAll(fc.array(fc.constantFrom(...VECTORS.keys()), { minLength: 1, maxLength: 5 }), averages, 50));
