import { dot } from '../dot';
import { type QuantizedVectors, quantized } from './quantized';
import { vectorAt, type WordVectors } from './word-vectors';

/** A word and its similarity to the query. */
export interface Neighbor {
  word: string;
  id: number;
  /** The cosine similarity of the two vectors, -1 to 1. */
  similarity: number;
}

const quantizedCopies = new WeakMap<WordVectors, QuantizedVectors>();

/**
 * Returns the cosine similarity of two vectors, -1 to 1; 0 where one of them is zero.
 *
 * @throws RangeError when their lengths differ.
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`a vector of ${a.length} numbers has no angle with one of ${b.length}`);
  const product = normOf(a) * normOf(b);
  return product === 0 ? 0 : dot(a, b) / product;
}

/**
 * Returns the `k` nearest neighbors of a word, or of a vector `[dimensions]`, by cosine
 * similarity, the nearest first. The query word itself and zero vectors are left out.
 *
 * The search is exact. The first one makes a copy of the vectors with 8 bits for each number. Each
 * search compares all of them in WebAssembly, and computes the exact similarities of the few
 * candidates. So the matrix must not change after the first search.
 *
 * @throws when the word has no vector (the message names similar spellings), or the query vector
 *   has another length.
 */
export function nearest(vectors: WordVectors, query: string | ArrayLike<number>, k = 10): Neighbor[] {
  if (typeof query !== 'string') return mostSimilar(vectors, query, k, []);
  const id = idOfWord(vectors, query);
  return mostSimilar(vectors, vectorAt(vectors, id), k, [id]);
}

/**
 * Returns the `k` words that are to `c` as `b` is to `a`: the nearest neighbors of b - a + c, with
 * each vector scaled to norm 1 (Mikolov, Yih & Zweig 2013). The three words themselves are left
 * out.
 *
 * @throws when a word has no vector; the message names similar spellings.
 */
export function analogy(vectors: WordVectors, a: string, b: string, c: string, k = 10): Neighbor[] {
  const ids = [a, b, c].map((word) => idOfWord(vectors, word));
  const [unitA, unitB, unitC] = ids.map((id) => unit(vectorAt(vectors, id)));
  const target = unitB!.map((value, i) => value - unitA![i]! + unitC![i]!);
  return mostSimilar(vectors, target, k, ids);
}

/**
 * Returns the id of `word`.
 *
 * @throws when it has no vector; the message names similar spellings.
 */
export function idOfWord(vectors: WordVectors, word: string): number {
  const id = vectors.idOf(word);
  if (id !== undefined) return id;
  const similar = similarSpellings(vectors, word);
  const advice = similar.length > 0 ? `; similar: ${similar.join(', ')}` : '';
  throw new Error(`${vectors.name} has no vector for "${word}"${advice}`);
}

function mostSimilar(vectors: WordVectors, query: ArrayLike<number>, k: number, excluded: readonly number[]) {
  const { dimensions, name } = vectors;
  if (query.length !== dimensions)
    throw new RangeError(`the vector has ${query.length} numbers, those of ${name} have ${dimensions}`);
  return candidates(vectors, query, k + excluded.length)
    .filter((id) => !excluded.includes(id))
    .map((id) => ({ id, similarity: cosine(query, vectorAt(vectors, id)) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, k)
    .map(({ id, similarity }) => ({ word: vectors.words[id]!, id, similarity }));
}

/**
 * Returns the ids of all vectors that may be among the `k` nearest, by approximate similarities.
 * If these differ by at most e from the exact ones, k vectors have an exact similarity of at least
 * the k-th approximate one minus e. So the approximate similarity of the k nearest is at least the
 * k-th one minus 2 e.
 */
function candidates(vectors: WordVectors, query: ArrayLike<number>, k: number): number[] {
  let copy = quantizedCopies.get(vectors);
  if (!copy) {
    copy = quantized(vectors);
    quantizedCopies.set(vectors, copy);
  }
  const similarities = copy.similarities(query);
  const lowest = kthLargest(similarities, k) - 2 * copy.maxError;
  const ids: number[] = [];
  for (let id = 0; id < similarities.length; id++)
    if (similarities[id]! >= lowest && similarities[id] !== Number.NEGATIVE_INFINITY) ids.push(id);
  return ids;
}

/** Returns the k-th largest value; -Infinity if there are fewer. */
function kthLargest(values: Float32Array, k: number): number {
  if (k > values.length) return Number.NEGATIVE_INFINITY;
  const heap = values.slice(0, k).sort(); // the smallest first, each value before its children
  for (let i = k; i < values.length; i++) if (values[i]! > heap[0]!) replaceFirst(heap, values[i]!);
  return heap[0]!;
}

/** Replaces the smallest value of a heap, in which the children of n are 2 n + 1 and 2 n + 2. */
function replaceFirst(heap: Float32Array, value: number): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
}

/**
 * Returns up to three words that differ in one letter, the most frequent (with the lowest ids)
 * first.
 */
function similarSpellings(vectors: WordVectors, word: string): string[] {
  const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
  const variants = new Set([word.toLowerCase()]);
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    variants
      .add(before + after.slice(1))
      .add(before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2));
    for (const letter of letters) variants.add(before + letter + after).add(before + letter + after.slice(1));
  }
  return [...variants]
    .map((variant) => ({ variant, id: vectors.idOf(variant) }))
    .filter((found): found is { variant: string; id: number } => found.id !== undefined)
    .sort((a, b) => a.id - b.id)
    .slice(0, 3)
    .map(({ variant }) => variant);
}

function unit(vector: Float32Array): Float32Array {
  const norm = normOf(vector) || 1;
  return vector.map((value) => value / norm);
}

function normOf(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}
