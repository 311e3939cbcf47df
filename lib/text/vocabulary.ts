/** The id of the padding that fills a row behind its last word. */
export const PADDING_ID = 0;
/** The id of every word that the vocabulary does not hold. */
export const UNKNOWN_ID = 1;

const RESERVED = ['<padding>', '<unknown>'];

/** Numbers for words: 0 for padding, 1 for unknown words, then the words, the most frequent one first. */
export interface Vocabulary {
  /** Word by id; the first two are the names of the reserved ids and are no words. */
  words: readonly string[];
  /** How often each word occurred, by id: `counts[PADDING_ID]` is 0, `counts[UNKNOWN_ID]` counts what was left out. */
  counts: readonly number[];
  /** The id of words that it does not hold. */
  unknownId: typeof UNKNOWN_ID;
  /** Returns the id of `word`, `UNKNOWN_ID` where the vocabulary does not hold it. */
  idOf(word: string): number;
  has(word: string): boolean;
}

/** Limits of a vocabulary. */
export interface VocabularyLimits {
  /** Words that occur less often are left out. Default 1: none. */
  minCount?: number;
  /** At most that many words, beside the two reserved ids. Default: all. */
  maxWords?: number;
}

/**
 * Counts the words of `documents`, each a list of tokens, and returns their vocabulary. Words that occur equally
 * often stand in the order in which they first occurred, so the same documents always give the same ids.
 *
 * @throws RangeError when a limit is not a whole number, `minCount` of at least 1 and `maxWords` of at least 0.
 *
 * @example
 * ```ts
 * import { buildVocabulary } from 'sentiment-lab';
 *
 * const vocabulary = buildVocabulary([['a', 'good', 'film'], ['a', 'bad', 'film']]);
 * vocabulary.words; // => [ '<padding>', '<unknown>', 'a', 'film', 'good', 'bad' ]
 * vocabulary.idOf('film'); // => 3
 * vocabulary.idOf('boring'); // => 1
 * ```
 */
export function buildVocabulary(
  documents: Iterable<Iterable<string>>,
  { minCount = 1, maxWords = Number.MAX_SAFE_INTEGER }: VocabularyLimits = {},
): Vocabulary {
  atLeast('minCount', minCount, 1);
  atLeast('maxWords', maxWords, 0);
  const count = new Map<string, number>();
  for (const tokens of documents) {
    for (const token of tokens) count.set(token, (count.get(token) ?? 0) + 1);
  }
  // A Map keeps the order of first occurrence and the sort is stable: that settles ties.
  const ranked = [...count].filter(([, n]) => n >= minCount).sort(([, a], [, b]) => b - a);
  return vocabularyOf(ranked.slice(0, maxWords), total(count.values()));
}

/**
 * Returns the vocabulary that holds `entries`, each a word and its count, under the ids 2, 3, ... in that order:
 * how a saved vocabulary comes back.
 *
 * @param occurrences of all words that were counted, left out ones included; default: those of `entries`
 * @throws when a word stands there twice.
 */
export function vocabularyOf(
  entries: readonly (readonly [word: string, count: number])[],
  occurrences?: number,
): Vocabulary {
  const kept = total(entries.map(([, n]) => n));
  const words = [...RESERVED, ...entries.map(([word]) => word)];
  const counts = [0, (occurrences ?? kept) - kept, ...entries.map(([, n]) => n)];
  const ids = new Map<string, number>();
  for (let id = RESERVED.length; id < words.length; id++) {
    const word = words[id]!;
    const first = ids.get(word);
    if (first !== undefined) throw new Error(`the word "${word}" has two ids, ${first} and ${id}`);
    ids.set(word, id);
  }
  return {
    words,
    counts,
    unknownId: UNKNOWN_ID,
    idOf: (word) => ids.get(word) ?? UNKNOWN_ID,
    has: (word) => ids.has(word),
  };
}

function total(counts: Iterable<number>): number {
  let sum = 0;
  for (const n of counts) sum += n;
  return sum;
}

function atLeast(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} is ${value}: give a whole number of at least ${least}`);
}
