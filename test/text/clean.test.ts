import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanSentences, readStopWords, stopWords, tokenize, withoutStopWords } from '../../lib/text';

describe('cleanSentences', () => {
  test.each([
    ["Great!<br />Don't miss it.", 'great dont miss it'],
    ['<BR />one<br/>two', ' onebrtwo'],
    ['a\tb\nc\u00a0d', 'abcd'],
    ['Ünïcödé 10/10', 'ncd 1010'],
    ['\u212Aelvin \u0130stanbul', 'kelvin istanbul'],
    ['', ''],
  ])('maps %j to %j', (text, cleaned) => {
    expect(cleanSentences(text)).toBe(cleaned);
  });

  test('keeps only a-z, 0-9 and spaces, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cleaned = cleanSentences(text);
        expect(cleaned).toMatch(/^[a-z0-9 ]*$/);
        expect(cleanSentences(cleaned)).toBe(cleaned);
      }),
    );
  });
});

describe('tokenize', () => {
  test('returns the words without spaces', () => {
    expect(tokenize('  A  film -- truly!<br /><br />Great ')).toEqual(['a', 'film', 'truly', 'great']);
    expect(tokenize(' ?! ')).toEqual([]);
  });
});

describe('stop words', () => {
  test('are removed, and negations stay', () => {
    expect(withoutStopWords(tokenize('This is not the best of films'))).toEqual(['not', 'best', 'films']);
  });

  test('are cleaned, like the tokens that they are compared with', () => {
    for (const word of stopWords) expect(cleanSentences(word)).toBe(word);
  });

  test.each(['utf8', 'latin1', 'utf16le'] as const)(
    'are read from a file in %s, without comments',
    (encoding) => {
      const dir = mkdtempSync(join(tmpdir(), 'stop-words-'));
      const file = join(dir, 'stopwords.txt');
      const lines = [' | Prepositions of German', 'für', 'über   | above', '# and so on', 'c#', 'an'];
      try {
        writeFileSync(file, Buffer.from(lines.join('\r\n'), encoding));
        const split = (text: string) => text.match(/\S+/g) ?? [];
        expect([...readStopWords(file, split)]).toEqual(['für', 'über', 'c#', 'an']);
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
  );
});
