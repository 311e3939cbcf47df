/** A corpus of one's own as ids, as the Theano tutorial's `imdb_preprocess.py` makes them. */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeReviews } from '../../lib/batches/examples';
import { openDataFolder } from '../../lib/corpus/data-folder';
import type { Label, Review } from '../../lib/corpus/review';
import { buildFolder } from '../../lib/files/replace-folder';
import type { Progress } from '../../lib/progress';
import { tokenize } from '../../lib/text/clean';
import { type Dictionary, readDictionary } from '../../lib/text/dictionary';
import { buildVocabulary, UNKNOWN_ID, type Vocabulary } from '../../lib/text/vocabulary';
import { FlagError } from './flags';
import { writeExamples } from './prepared-files';

/** Options of `preprocess`. */
export interface PreprocessOptions {
  /** An existing dictionary, in a file that `readDictionary` reads. Default: one is made of the texts to train on. */
  dictionary?: string;
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  signal?: AbortSignal;
}

/** What stands in `preprocessed.json`, beside arrays that NumPy reads: `train-ids.npy` and so on, see `writeExamples`. */
export interface PreprocessRecord {
  format: 1;
  /** Where the texts came from. */
  data: string;
  /** Where the dictionary came from; absent where it was made of the texts. */
  dictionary?: string;
  /** How many words the dictionary has. */
  words: number;
  /** What the labels 0, 1 ... stand for. */
  classes: readonly Label[];
  /** What is in each part. */
  parts: Record<string, PartRecord>;
}

/** Counts of one part of the data: the training set or the test set. */
export interface PartRecord {
  texts: number;
  words: number;
  /** How many of these words have no id of their own. */
  unknown: number;
}

const CLASSES: readonly Label[] = ['negative', 'positive', 'neutral'];

/**
 * Writes the texts of a folder as ids into a new folder, `out`, with their dictionary: the most frequent word of the
 * texts to train on has id 2, the next one 3; 0 is kept for padding and 1 for unknown words.
 *
 * @throws FlagError when there is something in `out` already; as `openDataFolder` and `readDictionary` do
 */
export async function preprocess(
  dir: string,
  out: string,
  { dictionary: file, progress, signal }: PreprocessOptions = {},
): Promise<PreprocessRecord> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new FlagError(`--out ${out}: there is something in this folder already; name a new one`);
  const data = openDataFolder(dir);
  const given = file === undefined ? undefined : readDictionary(file);
  const show = (title: string) => ({ signal, progress: progress?.(title, 'texts') });
  const parts: Record<string, Review[]> = { train: await data.train(show('Reading texts')) };
  if (data.test) parts['test'] = await data.test(show('Reading texts to test on'));
  const words = given ?? buildVocabulary(parts['train']!.map(({ text }) => tokenize(text)));
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
      const examples = await encodeReviews(reviews, words, {
        classes,
        ...show(`Looking up words (${name})`),
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

/** Returns words with their ids. */
function entriesOf(words: Dictionary | Vocabulary): [string, number][] {
  if ('ids' in words) return [...words.ids];
  return words.words.map((word, id): [string, number] => [word, id]).slice(UNKNOWN_ID + 1);
}
