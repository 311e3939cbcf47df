import { vectorAt, type WordVectors } from './word-vectors';

/**
 * Returns `vectors` in the order of the O'Reilly tutorial's word list. It is GloVe's order with
 * two ids for special tokens:
 *
 * - id 0 is padding, a zero vector;
 * - the first word, "the", moves to the id of "unk" in GloVe, which is 201534 in the 400,000 words
 *   of GloVe 6B;
 * - the last id, 399999, is for unknown words. It has the vector that GloVe trained for "unk", and
 *   replaces the last and rarest word ("sandberger"), which becomes unknown.
 *
 * The tutorial prints ids and one vector. From them follow the meaning of the ids 0, 201534 and
 * 399999, and that all other ids are GloVe's. The tutorial does not print the vectors of 0 and
 * 399999.
 *
 * A list without "unk" keeps all its words: the first one moves to the end, and a row for unknown
 * words follows, the mean of all vectors.
 *
 * @param reuse whether to change the matrix of `vectors` in place instead of copying it; `vectors`
 *   must then not be used again. Default: false.
 */
export function inOreillyOrder(vectors: WordVectors, { reuse = false } = {}): WordVectors {
  const { dimensions } = vectors;
  const size = vectors.matrix.length / dimensions;
  const unk = vectors.idOf('unk');
  const grown = unk === undefined || unk === 0 || unk === size - 1 ? 2 : 0;
  const unknownId = size - 1 + grown;
  const movedTo = grown ? size : unk!;
  const forUnknown = grown ? meanVector(vectors) : vectorAt(vectors, unk!).slice();
  const { buffer, byteOffset } = vectors.matrix;
  const length = (size + grown) * dimensions;
  const inPlace = reuse && grown <= (vectors.spareRows ?? 0);
  const reused = grown ? () => new Float32Array(buffer, byteOffset, length) : () => vectors.matrix;
  const matrix = inPlace ? reused() : new Float32Array(length);
  if (!inPlace) matrix.set(vectors.matrix);
  const place = (id: number, vector: Float32Array) => matrix.set(vector, id * dimensions);
  place(movedTo, vectorAt(vectors, 0));
  place(unknownId, forUnknown);
  place(0, new Float32Array(dimensions));

  let words: readonly string[] | undefined;
  return {
    name: `${vectors.name}-oreilly`,
    dimensions,
    matrix,
    paddingId: 0,
    unknownId,
    get words() {
      words ??= reordered(vectors.words, movedTo, unknownId);
      return words;
    },
    idOf(word) {
      const id = vectors.idOf(word);
      if (id === 0) return movedTo;
      if (!grown && id === unk) return unknownId;
      return !grown && id === unknownId ? undefined : id;
    },
  };
}

function reordered(words: readonly string[], movedTo: number, unknown: number): string[] {
  const order = [...words];
  order[movedTo] = words[0]!;
  order[0] = '<padding>';
  order[unknown] = unknown < words.length ? 'unk' : '<unknown>';
  return order;
}

function meanVector({ matrix, dimensions }: WordVectors): Float32Array {
  const sum = new Float64Array(dimensions);
  for (let i = 0; i < matrix.length; i++) sum[i % dimensions]! += matrix[i]!;
  return Float32Array.from(sum, (value) => (value * dimensions) / matrix.length);
}
