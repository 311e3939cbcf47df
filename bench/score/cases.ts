import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadVectors } from '../../lib/datasets';
import { writeNpy } from '../../lib/files/npy';
import type { WordVectors } from '../../lib/vectors';
import { threadedEntries, typescriptEntry } from '../entries';
import { writeInitialWeights } from '../initial-weights';
import { benchReviews, spread } from '../reviews';
import type { Case, Suite } from '../suite';

/** One way of classifying reviews. */
export interface ScoreCase extends Case {
  /** All at once, each alone, or the first one of a process. */
  kind: 'bulk' | 'single' | 'first';
  /**
   * Holds the reviews, `texts.json`, and what a contestant makes its own files of, beside them: `vectors.npy`,
   * `words.json` by id, and the weights.
   */
  folder: string;
  /** How many of the reviews. */
  count: number;
}

const [ALL, SINGLE] = [1000, 100];
const tolerances = { positive: 1e-4 };

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
