import { vectorAt, type WordVectors } from './word-vectors';

/**
 * Returns `vectors` in the order of the O'Reilly text's word list, which is GloVe's with room made for two ids:
 *
 * - 0 is padding, a zero vector;
 * - the first word, "the", moves to where GloVe has "unk": id 201534 in the 400,000 words of GloVe 6B;
 * - the last id, 399999, is for unknown words. It has the vector that GloVe trained for "unk" and takes the place
 *   of the last, rarest word ("sandberger"), which becomes unknown.
 *
 * The text shows ids and one vector: 0, 201534 and 399999 and what they are for follow from it, and so does that
 * all other ids are GloVe's. Which vectors stand at 0 and 399999 it does not say.
 *
 * A list without "unk" keeps all its words: the first one moves to the end, and behind it stands a row for unknown
 * words, the mean of all vectors.
 *
 * @param reuse changes the matrix of `vectors`, which are of no use afterwards, instead of a copy of it
 */
export function inOreillyOrder(vectors: WordVectors, { reuse = false } = {}): WordVectors {
  const { dimensions } = vectors;
  const size = vectors.matrix.length / dimensions;
  const unk = vectors.idOf('unk');
  const grown = unk === undefined || unk === 0 || unk === size - 1 ? 2 : 0;
  const unknownId = size - 1 + grown;
  const movedTo = grown ? size : unk!;
  const forUnknown = grown ? meanVector(vectors) : vectorAt(vectors, unk!).slice();
  const matrix = reuse && !grown ? vectors.matrix : new Float32Array((size + grown) * dimensions);
  if (matrix !== vectors.matrix) matrix.set(vectors.matrix);
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
