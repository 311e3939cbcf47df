/** Encodes a corpus as token ids, as the Theano tutorial's `imdb_preprocess.py` does. */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from '../../lib/batches/examples';
import { type DataOptions, openData } from '../../lib/corpus/open-data';
import type { Label, Review } from '../../lib/corpus/review';
import { buildFolder } from '../../lib/files/replace-folder';
import { tokenize } from '../../lib/text/clean';
import { type Dictionary, readDictionary } from '../../lib/text/dictionary';
import { buildVocabulary, UNKNOWN_ID, type Vocabulary } from '../../lib/text/vocabulary';
import { FlagError } from './flags';
import { writeExamples } from './prepared-files';
import type { RunEvents } from './run-events';

/** Options of `preprocess`. */
export interface PreprocessOptions extends Pick<RunEvents, 'progress' | 'signal' | 'onRead'> {
  /** How the data are read. Default: it is found. */
  reading?: DataOptions;
  /** The file of an existing dictionary. Default: it is built from the training set. */
  dictionary?: string;
}

/** The content of `preprocessed.json`. For the arrays beside it, see `writeExamples`. */
export interface PreprocessRecord {
  format: 1;
  /** Where the reviews come from: `data/aclImdb`. */
  data: string;
  /** The file of the dictionary; absent if it was built from the training set. */
  dictionary?: string;
  /** The number of words in the dictionary. */
  words: number;
  /** The classes that the labels 0, 1, ... stand for. */
  classes: readonly Label[];
  /** The counts of each set: `train`, and `test` if there is one. */
  parts: Record<string, PartRecord>;
}

/** The counts of a training or test set. */
export interface PartRecord {
  texts: number;
  words: number;
  /** The number of words without an id of their own. */
  unknown: number;
}

const CLASSES: readonly Label[] = ['negative', 'positive', 'neutral'];

/**
 * Encodes reviews as token ids, and writes them with their dictionary into a new
 * folder, `out`. The most frequent word of the training set has id 2, the next one 3. Id 0 is for
 * padding, and id 1 for unknown words.
 *
 * @throws FlagError if `out` is not empty; and like `openData` and `readDictionary`
 */
export async function preprocess(
  path: string,
  out: string,
  { dictionary: file, reading, progress, signal, onRead }: PreprocessOptions = {},
): Promise<PreprocessRecord> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new FlagError(`--out ${out}: this folder is not empty; name a new one`);
  const data = await openData(path, reading);
  const given = file === undefined ? undefined : readDictionary(file);
  const show = (title: string) => ({ signal, progress: progress?.(title, 'reviews') });
  const showReading = (title: string) => ({ signal, progress: progress?.(title, 'bytes') });
  const parts: Record<string, Review[]> = { train: await data.train(showReading('Reading reviews')) };
  if (data.test) parts.test = await data.test(showReading('Reading the test set'));
  onRead?.(data.notes());
  const words = given ?? buildVocabulary(parts.train!.map(({ text }) => tokenize(text)));
  const labels = new Set(Object.values(parts).flatMap((reviews) => reviews.map(({ label }) => label)));
  const classes = CLASSES.filter((label) => label !== 'neutral' || labels.has(label));

  return buildFolder(out, async (ready) => {
    const entries = entriesOf(words);
    const record: PreprocessRecord = {
      format: 1,
      data: data.what,
      ...(file !== undefined && { dictionary: file }),
      words: entries.length,
      classes,
      parts: {},
    };
    for (const [name, reviews] of Object.entries(parts)) {
      const examples = await encode(reviews, words, {
        classes,
        ...show(`Encoding reviews (${name})`),
      });
      await writeExamples(ready, name, examples);
      const ids = examples.ids.reduce((sum, { length }) => sum + length, 0);
      const unknown = examples.ids.reduce(
        (sum, row) => sum + row.reduce((n, id) => n + (id === UNKNOWN_ID ? 1 : 0), 0),
        0,
      );
      record.parts[name] = { texts: reviews.length, words: ids, unknown };
    }
    await writeFile(join(ready, 'dictionary.json'), `${JSON.stringify(Object.fromEntries(entries))}\n`);
    await writeFile(join(ready, 'preprocessed.json'), `${JSON.stringify(record, null, 2)}\n`);
    return record;
  });
}

/** Returns the words of a dictionary or vocabulary with their ids. */
function entriesOf(words: Dictionary | Vocabulary): [string, number][] {
  if ('ids' in words) return [...words.ids];
  return words.words.map((word, id): [string, number] => [word, id]).slice(UNKNOWN_ID + 1);
}
