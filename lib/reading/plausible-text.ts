/** Tells whether decoded text looks like words, to choose between encodings. */

const LETTER = /[\p{L}\p{M}]/u;
/** Letters that stand alone, or are signs. */
const SIGN = /[ªºƒˆ˜ʹʺ]/;
/**
 * What no text has: control characters, private ones, and what stands for a byte of no character.
 */
const BROKEN = /[\x80-\x84\x86-\x9f\ue000-\uf8ff\ufffd]/;
const INSIDE_WORDS = /[’'‐-—…\xad]/;
const OPENING = /[“‘„‚«‹¿¡•]/;
const CLOSING = /[”’»›…™®°]/;

/**
 * Returns how well the characters beyond ASCII fit their neighbors: from about 1, where letters are
 * in words and quotes around them, to -2, where they are control characters. 0 for ASCII.
 */
export function plausibility(text: string): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x80) continue;
    sum += fit(text[at - 1] ?? ' ', text[at]!, text[at + 1] ?? ' ');
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Vowels and tones that stand on a consonant of Thai, or on one another. */
const ON_CONSONANT = '\u0e31\u0e34-\u0e3a\u0e47-\u0e4e';
/** Such a sign without a consonant before it, or a vowel that is written first without one behind. */
const MISPLACED = new RegExp(
  `(?<![\u0e01-\u0e2e${ON_CONSONANT}])[${ON_CONSONANT}]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])`,
  'g',
);
/** The most frequent characters of Thai, which are about four in five. */
const FREQUENT = /[านรอกเง่มย้ัวลีดทสตะิแไ]/g;
/** The share of these, at least, and of misplaced ones, at most. */
const [MOST, HARDLY_ANY] = [0.65, 0.02];
/** Fewer characters than this do not tell whether a text is Thai. */
const FEW = 12;

/** Returns whether a text is Thai, whose vowels and tones only stand in certain places. */
export function isThai(text: string): boolean {
  if (BROKEN.test(text)) return false;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const letters = count(/[\u0e01-\u0e5b]/g);
  return letters >= FEW && count(FREQUENT) >= MOST * letters && count(MISPLACED) <= HARDLY_ANY * letters;
}

/** Half-width katakana, and those from a to so, which are about a third of them in Japanese. */
const [HALF_WIDTH, A_TO_SO] = [/[\uff66-\uff9f]/g, /[\uff71-\uff7f]/g];

/** Returns whether a text has half-width katakana as no Japanese text has: it is in other letters. */
export function isNoJapanese(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const katakana = count(HALF_WIDTH);
  return katakana > count(/[^\0-\x7f]/g) / 2 && count(A_TO_SO) < katakana / 10;
}

function fit(before: string, character: string, after: string): number {
  if (BROKEN.test(character)) return -2;
  const [left, right] = [isLetter(before), isLetter(after)];
  if (isLetter(character)) {
    if (!left && !right) return 0;
    return isUpper(character) && left && (isLower(before) || isLower(after)) ? -1 : 1;
  }
  if (left && right) {
    const isCatalan = character === '·' && /^ll$/i.test(before + after);
    return isCatalan || INSIDE_WORDS.test(character) ? 1 : -1;
  }
  if (right && OPENING.test(character)) return 1;
  if (/[‐-—]/.test(character)) return 1;
  if (/[ªº]/.test(character) && /\d/.test(before)) return 1;
  return !right && before.trim() !== '' && CLOSING.test(character) ? 1 : 0;
}

function isLetter(character: string): boolean {
  return LETTER.test(character) && !SIGN.test(character);
}

function isUpper(character: string): boolean {
  return character !== character.toLowerCase();
}

function isLower(character: string): boolean {
  return isLetter(character) && character !== character.toUpperCase();
}
