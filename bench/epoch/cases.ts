import { join } from 'node:path';
import { encodeText } from '../../lib/batches/token-ids';
import type { Review } from '../../lib/corpus';
import { loadVectors } from '../../lib/datasets';
import { writeNpy } from '../../lib/files/npy';
import type { WordVectors } from '../../lib/vectors';
import { pytorchEntries, threadedEntries, typescriptEntry } from '../entries';
import { benchReviews, spread } from '../reviews';
import type { Case, Suite } from '../suite';

/** A case of the suite `epoch`: one epoch of the O'Reilly system. */
export interface EpochCase extends Case {
  /**
   * The folder with `ids.npy` `[reviews, 250]`, `lengths.npy`, `labels.npy` (0 is positive) and
   * `vectors.npy`.
   */
  folder: string;
  /** Use batches of similar length, and the output at the last token. */
  bucketed: boolean;
  batchSize: number;
}

const PADDED_LENGTH = 250;
/**
 * Tolerances of the mean loss. Initial weights differ between contestants, which matters more in
 * a short trial.
 */
const [LOOSE, VERY_LOOSE] = [0.1, 0.5];

/** One epoch of training. */
export const epoch: Suite = {
  name: 'epoch',
  title: "One epoch of the O'Reilly system: frozen vectors, LSTM 64, batches of 24",
  rounds: 3,
  divisible: true,
  async cases(scratch, { fraction }) {
    const { what, reviews } = await benchReviews('train');
    const chosen = spread(reviews, fraction);
    await writeExamples(scratch, chosen, await loadVectors('glove-50', { order: 'oreilly' }));
    const count = `${chosen.length.toLocaleString('en-US')} ${what}`;
    const tolerances = { loss: fraction < 1 ? VERY_LOOSE : LOOSE };
    const common = { folder: scratch, batchSize: 24, tolerances };
    const cases: EpochCase[] = [
      { ...common, bucketed: false, name: `${count}, all padded to 250 words` },
      { ...common, bucketed: true, name: `${count}, in batches of similar length` },
    ];
    return cases;
  },
  entries: ({ peers }) => [
    typescriptEntry('ours', 'epoch/ours'),
    typescriptEntry('stock tfjs', 'epoch/stock', {
      enters: ({ bucketed }) => !bucketed, // it has no usual method for that
      rounds: 1,
    }),
    ...(peers ? [...threadedEntries('Keras', 'epoch/keras'), ...pytorchEntries('epoch/pytorch', 1)] : []),
  ],
};

async function writeExamples(
  folder: string,
  reviews: readonly Review[],
  vectors: WordVectors,
): Promise<void> {
  const rows = reviews.map(({ text }) => encodeText(text, vectors, PADDED_LENGTH));
  const ids = new Int32Array(rows.length * PADDED_LENGTH);
  for (const [at, row] of rows.entries()) ids.set(row, at * PADDED_LENGTH);
  const lengths = Int32Array.from(rows, ({ length }) => Math.max(1, length));
  const labels = Int32Array.from(reviews, ({ label }) => Number(label === 'negative'));
  const { matrix, dimensions } = vectors;
  const words = matrix.length / dimensions;
  await writeNpy(join(folder, 'ids.npy'), { dtype: 'i4', shape: [rows.length, PADDED_LENGTH], data: ids });
  await writeNpy(join(folder, 'lengths.npy'), { dtype: 'i4', shape: [rows.length], data: lengths });
  await writeNpy(join(folder, 'labels.npy'), { dtype: 'i4', shape: [rows.length], data: labels });
  await writeNpy(join(folder, 'vectors.npy'), { dtype: 'f4', shape: [words, dimensions], data: matrix });
}
