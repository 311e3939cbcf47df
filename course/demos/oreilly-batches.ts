/**
 * The O'Reilly text's two batch functions, flaws included, to be compared with `split.ts`.
 *
 * Both draw from the 25,000 *training* reviews, 12,500 positive ones and then 12,500 negative ones. Read closely:
 * - rows 11498 and 13498 are drawn for training and for testing;
 * - row 12499, the last positive review, is tested as a negative one;
 * - row 24999, the last negative review, is never used;
 * - rows come with replacement, so "100,000 iterations" visit a review about a hundred times, some far more often.
 */
import { type IdsMatrix, rowOf } from '../../lib/batches/ids-matrix';
import type { Random } from '../../lib/batches/random';

const POSITIVE = [1, 0] as const;
const NEGATIVE = [0, 1] as const;

/** What the text feeds into its placeholders. */
interface OreillyBatch {
  /** `[batchSize, maxSeqLength]`, row-major, as the placeholder `input_data` takes it. */
  ids: Int32Array;
  /** `[batchSize, 2]`: `[1, 0]` is positive, `[0, 1]` negative. */
  labels: (readonly [number, number])[];
  /** Which rows of the ids matrix were drawn. */
  rows: number[];
}

/**
 * Returns a training batch as the text's `getTrainBatch` draws it: positive and negative in turn, from rows
 * 0 to 11498 and 13498 to 24998.
 */
export function getTrainBatch(matrix: IdsMatrix, random: Random, batchSize = 24): OreillyBatch {
  return drawBatch(matrix, batchSize, (i) =>
    i % 2 === 0
      ? { num: random.integer(1, 11499), label: POSITIVE }
      : { num: random.integer(13499, 24999), label: NEGATIVE },
  );
}

/** Returns a test batch as the text's `getTestBatch` draws it: from rows 11498 to 13498. */
export function getTestBatch(matrix: IdsMatrix, random: Random, batchSize = 24): OreillyBatch {
  return drawBatch(matrix, batchSize, () => {
    const num = random.integer(11499, 13499);
    return { num, label: num <= 12499 ? POSITIVE : NEGATIVE };
  });
}

type Draw = { num: number; label: readonly [number, number] };

function drawBatch(matrix: IdsMatrix, batchSize: number, draw: (i: number) => Draw): OreillyBatch {
  if (matrix.rows !== 25_000)
    throw new Error(`the text's batches need its 25,000 rows, this ids matrix has ${matrix.rows}`);
  const ids = new Int32Array(batchSize * matrix.columns);
  const labels: (readonly [number, number])[] = [];
  const rows: number[] = [];
  for (let i = 0; i < batchSize; i++) {
    const { num, label } = draw(i);
    ids.set(rowOf(matrix, num - 1), i * matrix.columns); // the text counts reviews from 1
    labels.push(label);
    rows.push(num - 1);
  }
  return { ids, labels, rows };
}
