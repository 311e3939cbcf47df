/** Encodes a corpus as token ids, as the Theano tutorial's `imdb_preprocess.py` does. */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classesOf } from '../../lib/batches/classes';
import { encode } from '../../lib/batches/examples';
import { hasKnownWord } from '../../lib/batches/known-words';
import { openDataFolder } from '../../lib/corpus/data-folder';
import type { Label, Review } from '../../lib/corpus/review';
import { buildFolder } from '../../lib/files/replace-folder';
import { countingLosses } from '../../lib/text/cleaning-losses';
import { type Dictionary, readDictionary } from '../../lib/text/dictionary';
import { type TokenizerName, tokenizer } from '../../lib/text/tokenizer';
import { buildVocabulary, UNKNOWN_ID, type Vocabulary } from '../../lib/text/vocabulary';
import { FlagError } from './flags';
import { writeExamples } from './prepared-files';
import type { RunEvents } from './run-events';
import { type TextReport, unreadable } from './text-report';
import { chosenTokenizer, type TokenizerChoice } from './tokenizer-choice';

/** Options of `preprocess`. */
export interface PreprocessOptions extends Pick<RunEvents, 'progress' | 'signal'> {
  /** The file of an existing dictionary. Default: it is built from the training set. */
  dictionary?: string;
  /** Default: `auto`, which is `words` for the data sets in `data/`, and `unicode` for other data. */
  tokenizer?: TokenizerChoice;
}

/** The content of `preprocessed.json`. For the arrays beside it, see `writeExamples`. */
export interface PreprocessRecord {
  format: 1;
  /** Default: `words`. */
  tokenizer?: TokenizerName;
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
  /** How well the tokenizer reads the texts. */
  report: TextReport;
}

/**
 * Encodes the reviews of a folder as token ids, and writes them with their dictionary into a new
 * folder, `out`. The most frequent word of the training set has id 2, the next one 3. Id 0 is for
 * padding, and id 1 for unknown words.
 *
 * @throws FlagError if `out` is not empty; if most texts have no word; and like `openDataFolder` and `readDictionary`
 */
export async function preprocess(
  dir: string,
  out: string,
  { dictionary: file, tokenizer: choice = 'auto', progress, signal }: PreprocessOptions = {},
): Promise<PreprocessRecord> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new FlagError(`--out ${out}: this folder is not empty; name a new one`);
  const data = openDataFolder(dir);
  const given = file === undefined ? undefined : readDictionary(file);
  const show = (title: string) => ({ signal, progress: progress?.(title, 'reviews') });
  const parts: Record<string, Review[]> = { train: await data.train(show('Reading reviews')) };
  if (data.test) parts.test = await data.test(show('Reading the test set'));
  const name = chosenTokenizer(choice, dir);
  const { tokenize } = tokenizer(name);
  const words = given ?? buildVocabulary(tokensIn(parts.train!, tokenize));
  const labels = Object.values(parts).flatMap((reviews) => reviews.flatMap(({ label }) => label ?? []));
  const classes = classesOf(labels, ['negative', 'positive', 'neutral']);

  return buildFolder(out, async (ready) => {
    const entries = entriesOf(words);
    const record: PreprocessRecord = {
      format: 1,
      data: data.what,
      tokenizer: name,
      ...(file !== undefined && { dictionary: file }),
      words: entries.length,
      classes,
      parts: {},
    };
    for (const [part, reviews] of Object.entries(parts)) {
      const counting = countingLosses(tokenizer(name));
      const { ids, ...examples } = await encode(reviews, words, {
        classes,
        tokenizer: counting.tokenizer,
        ...show(`Encoding reviews (${part})`),
      });
      await writeExamples(ready, part, { ids, ...examples });
      const isUnknown = (id: number) => id === UNKNOWN_ID;
      const isRead = hasKnownWord(words, counting.tokenizer.specialTokens);
      const report = {
        ...counting.losses,
        texts: reviews.length,
        unread: ids.filter((row) => !isRead(row)).length,
        tokenizer: name,
      };
      const useless = unreadable(report, 'check that this is the column of the texts');
      if (useless && !given) throw new FlagError(`${data.what}: ${useless}`);
      record.parts[part] = {
        texts: reviews.length,
        words: ids.reduce((sum, { length }) => sum + length, 0),
        unknown: ids.reduce((sum, row) => sum + row.filter(isUnknown).length, 0),
        report,
      };
    }
    await writeFile(join(ready, 'dictionary.json'), `${JSON.stringify(Object.fromEntries(entries))}\n`);
    await writeFile(join(ready, 'preprocessed.json'), `${JSON.stringify(record, null, 2)}\n`);
    return record;
  });
}

function* tokensIn(reviews: readonly Review[], split: (text: string) => string[]): Generator<string[]> {
  for (const { text } of reviews) yield split(text);
}

/** Returns the words of a dictionary or vocabulary with their ids. */
function entriesOf(words: Dictionary | Vocabulary): [string, number][] {
  if ('ids' in words) return [...words.ids];
  return words.words.map((word, id): [string, number] => [word, id]).slice(UNKNOWN_ID + 1);
}
