import { growingArray } from '../growing-array';
import { hashPair } from '../hash';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { UNKNOWN_ID } from './vocabulary';

/**
 * An id for each n-gram, a sequence of n adjacent tokens (*not*, *not good*): 0, 1, 2 ..., the
 * unigrams first. Every prefix of an n-gram is an n-gram too, so n-grams are looked up token by
 * token.
 */
export interface NGrams {
  /** The number of tokens in the longest n-grams. */
  longest: number;
  /** The id of each n-gram without its last token, `[n-grams]`; `NO_NGRAM` for unigrams. */
  prefixes: Int32Array;
  /** The token id of each n-gram's last token, `[n-grams]`. */
  lastTokens: Int32Array;
  /**
   * Returns the id of the n-gram `prefix` followed by the token `token`, or `NO_NGRAM` where there
   * is none.
   */
  idOf(prefix: number, token: number): number;
}

/** The id of no n-gram: the prefix of unigrams, and the result of a failed lookup. */
export const NO_NGRAM = -1;

/** Which n-grams are counted. */
export interface NGramLimits extends Watch {
  /** The number of tokens in the longest n-grams: 2 for unigrams and bigrams. */
  longest: number;
  /**
   * The minimum number of documents that contain an n-gram, as scikit-learn's `min_df`. Default:
   * 1.
   */
  minDocumentFrequency?: number;
}

/** The number of documents between two reports of progress. */
const REPORT_EVERY = 1000;

/**
 * Returns the n-grams of some documents, and the document frequency of each, `[n-grams]`. Shorter
 * n-grams have lower ids; those of one length are ordered by their first occurrence. No n-gram
 * contains an unknown word. An n-gram is in no more documents than its parts, so an n-gram of n
 * tokens is counted only where both of its parts of n - 1 tokens reach the minimum (the Apriori
 * algorithm, Agrawal & Srikant 1994).
 *
 * @param documents the token ids of each
 * @throws RangeError when a limit is not a whole number of at least 1. Throws when `signal`
 *   aborts.
 */
export async function nGramsIn(
  documents: readonly Int32Array[],
  { longest, minDocumentFrequency = 1, progress, signal }: NGramLimits,
): Promise<{ ngrams: NGrams; documentFrequencies: Int32Array }> {
  for (const [name, value] of Object.entries({ longest, minDocumentFrequency }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`${name} is ${value}: give a whole number of at least 1`);
  const table = nGramTable(longest);
  const documentFrequencies = growingArray();
  // The id of the n-gram of the current length that starts at each position of each document, and
  // one position behind it. Document after document in one array: there may be millions.
  const positions = documents.reduce((sum, { length }) => sum + length + 1, 0);
  const nGramIds = new Int32Array(positions).fill(NO_NGRAM);
  for (let length = 1; length <= longest; length++) {
    const candidates = nGramTable(longest);
    const frequencies = growingArray(); // for each candidate, the number of documents
    const lastRows = growingArray(); // for each candidate, the last document that contains it, plus 1
    let start = 0;
    for (const [row, ids] of documents.entries()) {
      if (row % REPORT_EVERY === 0) {
        progress?.((length - 1) * documents.length + row, longest * documents.length);
        await pause(signal);
      }
      const here = nGramIds.subarray(start, start + ids.length + 1);
      start += here.length;
      for (let at = 0; at <= ids.length; at++) {
        const token = ids[at + length - 1];
        const known = length === 1 || (here[at] !== NO_NGRAM && here[at + 1] !== NO_NGRAM);
        if (token === undefined || token <= UNKNOWN_ID || !known) {
          here[at] = NO_NGRAM;
          continue;
        }
        const candidate = candidates.add(here[at]!, token);
        here[at] = candidate;
        if (lastRows.at(candidate) === row + 1) continue;
        lastRows.set(candidate, row + 1);
        frequencies.set(candidate, frequencies.at(candidate) + 1);
      }
    }
    const { prefixes, lastTokens } = candidates.ngrams();
    const newIds = prefixes.map((prefix, candidate) => {
      if (frequencies.at(candidate) < minDocumentFrequency) return NO_NGRAM;
      const id = table.add(prefix, lastTokens[candidate]!);
      documentFrequencies.set(id, frequencies.at(candidate));
      return id;
    });
    for (let at = 0; at < positions; at++)
      if (nGramIds[at] !== NO_NGRAM) nGramIds[at] = newIds[nGramIds[at]!]!;
  }
  progress?.(longest * documents.length, longest * documents.length);
  const ngrams = table.ngrams();
  return { ngrams, documentFrequencies: documentFrequencies.upTo(ngrams.lastTokens.length) };
}

/** Returns the n-grams with the given `prefixes` and `lastTokens`, such as saved ones. */
export function nGramsFrom(longest: number, prefixes: Int32Array, lastTokens: Int32Array): NGrams {
  const table = nGramTable(longest, lastTokens.length);
  for (let n = 0; n < lastTokens.length; n++) table.add(prefixes[n]!, lastTokens[n]!);
  return table.ngrams();
}

/**
 * Returns the ids of all n-grams in a document, each as often as it occurs, in ascending order.
 */
export function nGramIdsIn(ids: Int32Array, { longest, idOf }: NGrams): Int32Array {
  const found = new Int32Array(ids.length * longest);
  let count = 0;
  for (let start = 0; start < ids.length; start++) {
    let id = NO_NGRAM;
    for (let at = start; at < Math.min(start + longest, ids.length); at++) {
      id = idOf(id, ids[at]!);
      if (id === NO_NGRAM) break;
      found[count++] = id;
    }
  }
  return found.subarray(0, count).sort();
}

/** Returns the token ids of the n-gram with the id `ngram`. */
export function nGramTokenIds({ prefixes, lastTokens }: NGrams, ngram: number): number[] {
  const tokens: number[] = [];
  for (let n = ngram; n !== NO_NGRAM; n = prefixes[n]!) tokens.unshift(lastTokens[n]!);
  return tokens;
}

/** N-grams that can grow. */
interface NGramTable {
  /** Returns the id of the n-gram, which is new where it had none. */
  add(prefix: number, token: number): number;
  ngrams(): NGrams;
}

/**
 * Returns a hash table with open addressing (Knuth, The Art of Computer Programming 3, section
 * 6.4, Algorithm L) in typed arrays. A `Map` of millions of n-grams needs ten times the memory. At
 * most half of the slots are used.
 */
function nGramTable(longest: number, capacity = 1024): NGramTable {
  let size = 0;
  /** The id + 1 of the n-gram in each slot, 0 for an empty one. */
  let slots = new Int32Array(slotsFor(capacity));
  const [prefixes, lastTokens] = [growingArray(capacity), growingArray(capacity)];

  /** Returns the slot of the n-gram, or the empty slot for it. */
  const slotOf = (prefix: number, token: number): number => {
    const mask = slots.length - 1;
    for (let slot = hashPair(prefix + 1, token) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]! - 1;
      if (id < 0 || (prefixes.at(id) === prefix && lastTokens.at(id) === token)) return slot;
    }
  };
  const idOf = (prefix: number, token: number) => slots[slotOf(prefix, token)]! - 1;

  return {
    add(prefix, token) {
      const slot = slotOf(prefix, token);
      if (slots[slot]) return slots[slot]! - 1;
      prefixes.set(size, prefix);
      lastTokens.set(size, token);
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
