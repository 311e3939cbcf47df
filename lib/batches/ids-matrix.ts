import { readNpy, writeNpy } from '../files/npy';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { tokenize } from '../text/clean';

/** The id of padding in every ids matrix: rows are filled up with it on the right. */
export const PADDING = 0;

/** Gives every word its id. Word vectors and vocabularies both do. */
export interface TokenLookup {
  /** Returns the id of a word, or undefined when it has none. */
  idOf(word: string): number | undefined;
  /** The id that stands for words without one. */
  readonly unknownId?: number;
}

/** Many texts as ids, row by row, each cut or right-padded to the same length. */
export interface IdsMatrix {
  /** `[rows, columns]`, row-major. */
  ids: Int32Array;
  rows: number;
  columns: number;
}

/** Texts between two looks at the clock and the stop button. */
const SLAB = 500;

/**
 * Returns the ids of one text: cleaned, split at spaces, cut to `maxLength` words. Not padded.
 *
 * @throws for a word without an id where `words` has no id for unknown ones
 *
 * @example
 * ```ts
 * import { buildVocabulary } from 'sentiment-lab';
 * import { encodeText } from 'sentiment-lab/batches';
 *
 * const vocabulary = buildVocabulary([['a', 'good', 'film'], ['a', 'bad', 'film']]);
 * encodeText('A boring film!', vocabulary); // => Int32Array(3) [ 2, 1, 3 ]
 * encodeText('A boring film!', vocabulary, 2); // => Int32Array(2) [ 2, 1 ]
 * ```
 */
export function encodeText(text: string, lookup: TokenLookup, maxLength = Number.POSITIVE_INFINITY): Int32Array {
  return tokenIds(tokenize(text).slice(0, maxLength), lookup);
}

/** Returns the ids of a text's words. @throws as `encodeText` does */
export function tokenIds(tokens: readonly string[], lookup: TokenLookup): Int32Array {
  const ids = new Int32Array(tokens.length);
  for (let at = 0; at < ids.length; at++) {
    const id = lookup.idOf(tokens[at]!) ?? lookup.unknownId;
    if (id === undefined) throw new Error(`"${tokens[at]}" has no id, and there is none for unknown words`);
    ids[at] = id;
  }
  return ids;
}

/**
 * Returns the ids matrix `[texts, columns]` of the O'Reilly text: a row a review, in the given order.
 *
 * @param columns the text's `maxSeqLength`, 250
 */
export async function buildIdsMatrix(
  texts: readonly string[],
  lookup: TokenLookup,
  {
    paddedLength = 250,
    progress,
    signal,
  }: { paddedLength?: number; progress?: Progress; signal?: AbortSignal } = {},
): Promise<IdsMatrix> {
  const ids = new Int32Array(texts.length * paddedLength);
  for (const [row, text] of texts.entries()) {
    if (row % SLAB === 0) {
      progress?.(row, texts.length);
      await pause(signal);
    }
    ids.set(encodeText(text, lookup, paddedLength), row * paddedLength);
  }
  progress?.(texts.length, texts.length);
  return { ids, rows: texts.length, columns: paddedLength };
}

/** Writes the matrix as `idsMatrix.npy` was: int32, `[rows, columns]`. NumPy reads it, and so does `loadIdsMatrix`. */
export async function saveIdsMatrix(file: string, { ids, rows, columns }: IdsMatrix): Promise<void> {
  await writeNpy(file, { dtype: 'i4', data: ids, shape: [rows, columns] });
}

/**
 * Returns the matrix of a file that `saveIdsMatrix` or NumPy wrote.
 *
 * @throws when the file is not a two-dimensional int32 array, with what it is
 */
export async function loadIdsMatrix(file: string): Promise<IdsMatrix> {
  const { dtype, data, shape } = await readNpy(file);
  const [rows, columns, ...more] = shape;
  if (dtype !== 'i4' || rows === undefined || columns === undefined || more.length > 0)
    throw new Error(`${file} holds ${dtype} [${shape}]: an ids matrix is i4 [reviews, words]`);
  return { ids: data, rows, columns };
}

/** Returns row `index` of the matrix, padding included; a view, not a copy. */
export function rowOf({ ids, rows, columns }: IdsMatrix, index: number): Int32Array {
  if (!(index >= 0 && index < rows)) throw new RangeError(`row ${index} of an ids matrix with ${rows} rows`);
  return ids.subarray(index * columns, (index + 1) * columns);
}

/** Returns a row without the padding at its end; a view, not a copy. */
export function withoutPadding(row: Int32Array): Int32Array {
  let length = row.length;
  while (length > 0 && row[length - 1] === PADDING) length--;
  return row.subarray(0, length);
}
