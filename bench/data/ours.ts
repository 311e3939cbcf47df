import { buildIdsMatrix } from '../../lib/batches';
import { readAclImdb } from '../../lib/corpus';
import {
  inOreillyOrder,
  loadStored,
  nearest,
  readVectors,
  storeVectors,
  type WordVectors,
} from '../../lib/vectors';
import { contend, type Outcome, type Prepared } from '../contestant';
import type { DataCase } from './cases';

async function prepare({ kind, text, reviews, cache, words }: DataCase): Promise<Prepared> {
  if (kind === 'text') return { run: () => summarized(readVectors(text)) };
  const vectors = await readVectors(text);
  if (kind === 'cached') {
    await storeVectors(cache, vectors.words, vectors.matrix, vectors.dimensions);
    return { run: () => summarized(loadStored(cache, 'glove')) };
  }
  if (kind === 'ids') {
    const ids = inOreillyOrder(vectors);
    return { run: () => idsMatrix(reviews, ids) };
  }
  return {
    run() {
      const neighbors = words.flatMap((word) => nearest(vectors, word, 10).map((near) => near.word));
      return () => ({ neighbors });
    },
  };
}

async function summarized(loading: Promise<WordVectors>): Promise<Outcome> {
  const { matrix, dimensions, idOf } = await loading;
  return () => {
    const at = idOf('baseball')! * dimensions;
    const sum = matrix.reduce((total, value) => total + value, 0);
    return { words: matrix.length / dimensions, sum, baseball: [...matrix.subarray(at, at + dimensions)] };
  };
}

async function idsMatrix(folder: string, words: WordVectors): Promise<Outcome> {
  const reviews = await readAclImdb(folder, { split: 'train' });
  const { ids } = await buildIdsMatrix(
    reviews.map(({ text }) => text),
    words,
  );
  return () => ({ checksum: checksum(ids) });
}

/** Returns a checksum of the ids and their positions. */
function checksum(ids: Int32Array): number {
  return ids.reduce((sum, id, at) => sum + id * ((at % 101) + 1), 0);
}

void contend({}, prepare);
