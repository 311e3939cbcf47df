/**
 * Labeled reviews in a file, a folder, the files of a pattern or an archive: what is read, as what,
 * and what is not.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cellSignal, pause } from '../interrupt';
import type { Watch } from '../progress';
import {
  byMeaning,
  describeTexts,
  judgeBadRows,
  type LabelMap,
  type LabelMeaning,
  labelMeaning,
  meaningNotes,
  newSurvey,
  type PartFiles,
  type PartName,
  plainLabel,
  type ReadingOptions,
  surveyTexts,
  type TextTable,
  textBlocks,
} from '../reading';
import type { DataFile } from './data-files';
import { add, bytesOf, descriptions, type FoundData, type OpenPart, openPart, partsOf } from './data-parts';
import { documentBlocks } from './documents';
import type { Review } from './review';

/** How data are read. What is not given is found. */
export interface DataOptions extends ReadingOptions {
  /** The validation set, as a path like that of the data. Default: one that lies beside. */
  validation?: string;
  /** The test set. Default: one that lies beside. */
  test?: string;
}

/** Labeled reviews to read. */
export interface Data {
  /** The data's folder. */
  dir: string;
  /** The data's path, for messages: `data/Kaggle/data.csv`. */
  what: string;
  /** Returns the training set: all reviews where there is no test set. */
  train(options?: Watch): Promise<Review[]>;
  /** Returns the validation set. Undefined where there is none. */
  validation?(options?: Watch): Promise<Review[]>;
  /** Returns the test set. Undefined where there is none. */
  test?(options?: Watch): Promise<Review[]>;
  /**
   * Returns the reviews without labels, such as IMDB's `train/unsup/`. Undefined: there are none.
   */
  unlabeled?(options?: Watch): Promise<Review[]>;
  /**
   * Yields the reviews of a part in order. Only some rows are in memory at a time.
   *
   * @throws when there is no such part
   */
  reviews(part: PartName, options?: Watch): AsyncIterable<Review>;
  /**
   * Returns what to tell about the data: how they are read, and what is not. What labels mean and
   * how many rows are bad is known once some reviews are read.
   */
  notes(): readonly string[];
  /**
   * Returns a digest of the names, sizes and dates of all files, and of the options. It changes
   * when the data change.
   */
  stamp(): string;
}

/**
 * Opens labeled reviews. Formats, columns, labels and parts are found from the files, as
 * `docs/data-files.md` describes. Only the beginning of each table is read here.
 *
 * The progress of the reading is in bytes.
 *
 * @param path a file, a folder, a pattern in the form of a shell's, or an archive (.zip)
 * @param watch watches the search for columns, where it takes all rows
 * @throws when there are no data that are known, or columns are missing or unclear. The methods
 *   throw when rows are bad, labels have no class, or `signal` aborts.
 */
export async function openData(path: string, options: DataOptions = {}, watch: Watch = {}): Promise<Data> {
  const { validation, test, ...reading } = options;
  const own = await partsOf(path);
  const found: Partial<Record<PartName, PartFiles<DataFile>>> = { ...own.parts };
  const notes = [...own.notes];
  for (const [part, given] of Object.entries({ validation, test }) as [PartName, string | undefined][]) {
    if (given === undefined) continue;
    const { parts, notes: more } = await partsOf(given);
    found[part] = parts[part] ?? parts.train;
    notes.push(...more);
  }
  const open = new Map<PartName, OpenPart>();
  let first: TextTable | undefined;
  for (const part of ['train', 'validation', 'test', 'unlabeled'] as const) {
    const files = found[part];
    if (!files) continue;
    const opened = await openPart(files, reading, part === 'unlabeled', first, watch);
    const tables = opened.kind === 'tables' ? opened.tables : [];
    const isGiven =
      (part === 'validation' && validation !== undefined) || (part === 'test' && test !== undefined);
    const bare = tables.find((table) => hasNoLabels(table, part === 'train' ? undefined : first));
    if (bare && part !== 'unlabeled') {
      const why = bare.columns.label === undefined ? '' : ': they are all -1';
      if (isGiven || part === 'train') throw new Error(`${bare.table.name} has no labels${why}`);
      notes.push(`${bare.table.name}: not read, because it has no labels${why}`);
      continue;
    }
    first ??= tables[0];
    open.set(part, opened);
    notes.push(...descriptions(part, opened));
  }
  return dataOf(path, own, open, notes, options);
}

/**
 * Returns whether a table has no labels, or only -1, where the training set has no such label: that
 * is how Hugging Face stores hidden ones.
 */
function hasNoLabels({ table, columns, label }: TextTable, train: TextTable | undefined): boolean {
  if (label !== undefined) return false;
  const { label: at } = columns;
  if (at === undefined) return true;
  if (train?.columns.label === undefined) return false;
  const isHidden = (value = '') => plainLabel(value) === '-1';
  const known = train.table.sample.some(({ fields }) => isHidden(fields[train.columns.label!]));
  return !known && table.sample.length > 0 && table.sample.every(({ fields }) => isHidden(fields[at]));
}

