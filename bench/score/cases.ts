import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadVectors } from '../../lib/datasets';
import { writeNpy } from '../../lib/files/npy';
import type { WordVectors } from '../../lib/vectors';
import { threadedEntries, typescriptEntry } from '../entries';
import { writeInitialWeights } from '../initial-weights';
import { benchReviews, spread } from '../reviews';
import type { Case, Suite } from '../suite';

/** A case of the suite `score`. */
export interface ScoreCase extends Case {
  /** All reviews at once, one by one, or the first one in a new process. */
  kind: 'bulk' | 'single' | 'first';
  /**
   * The folder with the reviews, `texts.json`, and the network: `vectors.npy`, `words.json` in the
   * order of their ids, and the weights. Contestants convert these to their own files in the same
   * folder.
   */
  folder: string;
  /** The number of reviews. */
  count: number;
}

const [ALL, SINGLE] = [1000, 100];
const tolerances = { positive: 1e-4 };

/** The classification of reviews. */
export const score: Suite = {
  name: 'score',
  title: "Reviews classified with the O'Reilly network, from their text",
  rounds: 5,
  divisible: true,
  async cases(scratch, { fraction }) {
    const { what, reviews } = await benchReviews('test');
    const texts = spread(reviews, Math.min(1, (ALL * fraction) / reviews.length)).map(({ text }) => text);
    await writeFile(join(scratch, 'texts.json'), JSON.stringify(texts));
    await writeNetwork(scratch, await loadVectors('glove-50', { order: 'oreilly' }));
    const common = { folder: scratch, tolerances };
    const single = Math.min(SINGLE, texts.length);
    const cases: ScoreCase[] = [
      {
        ...common,
        kind: 'bulk',
        count: texts.length,
        perSecond: 'reviews',
        name: `${texts.length} ${what} at once`,
      },
      {
        ...common,
        kind: 'single',
        count: single,
        perSecond: 'reviews',
        name: `${single} ${what}, one by one`,
      },
      {
        ...common,
        kind: 'first',
        count: 1,
        fresh: true,
        name: 'from the start of a process to its first prediction',
      },
    ];
    return cases;
  },
  entries: ({ peers }) => [
    typescriptEntry('ours', 'score/ours'),
    typescriptEntry('stock tfjs', 'score/stock', { rounds: 2 }),
    ...(peers
      ? [...threadedEntries('Keras', 'score/keras'), ...threadedEntries('PyTorch', 'score/pytorch')]
      : []),
  ],
};

async function writeNetwork(folder: string, vectors: WordVectors): Promise<void> {
  const { matrix, dimensions, words } = vectors;
  await writeNpy(join(folder, 'vectors.npy'), {
    dtype: 'f4',
    shape: [words.length, dimensions],
    data: matrix,
  });
  await writeFile(join(folder, 'words.json'), JSON.stringify(words));
  await writeInitialWeights(folder, dimensions, 64);
}
