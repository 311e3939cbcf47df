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
