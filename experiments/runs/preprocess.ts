/** Encodes a corpus as token ids, as the Theano tutorial's `imdb_preprocess.py` does. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classesOf } from '../../lib/batches/classes';
import { hasKnownWord } from '../../lib/batches/known-words';
import { examplesFrom, tokenizeReviews, tokensOf } from '../../lib/batches/tokenized-reviews';
import { type DataOptions, openData } from '../../lib/corpus/open-data';
import type { Label } from '../../lib/corpus/review';
import { fileRecordsOf, writeRecord } from '../../lib/files/folder-record';
import { buildFolder } from '../../lib/files/replace-folder';
import type { PartName } from '../../lib/reading';
import { countingLosses } from '../../lib/text/cleaning-losses';
import { type Dictionary, readDictionary } from '../../lib/text/dictionary';
import { type TokenizerName, tokenizer } from '../../lib/text/tokenizer';
import { buildVocabulary, UNKNOWN_ID, type Vocabulary } from '../../lib/text/vocabulary';
import { FlagError } from './flags';
import { requireNewFolder } from './new-folder';
import { writeExamples } from './prepared-files';
import type { RunEvents } from './run-events';
import { positionsOf } from './split-by-flag';
import { type TextReport, unreadable } from './text-report';
import { chosenTokenizer, type TokenizerChoice } from './tokenizer-choice';

/** Options of `preprocess`. */
export interface PreprocessOptions extends Pick<RunEvents, 'progress' | 'signal' | 'onRead'> {
  /** How the data are read. Default: it is found. */
  reading?: DataOptions;
  /** The file of an existing dictionary. Default: it is built from the training set. */
  dictionary?: string;
  /** Added to the ids of that file. Default 0. */
  dictionaryOffset?: number;
  /**
   * Default: `auto`, which is `words` for the data sets in `data/`, and `unicode` for other data.
   */
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
 * Encodes reviews as token ids, and writes them with their dictionary into a new
 * folder, `out`. The most frequent word of the training set has id 2, the next one 3. Id 0 is for
 * padding, and id 1 for unknown words.
 *
 * @throws like `requireNewFolder`; FlagError if most texts have no word; and like `openData` and
 *   `readDictionary`
 */
export async function preprocess(
  path: string,
  out: string,
  options: PreprocessOptions = {},
): Promise<PreprocessRecord> {
  const { dictionary: file, dictionaryOffset, tokenizer: choice = 'auto', reading } = options;
  const { progress, signal, onRead } = options;
  requireNewFolder(out);
  const data = await openData(path, reading);
  const given = file === undefined ? undefined : readDictionary(file, dictionaryOffset);
  const name = chosenTokenizer(choice, path);
  const tokenized = async (part: PartName) => {
    const { tokenizer: counting, losses } = countingLosses(tokenizer(name));
    const reviews = data.reviews(part, { signal, progress: progress?.('Reading reviews', 'bytes') });
    return { losses, texts: await tokenizeReviews(reviews, { tokenizer: counting, signal }) };
  };
  const train = await tokenized('train');
  const parts = { train, ...(data.test && { test: await tokenized('test') }) };
  onRead?.([...data.notes(), ...dictionaryNotes(file, given)]);
  const words = given ?? buildVocabulary(tokensOf(train.texts, positionsOf(train.texts.labels)));
  const labels = Object.values(parts).flatMap(({ texts }) => texts.labelNames);
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
    for (const [part, { losses, texts }] of Object.entries(parts)) {
      const { ids, ...examples } = examplesFrom(texts, words, classes)(positionsOf(texts.labels));
      await writeExamples(ready, part, { ids, ...examples });
      const isUnknown = (id: number) => id === UNKNOWN_ID;
      const isRead = hasKnownWord(words, texts.tokenizer.specialTokens);
      const report = {
        ...losses,
        texts: texts.length,
        unread: ids.filter((row) => !isRead(row)).length,
        tokenizer: name,
      };
      const useless = unreadable(report, 'check that this is the column of the texts');
      if (useless && !given) throw new FlagError(`${data.what}: ${useless}`);
      record.parts[part] = {
        texts: texts.length,
        words: texts.numbers.length,
        unknown: ids.reduce((sum, row) => sum + row.filter(isUnknown).length, 0),
        report,
      };
    }
    await writeFile(join(ready, 'dictionary.json'), `${JSON.stringify(Object.fromEntries(entries))}\n`);
    await writeRecord(ready, 'preprocessed.json', { ...record, files: await fileRecordsOf(ready) });
    return record;
  });
}

/** Returns what to tell about the encoding of a dictionary's file: nothing, if it is UTF-8. */
function dictionaryNotes(
  file: string | undefined,
  { encoding = 'UTF-8' }: Partial<Dictionary> = {},
): string[] {
  return encoding === 'UTF-8' ? [] : [`${file}: ${encoding}`];
}

/** Returns the words of a dictionary or vocabulary with their ids. */
function entriesOf(words: Dictionary | Vocabulary): [string, number][] {
  if ('ids' in words) return [...words.ids];
  return words.words.map((word, id): [string, number] => [word, id]).slice(UNKNOWN_ID + 1);
}
