import { dot } from '../dot';
import { vectorAt, type WordVectors } from './word-vectors';

/** A word and its similarity to the query. */
export interface Neighbor {
  word: string;
  id: number;
  /** The cosine similarity of the two vectors, -1 to 1. */
  similarity: number;
}

const norms = new WeakMap<WordVectors, Float32Array>();

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
 * similarity, the nearest first. The search is exact: all words are compared. The query word
 * itself and zero vectors are left out.
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
  const { matrix, dimensions, name } = vectors;
  if (query.length !== dimensions)
    throw new RangeError(`the vector has ${query.length} numbers, those of ${name} have ${dimensions}`);
  const vectorNorms = normsOf(vectors);
  const queryNorm = normOf(query) || 1;
  const best: { id: number; similarity: number }[] = [];
  for (let id = 0, at = 0; id < vectorNorms.length; id++, at += dimensions) {
    if (vectorNorms[id] === 0) continue;
    let product = 0;
    for (let i = 0; i < dimensions; i++) product += query[i]! * matrix[at + i]!;
    const similarity = product / (vectorNorms[id]! * queryNorm);
    if (best.length >= k && !(similarity > best[best.length - 1]!.similarity)) continue;
    if (excluded.includes(id)) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.similarity < similarity) place--;
    best.splice(place, 0, { id, similarity });
    if (best.length > k) best.pop();
  }
  return best.map(({ id, similarity }) => ({ word: vectors.words[id]!, id, similarity }));
}

/** Returns the norm of each vector, `[words]`, computed once. */
function normsOf(vectors: WordVectors): Float32Array {
  let vectorNorms = norms.get(vectors);
  if (!vectorNorms) {
    const { matrix, dimensions } = vectors;
    vectorNorms = new Float32Array(matrix.length / dimensions);
    for (let id = 0, at = 0; id < vectorNorms.length; id++) {
      let squares = 0;
      for (let i = 0; i < dimensions; i++, at++) squares += matrix[at]! * matrix[at]!;
      vectorNorms[id] = Math.sqrt(squares);
    }
    norms.set(vectors, vectorNorms);
  }
  return vectorNorms;
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
