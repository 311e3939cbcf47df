/** How well the texts of a data set can be read, in words. */
import type { CleaningLosses } from '../../lib/text/cleaning-losses';
import type { TokenizerName } from '../../lib/text/tokenizer';

/** How well the texts of a data set can be read. */
export interface TextReport extends CleaningLosses {
  texts: number;
  /** The number of texts without a known word. */
  unread: number;
  tokenizer: TokenizerName;
}

/** Returns what the tokenizer lost of the texts, as a line; undefined if it lost nothing. */
export function lossesLine({ texts, unread, glued, letters, tokenizer }: TextReport): string | undefined {
  const losses = [
    unread > 0 && `texts without a known word: ${count(unread)} of ${count(texts)}`,
    glued > 0 && `words joined to the word before ("not-bad" to "notbad"): ${count(glued)}`,
    letters > 0 && `accented or non-Latin letters removed: ${count(letters)}`,
  ].filter(Boolean);
  const advice = tokenizer === 'words' ? '. The tokenizer "unicode" keeps them' : '';
  return losses.length > 0 ? `Tokenizer ${tokenizer}: ${losses.join('; ')}${advice}` : undefined;
}

/**
 * Returns why the texts are useless if most of them have no known word; else undefined.
 *
 * @param advice what to do about it, if another tokenizer does not help
 */
export function unreadable(
  { texts, unread, tokenizer, letters }: TextReport,
  advice: string,
): string | undefined {
  if (2 * unread <= texts) return undefined;
  const reason = `${count(unread)} of ${count(texts)} texts have no known word`;
  return tokenizer === 'words' && letters > 0
    ? `${reason}, because the tokenizer "words" knows only the letters a to z: use --tokenizer unicode`
    : `${reason}: ${advice}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