/** Returns opened data. @param opened what to tell about them so far */
function dataOf(
  path: string,
  { files: { dir }, onlyFile }: FoundData,
  open: ReadonlyMap<PartName, OpenPart>,
  opened: readonly string[],
  options: DataOptions,
): Data {
  const known: string[] = []; // notes that reading adds
  let meaning: Promise<LabelMeaning> | undefined;

  async function* reviews(
    part: PartName,
    { progress, signal = cellSignal() }: Watch = {},
  ): AsyncGenerator<Review> {
    const files = open.get(part);
    if (!files) throw new Error(`${path} has no ${part} set`);
    const size = bytesOf(files);
    const surveyed = meaning ? 0 : bytesToSurvey(open);
    // Rows are read twice, but the progress is that of the data.
    const onRead = (done: number) => {
      signal?.throwIfAborted();
      const share = done / Math.max(1, surveyed + size);
      progress?.(Math.min(size - 1, Math.floor(share * size)), size);
    };
    onRead(0);
    meaning ??= survey(open, options, known, onRead);
    const labels = await meaning.catch((error) => {
      meaning = undefined; // a stopped survey starts again
      throw error;
    });
    const onBytes = (done: number) => onRead(surveyed + done);
    const note = (line: string) => known.includes(line) || known.push(line);
    const blocks =
      files.kind === 'documents'
        ? documentBlocks(files, labels, options, onBytes, note)
        : tableBlocks(files.tables, labels, onBytes);
    for await (const block of blocks) {
      await pause(signal);
      for (const review of block) yield review;
    }
    progress?.(size, size);
  }

  const all = (part: PartName) => async (watch?: Watch) => {
    const list: Review[] = [];
    for await (const review of reviews(part, watch)) list.push(review);
    return list;
  };
  return {
    dir,
    what: onlyFile !== undefined && open.size === 1 && dir === path ? join(path, onlyFile) : path,
    train: all('train'),
    ...(open.has('validation') && { validation: all('validation') }),
    ...(open.has('test') && { test: all('test') }),
    ...(open.has('unlabeled') && { unlabeled: all('unlabeled') }),
    reviews,
    notes: () => [...opened, ...known],
    stamp() {
      const hash = createHash('sha256');
      for (const [part, { files }] of open)
        for (const file of files) hash.update(`${part} ${file.stamp()}\n`);
      const { labels, ...others } = options;
      return hash.update(JSON.stringify([others, labels && [...labels]])).digest('hex');
    },
  };
}

/**
 * Reads all tables once: counts labels and bad rows, and returns what the labels mean.
 *
 * @param notes receives what to tell
 */
async function survey(
  open: ReadonlyMap<PartName, OpenPart>,
  { badRows, labels: map }: DataOptions,
  notes: string[],
  onRead: (done: number) => void,
): Promise<LabelMeaning> {
  const found: string[] = [];
  const labels = new Map<string, number>();
  const byPart = new Map<PartName, Map<string, number>>();
  let done = 0;
  for (const [part, files] of open) {
    if (part === 'unlabeled') continue;
    const counts = newSurvey();
    if (files.kind === 'documents')
      for (const label of files.labels) add(counts.labels, plainLabel(label!), 1);
    else
      for (const table of files.tables) {
        const before = done;
        await surveyTexts(table, counts, (bytes) => onRead(before + bytes), map);
        done += table.table.size ?? 0;
      }
    for (const [label, count] of counts.labels) add(labels, label, count);
    byPart.set(part, counts.labels);
    const readAs = files.kind === 'documents' ? [] : files.tables.map(describeTexts);
    const note = judgeBadRows(counts.bad, counts.rows, badRows, [...new Set(readAs)]);
    if (note) found.push(note);
  }
  const meaning = labelMeaning(labels, map);
  requireSameMeaning(meaning, byPart, map);
  notes.push(...found, ...meaningNotes(meaning), ...oddities(open));
  return meaning;
}

/**
 * @throws when labels of the training set mean something else because of those of another part: 0
 *   is negative beside 1, and neutral beside -1 and 1
 */
function requireSameMeaning(
  meaning: LabelMeaning,
  byPart: ReadonlyMap<PartName, ReadonlyMap<string, number>>,
  map: LabelMap | undefined,
): void {
  const train = byPart.get('train')!;
  const own = labelMeaning(train, map);
  const changed = [...train.keys()].find((value) => own.classOf(value) !== meaning.classOf(value));
  if (changed === undefined) return;
  const others = [...byPart].filter(([, counts]) => [...counts.keys()].some((value) => !train.has(value)));
  const listed = (counts: ReadonlyMap<string, number>) => [...counts.keys()].sort(byMeaning).join(', ');
  throw new Error(
    `the training set has the labels ${listed(train)}, and ${others.map(([part, counts]) => `the ${part} set ${listed(counts)}`).join(', ')}: say what they mean with --labels, such as --labels negative=0 positive=1 drop=-1`,
  );
}

/** Yields the reviews of tables, one table after another. */
async function* tableBlocks(
  tables: readonly TextTable[],
  meaning: LabelMeaning,
  onRead: (done: number) => void,
): AsyncGenerator<Review[]> {
  let done = 0;
  for (const table of tables) {
    const before = done;
    const isUnlabeled = table.columns.label === undefined && table.label === undefined;
    yield* textBlocks(table, isUnlabeled ? undefined : meaning, (bytes) => onRead(before + bytes));
    done += table.table.size ?? 0;
  }
}

function oddities(open: ReadonlyMap<PartName, OpenPart>): string[] {
  const tables = [...open.values()].flatMap((part) => (part.kind === 'tables' ? part.tables : []));
  return tables.flatMap(({ table }) => table.oddity?.() ?? []);
}

/** Returns the size of the tables with labels. */
function bytesToSurvey(open: ReadonlyMap<PartName, OpenPart>): number {
  return [...open].reduce(
    (sum, [part, files]) => sum + (files.kind === 'tables' && part !== 'unlabeled' ? bytesOf(files) : 0),
    0,
  );
}
