import type { Tokenizer } from './tokenizer';

/** What `cleanSentences` loses of a text, besides punctuation and case. */
export interface CleaningLosses {
  /** The number of words that became one with the word before: line breaks, dashes, tabs. */
  glued: number;
  /** The number of letters that it removed: `é`, `ж`. */
  letters: number;
}

/** Returns what `cleanSentences` loses of a text: `"not\nbad"` becomes `notbad`, one word glued. */
export function cleaningLosses(text: string): CleaningLosses {
  const plain = text.toLowerCase().replaceAll('<br />', ' ');
  let glued = 0;
  for (const [removed] of plain.matchAll(/(?<=[a-z0-9])[^a-z0-9 ]+(?=[a-z0-9])/g))
    if (!/[\p{L}\p{M}]/u.test(removed) && !/^['’`´]$/.test(removed)) glued++;
  return { glued, letters: plain.match(/(?![a-z])\p{L}/gu)?.length ?? 0 };
}

/**
 * Returns a tokenizer that counts what it loses of all texts so far. Only `words`, which uses
 * `cleanSentences`, loses something.
 */
export function countingLosses(tokenizer: Tokenizer): { tokenizer: Tokenizer; losses: CleaningLosses } {
  const losses = { glued: 0, letters: 0 };
  if (tokenizer.name !== 'words') return { tokenizer, losses };
  const tokenize: Tokenizer['tokenize'] = (text, maxLength) => {
    const { glued, letters } = cleaningLosses(text);
    losses.glued += glued;
    losses.letters += letters;
    return tokenizer.tokenize(text, maxLength);
  };
  return { tokenizer: { ...tokenizer, tokenize }, losses };
}
