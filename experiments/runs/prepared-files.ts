/**
 * Intermediate files: the examples of each system, in the folder `prepared/SYSTEM` of the data.
 * NumPy reads the arrays.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Examples } from '../../lib/batches/examples';
import type { Data } from '../../lib/corpus/open-data';
import {
  fileRecords,
  fileRecordsOf,
  readFolderRecord,
  requireFiles,
  writeRecord,
} from '../../lib/files/folder-record';
import { wholeNumber } from '../../lib/files/json-file';
import { type NpyArray, readFloats, readNpy, writeNpy } from '../../lib/files/npy';
import { buildFolder } from '../../lib/files/replace-folder';
import type { TokenizerName } from '../../lib/text/tokenizer';
import { readVocabulary, type Vocabulary, vocabularyJson } from '../../lib/text/vocabulary';
import type { TextReport } from './text-report';
import type { TokenSource } from './token-source';

/** The examples of a system. */
export interface Prepared {
  /** The training set. */
  train: Examples;
  /** The validation set; may be empty. */
  validation: Examples;
  /** The test set, used once at the end; may be empty. */
  test: Examples;
  /** Tokens of the longest review, after truncation. */
  longest: number;
  /** Texts are truncated to this many tokens. Absent: none is. */
  maxLength?: number;
  /** The number of texts that are longer. */
  truncated: number;
  /** How well the tokenizer reads the texts. */
  report: TextReport;
  /** The vocabulary, if the system builds one. */
  vocabulary?: Vocabulary;
}

/** The examples of a system, and where they come from. */
export interface PreparedData extends Prepared {
  tokenSource: TokenSource;
  data: Data;
  tokenizer: TokenizerName;
  /** Tokens that the tokenizer removed. */
  stopWords: readonly string[];
}

/** Returns the SHA-256 of the token ids, labels and target distributions of examples. */
export function digestOfExamples(parts: readonly Examples[]): string {
  const hash = createHash('sha256');
  for (const { ids, labels, targets } of parts) {
    hash.update(`${ids.length} `);
    for (const row of ids) hash.update(`${row.length} `).update(row);
    hash.update(labels);
    if (targets) hash.update(targets);
  }
  return hash.digest('hex');
}

const PARTS = ['train', 'validation', 'test'] as const;
const RECORD = 'prepared.json';
const VOCABULARY = 'vocabulary.json';

/** The content of `prepared.json`. */
interface PreparedRecord {
  format: 3;
  /** SHA-256 of everything that the files depend on. */
  key: string;
  classes: Examples['classes'];
  longest: number;
  maxLength?: number;
  truncated: number;
  report: TextReport;
}

/** Returns the folder of a system's intermediate files. */
function preparedFolder(dir: string, system: string): string {
  return join(dir, 'prepared', system);
}

/**
 * Stores examples in `dir`: for each set, the token ids of all reviews one after another, their
 * lengths and their labels, and target distributions if it has them; and the vocabulary. Earlier
 * files of the system are replaced.
 */
export async function storePrepared(
  dir: string,
  system: string,
  key: string,
  prepared: Prepared,
): Promise<void> {
  await buildFolder(preparedFolder(dir, system), async (ready) => {
    for (const part of PARTS) await writeExamples(ready, part, prepared[part]);
    const { vocabulary, longest, maxLength, truncated, report, train } = prepared;
    if (vocabulary) await writeFile(join(ready, VOCABULARY), vocabularyJson(vocabulary));
    const { classes } = train;
    const record: PreparedRecord = { format: 3, key, classes, longest, maxLength, truncated, report };
    await writeRecord(ready, RECORD, { ...record, files: await fileRecordsOf(ready) });
  });
}

/**
 * Returns the examples that `storePrepared` stored under this key; undefined if there are none, or
 * if the files are damaged.
 */
