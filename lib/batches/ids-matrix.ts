import { readNpy, writeNpy } from '../files/npy';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { tokenize } from '../text/clean';

/** Looks up the ids of tokens. Word vectors and vocabularies both are token lookups. */
export interface TokenLookup {
  /** Returns the id of a token, or undefined where it has none. */
  idOf(token: string): number | undefined;
  /** The id of unknown tokens, where there is one. */
  readonly unknownId?: number;
}

/**
 * A padded token-id matrix: a row for each review, truncated or right-padded to the same length.
 */
export interface IdsMatrix {
  /** The token ids, `[rows, columns]`, row-major. */
  ids: Int32Array;
  rows: number;
  columns: number;
}

/** The number of reviews between two reports of progress. */
const REPORT_EVERY = 500;

/**
 * Returns the token ids of a text: tokenized with `tokenize`, truncated to `maxLength` tokens, not
 * padded.
 *
 * @throws like `tokenIds`.
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
export function encodeText(
  text: string,
  lookup: TokenLookup,
  maxLength = Number.POSITIVE_INFINITY,
): Int32Array {
  return tokenIds(tokenize(text).slice(0, maxLength), lookup);
}

/**
 * Returns the ids of tokens.
 *
 * @throws when a token has no id and `lookup` has no id for unknown tokens.
 */
export function tokenIds(tokens: readonly string[], lookup: TokenLookup): Int32Array {
  const ids = new Int32Array(tokens.length);
  for (let at = 0; at < ids.length; at++) {
    const id = lookup.idOf(tokens[at]!) ?? lookup.unknownId;
    if (id === undefined) throw new Error(`"${tokens[at]}" has no id, and there is none for unknown tokens`);
    ids[at] = id;
  }
  return ids;
}

/**
 * Returns the padded token-id matrix `[texts.length, paddedLength]`, the O'Reilly tutorial's
 * `idsMatrix`: a row for each text, in the same order. The default `paddedLength` is 250, the
 * tutorial's `maxSeqLength`.
 *
 * @throws like `tokenIds`, and when `signal` aborts.
 */
export async function buildIdsMatrix(
  texts: readonly string[],
  lookup: TokenLookup,
  { paddedLength = 250, progress, signal }: Watch & { paddedLength?: number } = {},
): Promise<IdsMatrix> {
  const ids = new Int32Array(texts.length * paddedLength);
  for (const [row, text] of texts.entries()) {
    if (row % REPORT_EVERY === 0) {
      progress?.(row, texts.length);
      await pause(signal);
    }
    ids.set(encodeText(text, lookup, paddedLength), row * paddedLength);
  }
  progress?.(texts.length, texts.length);
  return { ids, rows: texts.length, columns: paddedLength };
}

/** Writes the matrix in the format of the tutorial's `idsMatrix.npy`: int32, `[rows, columns]`. */
export async function saveIdsMatrix(file: string, { ids, rows, columns }: IdsMatrix): Promise<void> {
  await writeNpy(file, { dtype: 'i4', data: ids, shape: [rows, columns] });
}

/**
 * Returns the matrix in a file that `saveIdsMatrix` or NumPy wrote.
 *
 * @throws when the file cannot be read or does not hold a two-dimensional int32 array.
 */
export async function loadIdsMatrix(file: string): Promise<IdsMatrix> {
  const { dtype, data, shape } = await readNpy(file);
  const [rows, columns, ...more] = shape;
  if (dtype !== 'i4' || rows === undefined || columns === undefined || more.length > 0)
    throw new Error(`${file} holds ${dtype} [${shape}]: a padded token-id matrix is i4 [reviews, tokens]`);
  return { ids: data, rows, columns };
}

/**
 * Returns row `index` of the matrix with its padding; a view.
 *
 * @throws RangeError when there is no such row.
 */
export function rowOf({ ids, rows, columns }: IdsMatrix, index: number): Int32Array {
  if (!(index >= 0 && index < rows))
    throw new RangeError(`the matrix has the rows 0 to ${rows - 1}, not ${index}`);
  return ids.subarray(index * columns, (index + 1) * columns);
}
