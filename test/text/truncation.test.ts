import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kerasTokenizer, type Tokenizer, tokenizer } from '../../lib/text';

/**
 * What a cut could separate: contractions, tags, entities, emoji, accents, letters with two lower
 * cases.
 */
const PARTS = [
  ...['good', 'film', "didn't", 'a', 'Σ', 'ΟΔΟΣ', 'İ', 'e\u0301', '\u0301', 'K', '漢字', '\ufeff', '\u200d'],
  ...['<br />', '<BR />', '<br', '/>', '<a href="b c">', '&nbsp;', '&lt;', 'br', '&gt;', '\\n', '<3'],
  ...['!', '?!', '!!', '...', '..', '.', "n't", "'s", '’', ':)', '😡', '👍🏽', '🇩🇪', '🇩', '👩‍👧', '12:30'],
  ...[' ', ' ', ' ', ' ', ' ', ' ', '  ', '\n', '\t', '\r\n', '\u00a0'],
];
const longText = fc
  .array(fc.constantFrom(...PARTS), { minLength: 4000, maxLength: 6000, size: 'max' })
  .map((parts) => parts.join(''));

const TOKENIZERS: [string, Tokenizer][] = [
  ['words', tokenizer('words', new Set(['a', 'film']))],
  ['unicode', tokenizer('unicode', new Set(['a']))],
  ['punctuation', tokenizer('punctuation')],
  ['TextVectorization', kerasTokenizer({ from: 'TextVectorization', truncating: 'post' })],
  ['Tokenizer', kerasTokenizer({ from: 'Tokenizer', truncating: 'pre', startToken: '<start>' })],
  [
    'Tokenizer without unknown words',
    kerasTokenizer({ from: 'Tokenizer', truncating: 'pre', dropsUnknown: true }, (token) => token !== 'good'),
  ],
];

describe.each(TOKENIZERS)('the tokenizer %s', (_, { tokenize, pieces, kept }) => {
  const expectSame = (text: string, maxLength: number) => {
    const all = tokenize(text);
    const { start, end } = kept(all.length, maxLength);
    expect(tokenize(text, maxLength)).toEqual([...all.slice(0, start), ...all.slice(all.length - end)]);
    expect([...pieces!(text)].flat()).toEqual(all);
  };

  it('splits a long text in pieces, and truncates it, as if it had split all of it', () => {
    fc.assert(fc.property(longText, fc.constantFrom(0, 1, 2, 50, 800, 2000, 9999), expectSame), {
      seed: 1,
      numRuns: 25,
      endOnFailure: true,
    });
  });

  it.each(['film<br />', 'film\n', 'film\t', 'film', '漢', '! '])('... if all of it is %j', (part) => {
    for (const maxLength of [3, 700, 1500, 9999]) expectSame(part.repeat(2000), maxLength);
  });
});
