import { keptTokens, type Splitting, tokensUpTo } from './truncation';

/** The special token at the end of every text, and before its first word. No text contains it. */
export const END_TOKEN = '<end>';

/**
 * Returns whether a token is a word: it has a letter, a digit or an emoji. Punctuation says nothing
 * about the language of a text.
 */
export function isWord(token: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(token);
}

/** A token and where it is in the text. */
export interface Token {
  /** In lower case. */
  token: string;
  start: number;
  end: number;
}

const TOKEN =
  /\p{L}+?(?=n't(?!\p{L}))|n't(?!\p{L})|'(?:s|m|d|re|ve|ll)(?!\p{L})|[\p{L}\p{N}]+|\.{2,}|[^\s\p{L}\p{N}]/gu;

/**
 * Returns a text in Unicode NFC, with one character for a letter and its accents: names of files
 * on macOS have two. Up to U+0300 nothing changes.
 */
export function composed(text: string): string {
  return /[\u0300-\uffff]/.test(text) ? text.normalize() : text;
}

/**
 * Returns the words and punctuation of a text in lower case: `"I didn't like it...<br />At all!"`
 * becomes `i`, `did`, `n't`, `like`, `it`, `...`, `at`, `all`, `!`. Contractions are split like in
 * the Penn Treebank, so that every *not* is a token of its own. Two or more dots in a row become
 * `...`.
 */
export function wordTokens(text: string): string[] {
  return (plain(composed(text).toLowerCase()).match(TOKEN) ?? []).map(normal);
}

/**
 * Returns the tokens of a text that is truncated: a quarter from its start, the rest from its end.
 */
export function truncatedWordTokens(text: string, maxLength: number): string[] {
  return tokensUpTo(text, maxLength, WORD_SPLITTING);
}

// Spaces and line feeds end tokens, and the lower case of a letter does not depend on what is behind them.
export const WORD_SPLITTING: Splitting = { split: wordTokens, spaces: ' \n', kept: keptTokens };

/** Returns the same tokens as `wordTokens` with their places in the text. */
export function tokensWithPlaces(text: string): Token[] {
  const read = composed(text);
  const lower = read.toLowerCase();
  const places = read === text && lower.length === text.length ? undefined : placesOf(text);
  return Array.from(plain(lower).matchAll(TOKEN), (match) => {
    const [token] = match;
    const start = match.index!;
    const last = start + token.length - 1;
    return {
      token: normal(token),
      start: places?.[start]?.start ?? start,
      end: places?.[last]?.end ?? last + 1,
    };
  });
}

/** Returns a text of the same length without line breaks of HTML and curved apostrophes. */
function plain(lower: string): string {
  return lower.replaceAll('<br />', '      ').replaceAll('’', "'");
}

function normal(token: string): string {
  return token.startsWith('..') ? '...' : token;
}

/** What may become one character: one with its marks, or the vowel and final of a Korean syllable. */
const COMPOSED = /[^\p{M}][\p{M}\u1161-\u1175\u11a8-\u11c2]*|\p{M}+/gu;

/**
 * Returns where in the text each character of the text in NFC and lower case is: İ becomes two, and
 * a letter with an accent of its own one.
 */
function placesOf(text: string): { start: number; end: number }[] {
  let end = 0;
  return (text.match(COMPOSED) ?? []).flatMap((group) =>
    (composed(group) === group ? Array.from(group) : [group]).flatMap((part) => {
      const place = { start: end, end: end + part.length };
      end = place.end;
      return Array.from({ length: composed(part).toLowerCase().length }, () => place);
    }),
  );
}
