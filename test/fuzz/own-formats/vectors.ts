/** Word vectors and vocabularies. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVocabulary, vocabularyJson } from '../../../lib/text';
import { loadStored, storeVectors, type WordVectors } from '../../../lib/vectors';
import { areFinite, strings } from '../numbers';
import { type Reader, reader } from '../reader';
import { VOCABULARY, words } from './sample';

async function writeStored(folder: string): Promise<void> {
  await storeVectors(
    folder,
    ['the', 'film', 'naïve', 'a'],
    Float32Array.from({ length: 12 }, (_, at) => at / 4),
    3,
  );
}

const shown = (vectors: WordVectors) => ({
  numbers: strings(vectors.matrix),
  words: vectors.words,
  ids: ['the', 'film', 'naïve', 'a', 'zzz'].map((word) => vectors.idOf(word) ?? null),
});

export const VECTORS: readonly Reader[] = [
  reader({
    name: 'stored vectors',
    files: ['vectors.npy', 'words.txt', 'words.npy', 'vectors.json'],
    write: writeStored,
    read: async (folder) => shown(await loadStored(folder, 'stored')),
    judge: 'digests',
  }),
  reader({
    name: 'stored vectors, earlier version',
    files: ['vectors.npy', 'words.txt', 'words.npy'],
    async write(folder) {
      await writeStored(folder);
      rmSync(join(folder, 'vectors.json'));
    },
    read: async (folder) => shown(await loadStored(folder, 'stored')),
    judge: ({ numbers, words }) =>
      !areFinite(numbers)
        ? 'a number is not finite'
        : words.some((word) => word.includes('\ufffd'))
          ? 'a word is no UTF-8'
          : undefined,
  }),
  reader({
    name: 'vocabulary.json',
    files: ['vocabulary.json'],
    write: async (folder) => writeFileSync(join(folder, 'vocabulary.json'), vocabularyJson(VOCABULARY)),
    read: async (folder) => words(await readVocabulary(join(folder, 'vocabulary.json'))),
    judge({ words, counts }) {
      if (!words.every((word) => typeof word === 'string')) return 'a word is no text';
      if (new Set(words).size !== words.length) return 'a word is there twice';
      return counts.every((count) => Number.isInteger(count) && count >= 0) ? undefined : 'a count is none';
    },
  }),
];
