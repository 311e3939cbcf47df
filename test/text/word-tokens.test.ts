import { describe, expect, it } from 'vitest';
import { tokenizer, wordTokens } from '../../lib/text';

describe('wordTokens', () => {
  it.each([
    ["I didn't like it...<br />At all!", "i did n't like it ... at all !"],
    ["It's Ann’s; we'll see, they'd've won", "it 's ann 's ; we 'll see , they 'd 've won"],
    ['8/10 (rated R)', '8 / 10 ( rated r )'],
    ['Ça déjà-vu naïve', 'ça déjà - vu naïve'],
    ['.. .... . !!', '... ... . ! !'],
    ["can't won't ain't n'ts", "ca n't wo n't ai n't n ' ts"],
    [' \t\n', ''],
  ])('tokenizes %j', (text, tokens) => expect(wordTokens(text).join(' ')).toBe(tokens));

  it.each(['words', 'punctuation', 'unicode'] as const)('%s finds the same tokens in NFC and NFD', (name) => {
    const text = 'Un café déjà-vu, İstanbul, 한국 영화';
    const { tokenize } = tokenizer(name);
    expect(tokenize(text.normalize('NFD'))).toEqual(tokenize(text.normalize('NFC')));
  });

  it('keeps every letter and digit', () => {
    const text = "Don't 2001: A Space Odyssey's 'monolith'... (1968)";
    const letters = (of: string) => of.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    expect(letters(wordTokens(text).join(''))).toBe(letters(text));
  });
});
