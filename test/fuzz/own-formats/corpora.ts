/** Corpora, and reviews as token ids. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  loadPrepared,
  type Prepared,
  readExamples,
  storePrepared,
  writeExamples,
} from '../../../experiments/runs/prepared-files';
import { loadTokenCorpus, saveTokenCorpus } from '../../../lib/pretraining/corpus-files';
import { examplesFor, vectorsFor } from '../../models/sentences';
import { sentenceCorpus } from '../../pretraining/corpus';
import { type Reader, reader } from '../reader';
import { VOCABULARY, words } from './sample';

async function corpusIn(folder: string) {
  const { ids, ends, vocabulary } = await loadTokenCorpus(folder);
  return { ids: [...ids], ends: [...ends], ...words(vocabulary) };
}

/** The rules of a corpus: ids of its vocabulary, and ends that rise to the number of ids. */
function brokenCorpus({ ids, ends, words }: Awaited<ReturnType<typeof corpusIn>>): string | undefined {
  if (!ids.every((id) => id >= 0 && id < words.length)) return 'an id is out of range';
  if (!ends.every((end, at) => end >= (ends[at - 1] ?? 0))) return 'an end falls';
  return (ends.at(-1) ?? 0) === ids.length ? undefined : 'the last end';
}

async function preparedExamples(): Promise<Prepared> {
  const train = await examplesFor(vectorsFor('fuzz'));
  const report = { texts: 32, unread: 0, glued: 0, letters: 0, tokenizer: 'words' as const };
  return {
    ...{ train, validation: { ...train, ids: [], labels: new Int32Array() }, test: train },
    ...{ longest: 12, truncated: 0, report, vocabulary: VOCABULARY },
  };
}

const PREPARED = [
  'train-ids.npy',
  'train-lengths.npy',
  'test-labels.npy',
  'vocabulary.json',
  'prepared.json',
];
const examples = ({ ids, labels, classes }: Prepared['train']) => ({
  ids: ids.map((row) => [...row]),
  labels: [...labels],
  classes,
});

export const CORPORA: readonly Reader[] = [
  reader({
    name: 'token corpus',
    files: ['ids.npy', 'ends.npy', 'vocabulary.json', 'corpus.json'],
    write: async (folder) => saveTokenCorpus(folder, await sentenceCorpus()),
    read: corpusIn,
    judge: 'digests',
  }),
  reader({
    name: 'token corpus, earlier version',
    files: ['ids.npy', 'ends.npy', 'vocabulary.json'],
    async write(folder) {
      await saveTokenCorpus(folder, await sentenceCorpus());
      rmSync(join(folder, 'corpus.json'));
    },
    read: corpusIn,
    judge: brokenCorpus,
  }),
  reader({
    name: 'prepared files',
    files: PREPARED.map((name) => `prepared/simple/${name}`),
    write: async (folder) => storePrepared(folder, 'simple', 'key', await preparedExamples()),
    async read(folder) {
      const found = await loadPrepared(folder, 'simple', 'key');
      if (!found) return undefined;
      const { train, test, vocabulary, ...record } = found;
      return {
        ...record,
        train: examples(train),
        test: examples(test),
        vocabulary: vocabulary && words(vocabulary),
      };
    },
    judge: 'digests',
  }),
  reader({
    name: 'preprocessed arrays',
    files: ['train-ids.npy', 'train-lengths.npy', 'train-labels.npy'],
    write: async (folder) => writeExamples(folder, 'train', (await preparedExamples()).train),
    read: async (folder) => examples(await readExamples(folder, 'train', ['negative', 'positive'])),
    judge: ({ ids, labels }) =>
      ids.length !== labels.length || !labels.every((label) => label === 0 || label === 1)
        ? 'labels'
        : ids.flat().every((id) => id >= 0)
          ? undefined
          : 'an id is negative',
  }),
];
