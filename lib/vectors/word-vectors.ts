import { allWords, findWord, listWords, type WordList } from './word-list';

/** Word vectors: a list of words with a vector for each. */
export interface WordVectors {
  /** The name in messages: `glove-50`. */
  readonly name: string;
  /** The length of a vector. */
  readonly dimensions: number;
  /**
   * `[words.length, dimensions]`, row-major: the vector of word `id` starts at `id * dimensions`.
   */
  readonly matrix: Float32Array;
  /** The number of unused rows behind the matrix, in its buffer. Default: 0. */
  readonly spareRows?: number;
  /** The words by id. The list is made at the first access. */
  readonly words: readonly string[];
  /** The id of padding, where there is one. Its vector is zero. */
  readonly paddingId?: number;
  /** The id of unknown words, where there is one. */
  readonly unknownId?: number;
  /**
   * Returns the id of `word`, or undefined where it is not in the list. Upper and lower case
   * differ.
   */
  idOf(word: string): number | undefined;
}

/**
 * Returns word vectors: row i of `matrix` is the vector of word i.
 *
 * @param name the name in messages
 * @param matrix `[words, dimensions]`, row-major; it is not copied
 * @throws when the length of `matrix` is not the number of words times `dimensions`.
 */
export function wordVectors(
  name: string,
  words: readonly string[] | WordList,
  matrix: Float32Array,
  dimensions: number,
): WordVectors {
  const list = isList(words) ? words : listWords(words);
  if (list.size * dimensions !== matrix.length)
    throw new Error(
      `${name}: ${list.size} words of ${dimensions} dimensions need ${list.size * dimensions} numbers, not ${matrix.length}`,
    );
  let strings: readonly string[] | undefined = isList(words) ? undefined : words;
  return {
    name,
    dimensions,
    matrix,
    get words() {
      strings ??= allWords(list);
      return strings;
    },
    idOf: (word) => findWord(list, word),
  };
}

function isList(words: readonly string[] | WordList): words is WordList {
  return 'index' in words;
}

/**
 * Returns the vector `[dimensions]` of `id`, a view of the matrix.
 *
 * @throws RangeError when there is no such id.
 */
export function vectorAt(vectors: WordVectors, id: number): Float32Array {
  const { matrix, dimensions, name } = vectors;
  if (!Number.isInteger(id) || id < 0 || (id + 1) * dimensions > matrix.length)
    throw new RangeError(`${name} has the ids 0 to ${matrix.length / dimensions - 1}, not ${id}`);
  return matrix.subarray(id * dimensions, (id + 1) * dimensions);
}
