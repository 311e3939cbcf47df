import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Review } from '../../lib/corpus';
import { datasetPath, isInstalled, loadVectors } from '../../lib/datasets';
import { vectorAt, type WordVectors } from '../../lib/vectors';
import { pythonEntry, typescriptEntry } from '../entries';
import { benchReviews } from '../reviews';
import type { Case, Suite } from '../suite';

/** A case of the suite `data`. */
export interface DataCase extends Case {
  kind: 'text' | 'cached' | 'ids' | 'nearest';
  /** The path of vectors in GloVe's text format: on each line a word and its numbers. */
  text: string;
  /** The folder with the reviews, `train/pos/0_9.txt` and so on. */
  reviews: string;
  /** The folder for the contestants' own caches. */
  cache: string;
  /** The words whose nearest neighbors are found. */
  words: readonly string[];
}

const WORDS =
  'film movie actor plot boring brilliant terrible wonderful music war king paris doctor happy sad slow baseball river seven love';

/** For sums of the same 32-bit floats in another order. */
const tolerances = { sum: 1e-9 };

/** Loading word vectors, token ids and nearest neighbors. */
export const data: Suite = {
  name: 'data',
  title: 'Word vectors and token ids',
  rounds: 5,
  async cases(scratch) {
    const vectors = await loadVectors('glove-50');
    const text = join(scratch, 'glove.50d.txt');
    await writeGloveText(text, vectors);
    const reviews = isInstalled('imdb') ? datasetPath('imdb') : join(scratch, 'reviews');
    const { what, reviews: all } = await benchReviews('train');
    if (!isInstalled('imdb')) await writeReviews(reviews, all);
    const count = (n: number) => n.toLocaleString('en-US');
    const common = { text, reviews, cache: scratch, words: WORDS.split(' '), tolerances };
    const size = `${count(vectors.words.length)} x ${vectors.dimensions}`;
    const cases: DataCase[] = [
      { ...common, kind: 'text', name: `GloVe vectors of ${size} from their text` },
      { ...common, kind: 'cached', name: `GloVe vectors of ${size}, cached` },
      {
        ...common,
        kind: 'ids',
        name: `padded token-id matrix ${count(all.length)} x 250 from files of ${what}`,
      },
      {
        ...common,
        kind: 'nearest',
        name: `the 10 nearest of ${size}, for each of ${common.words.length} words`,
      },
    ];
    return cases;
  },
  entries: ({ peers }) => [
    typescriptEntry('ours', 'data/ours'),
    ...(peers
      ? [
          pythonEntry('Python, NumPy', 'data/plain'),
          pythonEntry('gensim', 'data/keyed_vectors', { enters: ({ kind }) => kind !== 'ids' }),
        ]
      : []),
  ],
};

/** Writes vectors in GloVe's text format, with enough digits to restore the 32-bit floats. */
async function writeGloveText(file: string, vectors: WordVectors): Promise<void> {
  const lines = function* () {
    for (const [id, word] of vectors.words.entries()) {
      const numbers = Array.from(vectorAt(vectors, id), (value) => `${Number(value.toPrecision(9))}`);
      yield `${word} ${numbers.join(' ')}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Writes reviews in the folder layout of IMDB. */
async function writeReviews(folder: string, reviews: readonly Review[]): Promise<void> {
  const folders = { positive: join(folder, 'train', 'pos'), negative: join(folder, 'train', 'neg') };
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
  for (const [at, { text, label }] of reviews.entries())
    await writeFile(join(label === 'positive' ? folders.positive : folders.negative, `${at}_1.txt`), text);
}
