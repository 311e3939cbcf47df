import { FNV_OFFSET, fnv1a, mixBits } from '../hash';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { tokenize } from '../text/clean';

/** Options of `nearDuplicates`. */
export interface NearDuplicatesOptions extends Watch {
  /** The number of adjacent tokens in a shingle. Default: 5. */
  shingle?: number;
  /** The minimum similarity of near-duplicates, above 0 and at most 1. Default: 0.8. */
  similarity?: number;
  /**
   * Receives the number of texts done. There are two passes, so the total is twice the number of
   * texts.
   */
  progress?: Watch['progress'];
}

/** The duplicates in a list of texts. */
export interface Duplicates {
  /**
   * For each text, the position of the first text with the same tokens, `[texts]`: its own where
   * it is the first.
   */
  firstLike: Int32Array;
  /**
   * All pairs of near-duplicates, by position, with `a` before `b`. Of texts with the same tokens
   * only the first is in pairs.
   */
  near: { a: number; b: number; similarity: number }[];
}

/** The default options of `nearDuplicates`. */
export const NEAR_DUPLICATE_DEFAULTS = { shingle: 5, similarity: 0.8 } as const;

/** The number of texts between two reports of progress. */
const REPORT_EVERY = 1000;
/** Tolerates rounding: 1 - 0.8 is a little less than 0.2 in binary. */
const ROUNDING = 1e-9;

/**
 * Returns the duplicates and near-duplicates in `texts`. Duplicates have the same tokens (see
 * `tokenize`: case, punctuation and markup do not matter). Near-duplicates have similar sets of
 * shingles, which are their sequences of five adjacent tokens: the Jaccard similarity |A ∩ B| / |A
 * ∪ B| is at least 0.8 (Broder 1997). A text without tokens has no duplicates.
 *
 * The search is exact. It need not compare all pairs: at least 80 % of the shingles of a
 * near-duplicate are also in other texts. A first pass finds the few texts for which this holds,
 * and only these are compared.
 *
 * @throws RangeError when an option is out of range. Throws when `signal` aborts.
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
    if (done % REPORT_EVERY !== 0) return;
    progress?.(done, 2 * texts.length);
    await pause(signal);
  };
  const firstLike = new Int32Array(texts.length);
  const firsts = new Map<string, number>(); // the first text by its tokens
  const words = new Map<string, number>();
  /** The texts that are no duplicate of an earlier one. */
  const documents: { at: number; ids: Int32Array }[] = [];
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
    count += countShingles(ids, shingle);
  }
  const isShared = sharedShingles(
    documents.map(({ ids }) => ids),
    shingle,
    count,
  );
  const candidates: typeof documents = [];
  for (const [n, document] of documents.entries()) {
    await show(texts.length + n);
    const { ids } = document;
    const own = countShingles(ids, shingle);
    let alone = 0;
    for (let from = 0; from < own; from++) if (!isShared(hashOf(ids, from, shingle))) alone++;
    if (alone <= (1 - similarity) * own + ROUNDING) candidates.push(document);
  }
  const near = similarPairs(candidates, shingle, similarity);
  progress?.(2 * texts.length, 2 * texts.length);
  return { firstLike, near };
}

/**
 * Returns the number of shingles in a text. A text shorter than a shingle has one, of all its
 * tokens.
 */
function countShingles(ids: Int32Array, shingle: number): number {
  return Math.max(1, ids.length - shingle + 1);
}

/** Returns the hash, from 0 to 2^32 - 1, of the shingle that starts at `from`. */
function hashOf(ids: Int32Array, from: number, shingle: number): number {
  let hash = FNV_OFFSET;
  for (let at = from; at < Math.min(from + shingle, ids.length); at++) hash = fnv1a(hash, ids[at]!);
  return mixBits(hash);
}

/**
 * Returns a function that takes the hash of a shingle and returns whether the shingle occurs more
 * than once in `texts`. It can be wrong in one direction only, as a Bloom filter (Bloom 1970):
 * shingles whose hashes share their bits count as one, so some texts are compared in vain.
 *
 * @param count the number of all shingles
 */
function sharedShingles(
  texts: readonly Int32Array[],
  shingle: number,
  count: number,
): (hash: number) => boolean {
  const bits = Math.min(32, Math.max(10, Math.ceil(Math.log2(16 * count))));
  const [seen, again] = [new Uint32Array(2 ** (bits - 5)), new Uint32Array(2 ** (bits - 5))];
  for (const ids of texts) {
    for (let from = 0; from < countShingles(ids, shingle); from++) {
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

/**
 * Returns the pairs whose sets of shingles reach the similarity. Shingles are compared by their
 * tokens here.
 */
function similarPairs(
  documents: readonly { at: number; ids: Int32Array }[],
  shingle: number,
  similarity: number,
): Duplicates['near'] {
  const sets = documents.map(({ ids }) => {
    const from = Array.from({ length: countShingles(ids, shingle) }, (_, n) => n);
    return new Set(from.map((n) => ids.subarray(n, n + shingle).join(' ')));
  });
  const holders = new Map<string, number[]>();
  const pairs: Duplicates['near'] = [];
  for (const [b, set] of sets.entries()) {
    const common = new Map<number, number>(); // the number of shared shingles, by the earlier text
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
