import { FNV_OFFSET, fnv1a, mixBits } from '../hash';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { tokenize } from '../text/clean';

export interface NearDuplicatesOptions {
  /** How many neighbouring words a shingle has. Default 5. */
  shingle?: number;
  /** How similar two texts are at least that count as near-duplicates, above 0 to 1. Default .8. */
  similarity?: number;
  /** Told how many texts were looked at, twice. */
  progress?: Progress;
  signal?: AbortSignal;
}

/** Which texts say the same. */
export interface Duplicates {
  /** Of each text, the position of the first one with the same words; its own where there is none before it. */
  firstLike: Int32Array;
  /** All pairs of texts that are similar, but not the same; of texts that are the same, only the first is in any. */
  near: { a: number; b: number; similarity: number }[];
}

/** What counts as nearly the same, unless it is said otherwise. */
export const NEAR_DUPLICATE_DEFAULTS = { shingle: 5, similarity: 0.8 } as const;

/** Texts between two looks at the stop button. */
const SLAB = 1000;
/** 1 - .8 is a little less than .2 in binary. */
const ROUNDING = 1e-9;

/**
 * Finds texts that say the same: in the same words (after `tokenize`, so that capitals, punctuation and markup do not matter), or
 * nearly. Two texts are nearly the same where the sets of their shingles, of their sequences of five neighbouring words,
 * have much in common: |A ∩ B| / |A ∪ B|, the resemblance of Broder (1997), is at least .8. A text without a word
 * is like no other.
 *
 * All such pairs are found, not only most of them, and without comparing all pairs: of a text that has a partner, at least
 * that share of the shingles is in other texts too. That is rare, and the few texts of which it holds are compared by
 * an index of their shingles.
 */
export async function nearDuplicates(
  texts: readonly string[],
  {
    shingle = NEAR_DUPLICATE_DEFAULTS.shingle,
    similarity = NEAR_DUPLICATE_DEFAULTS.similarity,
    progress,
    signal,
  }: NearDuplicatesOptions = {},
): Promise<Duplicates> {
  if (!(Number.isInteger(shingle) && shingle >= 1))
    throw new RangeError(`shingle is ${shingle}: give a whole number of at least 1`);
  if (!(similarity > 0 && similarity <= 1))
    throw new RangeError(`similarity is ${similarity}: give a number above 0, at most 1`);
  const show = async (done: number) => {
    if (done % SLAB !== 0) return;
    progress?.(done, 2 * texts.length);
    await pause(signal);
  };
  const firstLike = new Int32Array(texts.length);
  const firsts = new Map<string, number>(); // by its words
  const words = new Map<string, number>();
  const documents: { at: number; ids: Int32Array }[] = []; // the texts that are the first of their kind
  let count = 0;
  for (const [at, text] of texts.entries()) {
    await show(at);
    const tokens = tokenize(text);
    const normalized = tokens.join(' ');
    const first = normalized === '' ? at : (firsts.get(normalized) ?? at);
    firstLike[at] = first;
    if (first !== at || normalized === '') continue;
    firsts.set(normalized, at);
    const ids = Int32Array.from(tokens, (word) => {
      const id = words.get(word) ?? words.size;
      if (id === words.size) words.set(word, id);
      return id;
    });
    documents.push({ at, ids });
    count += shinglesOf(ids, shingle);
  }
  const elsewhere = sharedShingles(
    documents.map(({ ids }) => ids),
    shingle,
    count,
  );
  const candidates: typeof documents = [];
  for (const [n, document] of documents.entries()) {
    await show(texts.length + n);
    const { ids } = document;
    const own = shinglesOf(ids, shingle);
    let alone = 0;
    for (let from = 0; from < own; from++) if (!elsewhere(hashOf(ids, from, shingle))) alone++;
    if (alone <= (1 - similarity) * own + ROUNDING) candidates.push(document);
  }
  const near = similarPairs(candidates, shingle, similarity);
  progress?.(2 * texts.length, 2 * texts.length);
  return { firstLike, near };
}

/** Returns how many shingles a text has: one, of all its words, where it is shorter than a shingle. */
function shinglesOf(ids: Int32Array, shingle: number): number {
  return Math.max(1, ids.length - shingle + 1);
}

/** Returns the hash, from 0 to 2^32 - 1, of the shingle that starts at `from`. */
function hashOf(ids: Int32Array, from: number, shingle: number): number {
  let hash = FNV_OFFSET;
  for (let at = from; at < Math.min(from + shingle, ids.length); at++) hash = fnv1a(hash, ids[at]!);
  return mixBits(hash);
}

/**
 * Returns whether a shingle occurs more than once, from its hash. Two bits stand for each hash: it was seen, and seen again
 * (a Bloom filter, Bloom 1970). Two shingles that share their bits count as shared, which lets some more
 * texts be compared, and never hides one.
 *
 * @param count of all shingles
 */
function sharedShingles(
  texts: readonly Int32Array[],
  shingle: number,
  count: number,
): (hash: number) => boolean {
  const bits = Math.min(32, Math.max(10, Math.ceil(Math.log2(16 * count))));
  const [seen, again] = [new Uint32Array(2 ** (bits - 5)), new Uint32Array(2 ** (bits - 5))];
  for (const ids of texts) {
    for (let from = 0; from < shinglesOf(ids, shingle); from++) {
      const place = hashOf(ids, from, shingle) >>> (32 - bits);
      const [word, bit] = [place >>> 5, 1 << (place & 31)];
      if (seen[word]! & bit) again[word]! |= bit;
      else seen[word]! |= bit;
    }
  }
  return (hash) => {
    const place = hash >>> (32 - bits);
    return (again[place >>> 5]! & (1 << (place & 31))) !== 0;
  };
}

/** Returns the pairs whose sets of shingles are similar enough; here shingles are compared by their words. */
function similarPairs(
  documents: readonly { at: number; ids: Int32Array }[],
  shingle: number,
  similarity: number,
): Duplicates['near'] {
  const sets = documents.map(({ ids }) => {
    const from = Array.from({ length: shinglesOf(ids, shingle) }, (_, n) => n);
    return new Set(from.map((n) => ids.subarray(n, n + shingle).join(' ')));
  });
  const holders = new Map<string, number[]>();
  const pairs: Duplicates['near'] = [];
  for (const [b, set] of sets.entries()) {
    const common = new Map<number, number>(); // by the text before this one that has the shingles, too
    for (const words of set) {
      const before = holders.get(words);
      if (!before) holders.set(words, [b]);
      else {
        for (const a of before) common.set(a, (common.get(a) ?? 0) + 1);
        before.push(b);
      }
    }
    for (const [a, shared] of common) {
      const resemblance = shared / (sets[a]!.size + set.size - shared);
      if (resemblance >= similarity)
        pairs.push({ a: documents[a]!.at, b: documents[b]!.at, similarity: resemblance });
    }
  }
  return pairs;
}
