import { withoutMarkup } from './markup';

/**
 * Characters that are no part of a word's spelling: soft hyphen, joiners, byte order mark,
 * stretched Arabic, and what only changes the look or the skin tone of an emoji.
 */
const INVISIBLE = new RegExp(
  [
    '[\\u{AD}\\u{640}\\u{200C}\\u{2060}\\u{FEFF}\\u{E0000}-\\u{E007F}]',
    '\\p{Variation_Selector}|\\p{Emoji_Modifier}',
    '(?<=\\p{L}\\p{M}*)\\u{200D}', // after letters; it also joins emoji
  ].join('|'),
  'gu',
);

/** Scripts without spaces between words. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{scx=${script}}`)
  .join('');

const EMOJI = '\\p{RI}\\p{RI}|(?![©®™])\\p{ExtPict}(?:\\u{200D}\\p{ExtPict})*';
/** `:)`, `:-(`, `;d`, `:'(`, `<3`; not after a letter, as in `http://`, or in `12:30`. */
const EMOTICON =
  "(?<![\\p{L}\\p{N}])(?:[\\:;=]['\\-\\^]?(?:[\\(\\)\\[\\]\\/\\\\\\|\\*]|[dpo3](?![\\p{L}\\p{N}]))|</?3(?!\\p{N}))";
const CHARACTER = `(?=\\p{L})[${UNSPACED}]\\p{M}*`;
const LETTERS = `[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED}]]+`;
const WORD = `${LETTERS}(?:'${LETTERS})*`;

// With the flag v, classes can be subtracted. TypeScript does not know it for this target.
const TOKEN = new RegExp([EMOJI, EMOTICON, '[!?]+', CHARACTER, WORD].join('|'), 'gv');

/**
 * Returns the words of a text in any language: markup removed (`withoutMarkup`), in lower case, in
 * Unicode's composed form (NFC). `"D&eacute;cevant,<br>didn’t like it 😡"` becomes `décevant`,
 * `didn't`, `like`, `it`, `😡`.
 *
 * - A word is letters, with their accents, and digits. Everything else separates words: white
 *   space of any kind, dashes, punctuation. Apostrophes inside a word are part of it.
 * - An emoji is a token, without its skin tone. So is an emoticon such as `:)`.
 * - Exclamation and question marks are tokens: they carry sentiment. `!!!!` is `!!`.
 * - Chinese, Japanese, Thai, Lao, Khmer and Burmese have no spaces between words: each character is
 *   a token, with its marks. (`Intl.Segmenter` finds words there, but other ones in other versions
 *   of Node and in browsers. A saved model needs the same tokens everywhere.)
 */
export function unicodeWords(text: string): string[] {
  return wordsOfPlain(withoutMarkup(text));
}

/** Returns the words of a text without markup, like `unicodeWords`. */
export function wordsOfPlain(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[’ʼ＇`´]/g, "'")
    .replace(/！/g, '!')
    .replace(/[？؟]/g, '?')
    .replace(/([!?])\1+/g, '$1$1');
  return plain.match(TOKEN) ?? [];
}
