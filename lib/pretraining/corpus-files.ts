import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy, writeNpy } from '../files/npy';
import { readVocabulary, vocabularyJson } from '../text/vocabulary';
import type { TokenCorpus } from './token-corpus';

const IDS = 'ids.npy';
const ENDS = 'ends.npy';
const VOCABULARY = 'vocabulary.json';

/** Writes a corpus into an existing folder: `ids.npy`, `ends.npy` and `vocabulary.json`. */
export async function saveTokenCorpus(folder: string, { ids, ends, vocabulary }: TokenCorpus): Promise<void> {
  await writeNpy(join(folder, IDS), { dtype: 'i4', shape: [ids.length], data: ids });
  await writeNpy(join(folder, ENDS), { dtype: 'i4', shape: [ends.length], data: ends });
  await writeFile(join(folder, VOCABULARY), vocabularyJson(vocabulary));
}

/**
 * Returns the corpus that `saveTokenCorpus` wrote.
 *
 * @throws when a file is missing or damaged, or the files do not belong together.
 */
export async function loadTokenCorpus(folder: string): Promise<TokenCorpus> {
  const [ids, ends] = await Promise.all([IDS, ENDS].map((name) => readNpy(join(folder, name))));
  const vocabulary = await readVocabulary(join(folder, VOCABULARY));
  if (ids!.dtype !== 'i4' || ends!.dtype !== 'i4' || ends!.data.at(-1) !== ids!.data.length)
    throw new Error(`${folder}: ${IDS} and ${ENDS} do not belong together`);
  return { vocabulary, ids: ids!.data, ends: ends!.data };
}
