import { readNpy, writeNpy } from '../files/npy';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { PADDING_ID } from '../text/vocabulary';
import { encodeText, type TokenLookup } from './token-ids';

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
  const ids = new Int32Array(texts.length * paddedLength).fill(PADDING_ID);
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
