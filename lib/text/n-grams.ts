import { hashPair } from '../hash';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { UNKNOWN_ID } from './vocabulary';

/**
 * Numbers for n-grams, sequences of neighbouring words (*not*, *not good*), as a vocabulary has them for words: 0, 1, 2 ...,
 * the single words first. An n-gram is found along its words, and every beginning of one has a number, too.
 */
export interface NGrams {
  /** How many words the longest ones have. */
  longest: number;
  /** Of each n-gram, the number of the one without its last word; `NO_NGRAM` for single words. */
  prefixes: Int32Array;
  /** Of each n-gram, the id of its last word. */
  lastTokens: Int32Array;
  /** Returns the number of the n-gram `prefix` followed by the word with this id, `NO_NGRAM` where it has none. */
  idOf(prefix: number, word: number): number;
}

/** Stands where there is no n-gram; before the first word there is none. */
export const NO_NGRAM = -1;

export interface NGramLimits {
  /** How many words the longest ones have: with 2, words and bigrams. */
  longest: number;
  /** N-grams that are in fewer texts get no number. Default 1: all get one. */
  minDocumentFrequency?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Texts between two looks at the stop button. */
const SLAB = 1000;

/**
 * Gives numbers to the n-grams of some texts, in the order in which they first occur, and counts in how many texts each one
 * is. Unknown words are in none. As an n-gram is in no more texts than its parts are, those of n words are looked for
 * only where both parts of n - 1 words have numbers (Agrawal & Srikant 1994, the Apriori algorithm).
 *
 * @param documents each as the ids of a vocabulary
 * @throws RangeError for limits that are no whole numbers from 1 upwards; when it is stopped
 */
export async function nGramsIn(
  documents: readonly Int32Array[],
  { longest, minDocumentFrequency = 1, progress, signal }: NGramLimits,
): Promise<{ ngrams: NGrams; documentFrequencies: Int32Array }> {
  for (const [name, value] of Object.entries({ longest, minDocumentFrequency }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`${name} is ${value}: give a whole number of at least 1`);
  const table = nGramTable(longest);
  const documentFrequencies = growing();
  // Of each text, the number of the n-gram that starts at each word, of as many words as were looked at so far.
  const nGramIds = documents.map((ids) => new Int32Array(ids.length + 1).fill(NO_NGRAM));
  for (let length = 1; length <= longest; length++) {
    const candidates = nGramTable(longest);
    const [holders, lastHolder] = [growing(), growing()]; // of each candidate: how many texts, and the last one + 1
    for (const [text, ids] of documents.entries()) {
      if (text % SLAB === 0) {
        progress?.((length - 1) * documents.length + text, longest * documents.length);
        await pause(signal);
      }
      const here = nGramIds[text]!;
      for (let at = 0; at <= ids.length; at++) {
        const word = ids[at + length - 1];
        const known = length === 1 || (here[at] !== NO_NGRAM && here[at + 1] !== NO_NGRAM);
        if (word === undefined || word <= UNKNOWN_ID || !known) {
          here[at] = NO_NGRAM;
          continue;
        }
        const candidate = candidates.add(here[at]!, word);
        here[at] = candidate;
        if (lastHolder.at(candidate) === text + 1) continue;
        lastHolder.set(candidate, text + 1);
        holders.set(candidate, holders.at(candidate) + 1);
      }
    }
    const { prefixes, lastTokens } = candidates.ngrams();
    const newIds = prefixes.map((prefix, candidate) => {
      if (holders.at(candidate) < minDocumentFrequency) return NO_NGRAM;
      const number = table.add(prefix, lastTokens[candidate]!);
      documentFrequencies.set(number, holders.at(candidate));
      return number;
    });
    for (const here of nGramIds)
      for (let at = 0; at < here.length; at++) if (here[at] !== NO_NGRAM) here[at] = newIds[here[at]!]!;
  }
  progress?.(longest * documents.length, longest * documents.length);
  const ngrams = table.ngrams();
  return { ngrams, documentFrequencies: documentFrequencies.upTo(ngrams.lastTokens.length) };
}

/** Returns the n-grams that were given numbers before, in the order of these. */
export function nGramsFrom(longest: number, prefixes: Int32Array, lastTokens: Int32Array): NGrams {
  const table = nGramTable(longest, lastTokens.length);
  for (let n = 0; n < lastTokens.length; n++) table.add(prefixes[n]!, lastTokens[n]!);
  return table.ngrams();
}

/** Returns the numbers of all n-grams in a text, each as often as it occurs, in ascending order. */
export function nGramIdsIn(ids: Int32Array, { longest, idOf }: NGrams): Int32Array {
  const found = new Int32Array(ids.length * longest);
  let count = 0;
  for (let start = 0; start < ids.length; start++) {
    let number = NO_NGRAM;
    for (let at = start; at < Math.min(start + longest, ids.length); at++) {
      number = idOf(number, ids[at]!);
      if (number === NO_NGRAM) break;
      found[count++] = number;
    }
  }
  return found.subarray(0, count).sort();
}

/** Returns the ids of the words of an n-gram. */
export function nGramTokenIds({ prefixes, lastTokens }: NGrams, number: number): number[] {
  const tokens: number[] = [];
  for (let n = number; n !== NO_NGRAM; n = prefixes[n]!) tokens.unshift(lastTokens[n]!);
  return tokens;
}

/** N-grams to which others can be added. */
interface NGramTable {
  /** Returns the number of the n-gram, a new one where it had none. */
  add(prefix: number, word: number): number;
  ngrams(): NGrams;
}

/**
 * A hash table with open addressing (Knuth, The Art of Computer Programming 3, 6.4, Algorithm L) in typed arrays: a `Map` of
 * millions of n-grams needs ten times the memory. At most half of the slots are taken.
 */
function nGramTable(longest: number, capacity = 1024): NGramTable {
  let size = 0;
  let slots = new Int32Array(slotsFor(capacity)); // the number + 1 of the n-gram in a slot, 0 where it is free
  const [prefixes, lastTokens] = [growing(capacity), growing(capacity)];

  /** Returns the slot in which the n-gram is, or would be. */
  const slotOf = (prefix: number, word: number): number => {
    const mask = slots.length - 1;
    for (let slot = hashPair(prefix + 1, word) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1;
      if (number < 0 || (prefixes.at(number) === prefix && lastTokens.at(number) === word)) return slot;
    }
  };
  const idOf = (prefix: number, word: number) => slots[slotOf(prefix, word)]! - 1;

  return {
    add(prefix, word) {
      const slot = slotOf(prefix, word);
      if (slots[slot]) return slots[slot]! - 1;
      prefixes.set(size, prefix);
      lastTokens.set(size, word);
      slots[slot] = ++size;
      if (2 * size > slots.length) {
        slots = new Int32Array(2 * slots.length);
        for (let n = 0; n < size; n++) slots[slotOf(prefixes.at(n), lastTokens.at(n))] = n + 1;
      }
      return size - 1;
    },
    ngrams: () => ({
      longest,
      prefixes: prefixes.upTo(size),
      lastTokens: lastTokens.upTo(size),
      idOf,
    }),
  };
}

function slotsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(2 * capacity + 2));
}

/** An array of whole numbers that grows as needed; what was not set is 0. */
function growing(capacity = 1024) {
  let values = new Int32Array(capacity);
  return {
    at: (n: number): number => values[n] ?? 0,
    set(n: number, value: number) {
      if (n >= values.length) {
        const larger = new Int32Array(Math.max(n + 1, 2 * values.length));
        larger.set(values);
        values = larger;
      }
      values[n] = value;
    },
    upTo: (length: number): Int32Array => values.slice(0, length),
  };
}