export async function loadPrepared(dir: string, system: string, key: string): Promise<Prepared | undefined> {
  const folder = preparedFolder(dir, system);
  if (!existsSync(join(folder, RECORD))) return undefined;
  try {
    const again = 'they are prepared again';
    const record = await readFolderRecord(folder, RECORD, recordSchema, again);
    if (record.key !== key) return undefined;
    await requireFiles(folder, RECORD, record, again);
    const [train, validation, test] = await Promise.all(
      PARTS.map((part) => readExamples(folder, part, record.classes)),
    );
    const vocabulary = record.files[VOCABULARY] && (await readVocabulary(join(folder, VOCABULARY)));
    const { longest, maxLength, truncated, report } = record;
    return {
      train: train!,
      validation: validation!,
      test: test!,
      longest,
      maxLength,
      truncated,
      report,
      ...(vocabulary && { vocabulary }),
    };
  } catch {
    return undefined; // they are prepared again
  }
}

const recordSchema = v.looseObject({
  format: v.literal(3),
  key: v.string(),
  classes: v.array(v.string()),
  longest: wholeNumber(),
  maxLength: v.optional(wholeNumber(1)),
  truncated: wholeNumber(),
  report: v.object({
    texts: wholeNumber(),
    unread: wholeNumber(),
    glued: wholeNumber(),
    letters: wholeNumber(),
    tokenizer: v.picklist(['unicode', 'words', 'punctuation', 'keras']),
  }),
  files: fileRecords,
});

/** Writes `NAME-ids.npy`, `NAME-lengths.npy`, `NAME-labels.npy` and, if any, `NAME-targets.npy`. */
export async function writeExamples(
  folder: string,
  name: string,
  { ids, labels, classes, targets }: Examples,
): Promise<void> {
  const lengths = Int32Array.from(ids, ({ length }) => length);
  const all = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const row of ids) {
    all.set(row, at);
    at += row.length;
  }
  for (const [what, data] of Object.entries({ ids: all, lengths, labels }))
    await writeNpy(join(folder, `${name}-${what}.npy`), { dtype: 'i4', shape: [data.length], data });
  if (targets) {
    const shape = [labels.length, classes.length];
    await writeNpy(join(folder, `${name}-targets.npy`), { dtype: 'f4', shape, data: targets });
  }
}

/**
 * Returns the examples that `writeExamples` wrote.
 *
 * @throws if files are missing or do not match, or there is a label without a class
 */
export async function readExamples(
  folder: string,
  name: string,
  classes: Examples['classes'],
): Promise<Examples> {
  const [all, lengths, labels] = await Promise.all(
    ['ids', 'lengths', 'labels'].map(async (what) =>
      int32(await readNpy(join(folder, `${name}-${what}.npy`))),
    ),
  );
  const place = (what: string) => join(folder, `${name}-${what}.npy`);
  const wrong = labels!.find((label) => !(label >= 0 && label < classes.length));
  if (wrong !== undefined)
    throw new Error(
      `${place('labels')} has the label ${wrong}, and there are ${classes.length} classes: make it again`,
    );
  if (all!.some((id) => id < 0)) throw new Error(`${place('ids')} has a negative token id: make it again`);
  const ids: Int32Array[] = [];
  let at = 0;
  for (const length of lengths!) {
    if (length < 0) throw new Error(`${place('lengths')} has the length ${length}: make it again`);
    ids.push(all!.subarray(at, at + length));
    at += length;
  }
  if (at !== all!.length || ids.length !== labels!.length)
    throw new Error(`${folder}: ${name}-ids.npy, ${name}-lengths.npy and ${name}-labels.npy do not match`);
  if (!existsSync(place('targets'))) return { ids, labels: labels!, classes };
  const { data: targets } = await readFloats(place('targets'));
  if (targets.length !== ids.length * classes.length)
    throw new Error(`${place('targets')} does not match ${place('labels')}: make it again`);
  return { ids, labels: labels!, classes, targets };
}

function int32(array: NpyArray): Int32Array {
  if (array.dtype === 'i4') return array.data;
  throw new Error(`expected 32-bit integers, not ${array.dtype}`);
}
