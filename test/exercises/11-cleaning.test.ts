import fc from 'fast-check';
import { test } from 'vitest';
import { cleanSentences } from '../../solutions/11-cleaning';
import { expectThat, forAll, written } from './complaint';

function cleans(text: string, expected: string, why: string): void {
  const answer: unknown = cleanSentences(text);
  expectThat(answer !== undefined, 'the result is undefined: is a `return` missing?');
  expectThat(
    !(answer instanceof Promise),
    'the result is a Promise: remove `async`, there is nothing to wait for',
  );
  expectThat(
    answer === expected,
    `${why}: cleanSentences(${written(text)}) gave ${written(answer)}, not ${written(expected)}`,
  );
}

test('cleanSentences changes letters to lower case', () => {
  cleans('GOOD', 'good', 'capital letters must become lower case, not stay or disappear');
});

test('cleanSentences replaces a line break with a space', () => {
  cleans('great<br />film', 'great film', 'the line break between two words must become one space');
});

test('cleanSentences changes letters before it replaces line breaks', () => {
  cleans('great<BR />film', 'great film', 'the steps must come in the given order, lower case first');
});

test('cleanSentences replaces every line break with its own space', () => {
  cleans('a<br /><br />b<br />c', 'a  b c', 'every line break must become its own space');
});

test('cleanSentences removes special characters and leaves no space', () => {
  cleans("don't", 'dont', 'a special character must be removed without leaving a space');
  cleans('well, well!', 'well well', 'every special character must be removed, not only the first');
});

test('cleanSentences replaces <br /> only', () => {
  const why = 'only <br /> is a line break: of another tag, only the special characters are removed';
  cleans('a<br>b', 'abrb', why);
  cleans('a<br/>b', 'abrb', why);
});

test('cleanSentences keeps digits and spaces', () => {
  cleans('10 of 10', '10 of 10', 'digits and spaces must stay as they are');
  cleans(' good ', ' good ', 'spaces at the ends must stay too: the tokenizer splits at them later');
});

test('cleanSentences removes letters other than a to z, underscores and tabs', () => {
  cleans('café', 'caf', 'of the letters only a to z may stay');
  cleans('so_so', 'soso', '_ is neither a letter nor a digit');
  cleans('so\tso', 'soso', 'a tab is not a space, so it is removed like any special character');
});

test('cleanSentences cleans any mix of tags, letters and other characters', () => {
  const pieces = fc.constantFrom(
    '<br />',
    '<br>',
    '<i>',
    'a',
    'B',
    '7',
    ' ',
    '.',
    "'",
    '<',
    'é',
    '-',
    '_',
    '\n',
    '\t',
  );
  forAll(fc.array(pieces, { maxLength: 8 }), (parts) => {
    const expected = parts.map((part) =>
      part === '<br />' ? ' ' : part.toLowerCase().replace(/[^a-z0-9 ]/g, ''),
    );
    const text = parts.join('');
    if (text.split('<br />').length - 1 !== parts.filter((part) => part === '<br />').length) return;
    cleans(text, expected.join(''), 'the three steps together give a wrong result');
  });
});
