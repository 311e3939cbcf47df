/** How well the texts of a data set can be read, in words. */
import type { CleaningLosses } from '../../lib/text/cleaning-losses';
import type { TokenizerName } from '../../lib/text/tokenizer';

/** How well the texts of a data set can be read. */
export interface TextReport extends CleaningLosses {
  texts: number;
  /** The number of texts without a known token. */
  unread: number;
  tokenizer: TokenizerName;
}

/** Returns what the tokenizer lost of the texts, as a line; undefined if it lost nothing. */
export function lossesLine({ texts, unread, glued, letters, tokenizer }: TextReport): string | undefined {
  const losses = [
    unread > 0 && `${count(unread)} of ${count(texts)} texts have no known word`,
    glued > 0 && `${count(glued)} words were joined to the word before, such as "not-bad" to "notbad"`,
    letters > 0 && `${count(letters)} letters with accents or of other scripts were removed`,
  ].filter(Boolean);
  return losses.length > 0 ? `Tokenizer ${tokenizer}: ${losses.join('; ')}` : undefined;
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
    ? `${reason}, because the tokenizer "words" knows only the letters a to z: train with --tokenizer unicode`
    : `${reason}: ${advice}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
