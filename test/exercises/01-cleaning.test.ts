import fc from 'fast-check';
import { test } from 'vitest';
import { cleanSentences } from '../../solutions/01-cleaning';
import { expectThat, forAll, written } from './complaint';

function cleans(text: string, expected: string, why: string): void {
  const answer: unknown = cleanSentences(text);
  expectThat(answer !== undefined, 'the answer is undefined: is a `return` missing?');
  expectThat(
    !(answer instanceof Promise),
    'the answer is a Promise: leave out `async`, nothing has to be waited for',
  );
  expectThat(
    answer === expected,
    `${why}: cleanSentences(${written(text)}) gave ${written(answer)}, not ${written(expected)}`,
  );
}

test('letters become lower case', () => {
  cleans('GOOD', 'good', 'capital letters are still there, or were removed');
});

test('a line break becomes a space', () => {
  cleans('great<br />film', 'great film', 'the line break between two words must become one space');
});

test('every line break becomes a space', () => {
  cleans('a<br /><br />b<br />c', 'a  b c', 'every line break becomes a space of its own');
});

test('special characters are removed, and nothing takes their place', () => {
  cleans("don't", 'dont', 'a special character is removed without leaving a space');
  cleans('well, well!', 'well well', 'every special character is removed, not only the first');
});

test('digits and spaces stay', () => {
  cleans('10 of 10', '10 of 10', 'digits and spaces stay as they are');
  cleans(' good ', ' good ', 'spaces at the ends stay too: splitting into words takes care of them later');
});

test('letters beyond a to z are special characters', () => {
  cleans('café', 'caf', 'only the letters a to z stay');
  cleans('so_so', 'soso', '_ is neither a letter nor a digit');
  cleans('so\tso', 'soso', 'a tab is no space, and goes like any special character');
});

test('any text', () => {
  const pieces = fc.constantFrom('<br />', 'a', 'B', '7', ' ', '.', "'", '<', 'é', '-', '_', '\n', '\t');
  forAll(fc.array(pieces, { maxLength: 8 }), (parts) => {
    const expected = parts.map((part) =>
      part === '<br />' ? ' ' : part.toLowerCase().replace(/[^a-z0-9 ]/, ''),
    );
    const text = parts.join('');
    if (text.split('<br />').length - 1 !== parts.filter((part) => part === '<br />').length) return;
    cleans(text, expected.join(''), 'the steps together go wrong');
  });
});
