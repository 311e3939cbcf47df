/**
 * The two batch functions of the O'Reilly tutorial with their bugs, for comparison with
 * `split.ts`.
 *
 * Both sample from the 25,000 *training* reviews: 12,500 positive ones, then 12,500 negative ones.
 * - Rows 11498 and 13498 are in the training set and in the test set.
 * - Row 12499, the last positive review, has the label negative in the test set.
 * - Row 24999, the last negative review, is never used.
 * - Rows are sampled with replacement: in 100,000 iterations some reviews occur far more often
 *   than others.
 */
import { type IdsMatrix, rowOf } from '../../lib/batches/padded-token-ids';
import type { Random } from '../../lib/batches/random';

const POSITIVE = [1, 0] as const;
const NEGATIVE = [0, 1] as const;

/** A batch for the placeholders of the tutorial. */
export interface OreillyBatch {
  /** `[batchSize, maxSeqLength]`, row-major, as the placeholder `input_data` takes it. */
  ids: Int32Array;
  /** `[batchSize, 2]`: `[1, 0]` is positive, `[0, 1]` negative. */
  labels: (readonly [number, number])[];
  /** The sampled rows of `idsMatrix`. */
  rows: number[];
}

/**
 * Returns a training batch as the tutorial's `getTrainBatch` samples it: positive and negative
 * reviews alternate, from rows 0 to 11498 and 13498 to 24998.
 *
 * @throws if the matrix does not have 25,000 rows
 */
export function getTrainBatch(matrix: IdsMatrix, random: Random, batchSize = 24): OreillyBatch {
  return drawBatch(matrix, batchSize, (i) =>
    i % 2 === 0
      ? { num: random.integer(1, 11499), label: POSITIVE }
      : { num: random.integer(13499, 24999), label: NEGATIVE },
  );
}

/**
 * Returns a test batch as the tutorial's `getTestBatch` samples it: from rows 11498 to 13498.
 *
 * @throws if the matrix does not have 25,000 rows
 */
export function getTestBatch(matrix: IdsMatrix, random: Random, batchSize = 24): OreillyBatch {
  return drawBatch(matrix, batchSize, () => {
    const num = random.integer(11499, 13499);
    return { num, label: num <= 12499 ? POSITIVE : NEGATIVE };
  });
}

type Draw = { num: number; label: readonly [number, number] };

function drawBatch(matrix: IdsMatrix, batchSize: number, draw: (i: number) => Draw): OreillyBatch {
  if (matrix.rows !== 25_000)
    throw new Error(
      `the batches of the tutorial need its 25,000 rows, but the token-id matrix has ${matrix.rows}`,
    );
  const ids = new Int32Array(batchSize * matrix.columns);
  const labels: (readonly [number, number])[] = [];
  const rows: number[] = [];
  for (let i = 0; i < batchSize; i++) {
    const { num, label } = draw(i);
    ids.set(rowOf(matrix, num - 1), i * matrix.columns); // the tutorial counts reviews from 1
    labels.push(label);
    rows.push(num - 1);
  }
  return { ids, labels, rows };
}
