/**
 * Padding: rows of different lengths in one tensor. Layers mask it, so that a model does not read
 * it. A batch is as wide as its longest row. Some models need a fixed width: `paddedLength` of a
 * classifier. The O'Reilly tutorial's matrix of all reviews is in `padded-token-ids.ts`.
 */
import { tf } from '../backend';
import { PADDING_ID } from '../text/vocabulary';

/**
 * Returns rows of token ids as one tensor `[rows, paddedLength]`, int32. Longer rows are truncated
 * at their end, and shorter ones are right-padded. The default width is the length of the longest
 * row, at least 1.
 */
export function padRows(rows: readonly Int32Array[], paddedLength = longest(rows)): tf.Tensor2D {
  const padded = new Int32Array(rows.length * paddedLength).fill(PADDING_ID);
  for (const [at, row] of rows.entries()) padded.set(row.subarray(0, paddedLength), at * paddedLength);
  return tf.tensor2d(padded, [rows.length, paddedLength], 'int32');
}

function longest(rows: readonly Int32Array[]): number {
  return rows.reduce((most, { length }) => Math.max(most, length), 1);
}

/** Returns a row without the padding at its end; a view. */
export function withoutPadding(row: Int32Array): Int32Array {
  let length = row.length;
  while (length > 0 && row[length - 1] === PADDING_ID) length--;
  return row.subarray(0, length);
}
