import { allWords, findWord, listWords, type WordList } from './word-list';

/** A vector for each of a list of words. */
export interface WordVectors {
  /** What they are called in messages: `glove-50`. */
  readonly name: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** `[words.length, dimensions]`, row-major: the vector of word `id` starts at `id * dimensions`. */
  readonly matrix: Float32Array;
  /** Word by id. Made when it is first asked for. */
  readonly words: readonly string[];
  /** The id that fills a row behind its last word, where there is one: its vector is zero. */
  readonly paddingId?: number;
  /** The id for words that are not in the list, where there is one. */
  readonly unknownId?: number;
  /** Returns the id of `word`, undefined where it is not in the list. Upper case is another word. */
  idOf(word: string): number | undefined;
}

/**
 * Returns the vectors of `words`: row i of `matrix` is that of word i.
 *
 * @throws when the matrix does not hold a vector of `dimensions` numbers for each word.
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

/** Returns the vector of `id`, a view into the matrix. @throws RangeError when there is no such id. */
export function vectorAt(vectors: WordVectors, id: number): Float32Array {
  const { matrix, dimensions, name } = vectors;
  if (!Number.isInteger(id) || id < 0 || (id + 1) * dimensions > matrix.length)
    throw new RangeError(`${name} has the ids 0 to ${matrix.length / dimensions - 1}, not ${id}`);
  return matrix.subarray(id * dimensions, (id + 1) * dimensions);
}
