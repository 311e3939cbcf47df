import * as v from 'valibot';
import { readJson, wholeNumber } from '../files/json-file';

/** The id of padding, which fills a row after its last token. */
export const PADDING_ID = 0;
/** The id of all words that are not in the vocabulary. */
export const UNKNOWN_ID = 1;

const SPECIAL_TOKENS = ['<padding>', '<unknown>'];

/**
 * A vocabulary: an id for each word. 0 is padding, 1 stands for unknown words, and the other ids
 * are ordered by frequency, the most frequent word first.
 */
export interface Vocabulary {
  /** The words by id. The first two are names of the special tokens. */
  words: readonly string[];
  /**
   * The count of each word, by id. `counts[PADDING_ID]` is 0, `counts[UNKNOWN_ID]` the count of
   * all other words.
   */
  counts: readonly number[];
  /** The id of words that are not in the vocabulary. */
  unknownId: typeof UNKNOWN_ID;
  /** Returns the id of `word`, or `UNKNOWN_ID` where it is not in the vocabulary. */
  idOf(word: string): number;
  /** Returns whether `word` is in the vocabulary. */
  has(word: string): boolean;
}

/** Limits of a vocabulary. */
export interface VocabularyLimits {
  /** The minimum count of a word in the vocabulary. Default: 1. */
  minCount?: number;
  /** The maximum number of words, without the two special tokens. Default: no maximum. */
  maxWords?: number;
}

/**
 * Returns the vocabulary of `documents`. Words with the same count keep the order of their first
 * occurrence, so the same documents always give the same ids.
 *
 * @param documents the tokens of each
 * @throws RangeError when `minCount` is not a whole number of at least 1, or `maxWords` not one of
 *   at least 0.
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
  // A Map keeps the order of first occurrence, and the sort is stable, which decides ties.
  const ranked = [...count].filter(([, n]) => n >= minCount).sort(([, a], [, b]) => b - a);
  return vocabularyOf(ranked.slice(0, maxWords), total(count.values()));
}

/**
 * Returns the vocabulary with the words of `entries` under the ids 2, 3, ... in that order.
 *
 * @param entries words with their counts
 * @param occurrences the count of all words, in the vocabulary or not. Default: the sum of the
 *   counts in `entries`.
 * @throws when a word occurs in two entries.
 */
export function vocabularyOf(
  entries: readonly (readonly [word: string, count: number])[],
  occurrences?: number,
): Vocabulary {
  const known = total(entries.map(([, n]) => n));
  const words = [...SPECIAL_TOKENS, ...entries.map(([word]) => word)];
  const counts = [0, (occurrences ?? known) - known, ...entries.map(([, n]) => n)];
  const ids = new Map<string, number>();
  for (let id = SPECIAL_TOKENS.length; id < words.length; id++) {
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

/**
 * Returns a vocabulary with the ids of `vocabulary` and, after them, the words of `documents` that
 * it does not have, the most frequent first.
 *
 * @param documents the tokens of each
 * @throws like `buildVocabulary`
 *
 * @example
 * ```ts
 * import { buildVocabulary } from 'sentiment-lab';
 * import { extendVocabulary } from 'sentiment-lab/text';
 *
 * const vocabulary = buildVocabulary([['a', 'good', 'film']]);
 * const { words } = extendVocabulary(vocabulary, [['a', 'good', 'phone']]);
 * words; // => [ '<padding>', '<unknown>', 'a', 'good', 'film', 'phone' ]
 * ```
 */
export function extendVocabulary(
  { words, counts, has }: Vocabulary,
  documents: Iterable<Iterable<string>>,
  limits: VocabularyLimits = {},
): Vocabulary {
  const found = buildVocabulary(unknownIn(documents, has), limits);
  const entries = ({ words, counts }: Pick<Vocabulary, 'words' | 'counts'>) =>
    words
      .slice(SPECIAL_TOKENS.length)
      .map((word, at) => [word, counts[SPECIAL_TOKENS.length + at]!] as const);
  return vocabularyOf(
    [...entries({ words, counts }), ...entries(found)],
    total(counts) + total(found.counts),
  );
}

/** Yields the tokens of each document that are not in a vocabulary. */
function* unknownIn(
  documents: Iterable<Iterable<string>>,
  has: (word: string) => boolean,
): Generator<string[]> {
  for (const tokens of documents) yield [...tokens].filter((token) => !has(token));
}

/**
 * Returns the content of a file that `readVocabulary` reads: the words and their counts, in the
 * order of their ids from 2 on, and the count of all words that are not in the vocabulary.
 */
export function vocabularyJson({ words, counts }: Vocabulary): string {
  const from = SPECIAL_TOKENS.length;
  const saved = { words: words.slice(from), counts: counts.slice(from), unknown: counts[UNKNOWN_ID] };
  return `${JSON.stringify(saved)}\n`;
}

/**
 * Returns the vocabulary in a file.
 *
 * @param remedy what makes the file again, for messages
 * @throws if the file is missing or does not hold a vocabulary: words, each once, with a count each
 */
export async function readVocabulary(file: string, remedy = 'copy it again'): Promise<Vocabulary> {
  const { words, counts, unknown } = await readJson(file, vocabularySchema, remedy);
  if (words.length !== counts.length)
    throw new Error(`${file} has ${words.length} words, but ${counts.length} counts: ${remedy}`);
  const entries = words.map((word, at) => [word, counts[at]!] as const);
  try {
    return vocabularyOf(entries, total(counts) + unknown);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}: ${remedy}`, { cause: error });
  }
}

const count = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const vocabularySchema = v.object({ words: v.array(v.string()), counts: v.array(count), unknown: count });

function total(counts: Iterable<number>): number {
  let sum = 0;
  for (const n of counts) sum += n;
  return sum;
}

function atLeast(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} is ${value}: give a whole number of at least ${least}`);
}
