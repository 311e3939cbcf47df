import { describe, expect, test } from 'vitest';
import { countWords } from '../../../course/demos/count-words';

describe('countWords', () => {
  test.each([
    ['one two  three', 3],
    ['  leading and trailing ', 3],
    ['first line\nsecond line', 2],
    ['old Mac\rline', 2],
    ['<br />stays one', 3],
    ['', 0],
    ['   ', 0],
  ])('%j has %i words', (text, words) => {
    expect(countWords(text)).toBe(words);
  });

  test('words are separated by the white space of Python only', () => {
    const separating =
      '\t\x0b\x0c\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000';
    for (const character of separating)
      expect(countWords(`a${character}b`), JSON.stringify(character)).toBe(2);
    for (const character of '\x00\x1b\x7f\x86\u180e\u200b\u2060\ufeff')
      expect(countWords(`a${character}b`), JSON.stringify(character)).toBe(1);
  });
});
