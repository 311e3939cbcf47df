/**
 * Labeled reviews in a file, a folder, the files of a pattern or an archive: what is read, as what,
 * and what is not.
 */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { cellSignal, pause } from '../interrupt';
import type { Watch } from '../progress';
import {
  addBadRow,
  allBytes,
  decoder,
  describeTexts,
  judgeBadRows,
  type LabelMeaning,
  labeledTexts,
  labelMeaning,
  layoutOf,
  meaningNotes,
  newSurvey,
  openTexts,
  openTextsLike,
  type PartFiles,
  type PartName,
  partsOfList,
  plainLabel,
  type ReadingOptions,
  surveyTexts,
  type TextTable,
  tablesIn,
} from '../reading';
import { type DataFile, type DataFiles, dataFiles } from './data-files';
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
  /** Returns the reviews without labels, such as IMDB's `train/unsup/`. Undefined: there are none. */
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

/** A part whose files are open. */
type OpenPart =
  | { kind: 'tables'; files: readonly DataFile[]; tables: readonly TextTable[] }
  | { kind: 'documents'; files: readonly DataFile[]; labels: readonly (string | undefined)[] };

/** Rows between two pauses, in which a notebook's stop button works. */
const PAUSE_EVERY = 1000;
const REPORT_EVERY = 256; // documents

/**
 * Opens labeled reviews. Formats, columns, labels and parts are found from the files, as
 * `docs/data-files.md` describes. Only the beginning of each table is read here.
 *
 * The progress of the reading is in bytes.
 *
 * @param path a file, a folder, a pattern in the form of a shell's, or an archive (.zip)
 * @throws when there are no data that are known, or columns are missing or unclear. The methods
 *   throw when rows are bad, labels have no class, or `signal` aborts.
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { openData } from 'sentiment-lab';
 *
 * const file = join(mkdtempSync(join(tmpdir(), 'data-')), 'tweets.tsv');
 * writeFileSync(file, 'tweet\tfeeling\nA delight.\tjoy\nA bore.\tanger\n');
 * const data = await openData(file);
 * (await data.train()).map(({ label }) => label); // => ['joy', 'anger']
 * data.notes()[0]; // => 'tweets.tsv: TSV, UTF-8, columns tweet, feeling; texts in column "tweet", labels in column "feeling"'
 * ```
 */
export async function openData(path: string, options: DataOptions = {}): Promise<Data> {
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
    const opened = await openPart(files, reading, part === 'unlabeled', first);
    const tables = opened.kind === 'tables' ? opened.tables : [];
    const isGiven =
      (part === 'validation' && validation !== undefined) || (part === 'test' && test !== undefined);
    const bare = tables.find(({ columns, label }) => columns.label === undefined && label === undefined);
    if (bare && part !== 'unlabeled') {
      if (isGiven || part === 'train') throw new Error(`${bare.table.name} has no labels`);
      notes.push(`${bare.table.name}: not read, because it has no labels`);
      continue;
    }
    first ??= tables[0];
    open.set(part, opened);
    notes.push(...descriptions(part, opened));
  }
  return dataOf(path, own, open, notes, options);
}

interface FoundData {
  parts: Partial<Record<PartName, PartFiles<DataFile>>> & { train: PartFiles<DataFile> };
  notes: string[];
  files: DataFiles;
  /** The path of the only file, where there is one. */
  onlyFile?: string;
}

async function partsOf(path: string): Promise<FoundData> {
  const files = await dataFiles(path);
  const { deadLinks, kind } = files;
  if (kind === 'file') return { parts: { train: tablesIn(files.files) }, notes: [], files };
  if (kind === 'pattern') return { parts: partsOfList(files.files), notes: [], files };
  const { parts, root, notRead, ignored } = layoutOf(path, files.files);
  const renamed = Object.entries(parts).map(([part, { kind, files: labeled }]) => [
    part,
    {
      kind,
      files: labeled.map(({ file, label }) => ({
        file: underName(file, file.path.slice(root.length)),
        label,
      })),
    },
  ]);
  const notes = [
    ...(notRead.length > 0 ? [`Not read: ${shortened(notRead)}`] : []),
    ...(ignored > 0
      ? [`Ignored: ${counted(ignored, 'file')} that systems and editors leave, such as .DS_Store`]
      : []),
    ...(deadLinks > 0 ? [`Not read: ${counted(deadLinks, 'link')} to nowhere`] : []),
  ];
  const [only, ...more] = parts.train.kind === 'tables' ? parts.train.files : [];
  return {
    parts: Object.fromEntries(renamed) as FoundData['parts'],
    notes,
    files,
    ...(only && more.length === 0 && { onlyFile: only.file.path }),
  };
}

/** Returns a file under the name that messages call it by. */
function underName(file: DataFile, name: string): DataFile {
  return {
    path: name,
    name,
    get size() {
      return file.size;
    },
    stamp: () => file.stamp(),
    chunks: (onRead) => file.chunks(onRead),
    ...(file.slice && { slice: (start, end) => file.slice!(start, end) }),
    ...(file.whole && { whole: () => file.whole!() }),
  };
}

async function openPart(
  { kind, files }: PartFiles<DataFile>,
  options: ReadingOptions,
  isUnlabeled: boolean,
  before: TextTable | undefined,
): Promise<OpenPart> {
  const all = files.map(({ file }) => file);
  if (kind === 'documents') return { kind, files: all, labels: files.map(({ label }) => label) };
  const tables: TextTable[] = [];
  for (const { file, label } of files) {
    const like = before ?? tables[0];
    const texts = { source: file, label };
    tables.push(
      like
        ? await openTextsLike(texts, like, options)
        : await openTexts(texts, options, !isUnlabeled && label === undefined),
    );
  }
  return { kind, files: all, tables };
}

function dataOf(
  path: string,
  own: FoundData,
  open: ReadonlyMap<PartName, OpenPart>,
  opened: readonly string[],
  options: DataOptions,
): Data {
  const known: string[] = []; // notes that reading adds
  let meaning: Promise<LabelMeaning> | undefined;

  /** Counts the labels and bad rows of all parts, once. */
  async function survey(onRead: (done: number) => void): Promise<LabelMeaning> {
    const labels = new Map<string, number>();
    let done = 0;
    for (const [part, files] of open) {
      if (part === 'unlabeled') continue;
      const counts = newSurvey();
      if (files.kind === 'documents')
        for (const label of files.labels) add(counts.labels, plainLabel(label!), 1);
      else
        for (const table of files.tables) {
          await surveyTexts(table, counts, (bytes) => onRead(done + bytes));
          done += table.table.size ?? 0;
        }
      for (const [label, count] of counts.labels) add(labels, label, count);
      const note = judgeBadRows(counts.bad, counts.rows, options.badRows);
      if (note) known.push(note);
    }
    const found = labelMeaning(labels, options.labels);
    known.push(...meaningNotes(found), ...oddities(open));
    return found;
  }

  async function* reviews(
    part: PartName,
    { progress, signal = cellSignal() }: Watch = {},
  ): AsyncGenerator<Review> {
    const files = open.get(part);
    if (!files) throw new Error(`${path} has no ${part} set`);
    const size = bytesOf(files);
    const surveyed = meaning ? 0 : bytesOfTables(open);
    // The rows are read twice, but the bar shows the size of the data.
    const onRead = (done: number) => {
      signal?.throwIfAborted();
      const share = done / Math.max(1, surveyed + size);
      progress?.(Math.min(size - 1, Math.floor(share * size)), size);
    };
    onRead(0);
    meaning ??= survey(onRead);
    const labels = await meaning.catch((error) => {
      meaning = undefined; // a stopped survey starts again
      throw error;
    });
    let count = 0;
    const texts =
      files.kind === 'documents' ? documents(files, labels, options, known) : rowsOf(files.tables, labels);
    for await (const review of texts((done) => onRead(surveyed + done))) {
      if (++count % PAUSE_EVERY === 0) await pause(signal);
      yield review;
    }
    progress?.(size, size);
  }

  const all = (part: PartName) => async (watch?: Watch) => {
    const list: Review[] = [];
    for await (const review of reviews(part, watch)) list.push(review);
    return list;
  };
  const { dir } = own.files;
  return {
    dir,
    what: own.onlyFile !== undefined && open.size === 1 && dir === path ? join(path, own.onlyFile) : path,
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

type Reading = (onRead: (done: number) => void) => AsyncIterable<Review>;

function rowsOf(tables: readonly TextTable[], meaning: LabelMeaning): Reading {
  return async function* (onRead) {
    let done = 0;
    for (const table of tables) {
      const isUnlabeled = table.columns.label === undefined && table.label === undefined;
      yield* labeledTexts(table, isUnlabeled ? undefined : meaning, (bytes) => onRead(done + bytes));
      done += table.table.size ?? 0;
    }
  };
}

/** Reads one text from each file. Empty files are bad rows, and judged at the end. */
function documents(
  { files, labels }: { files: readonly DataFile[]; labels: readonly (string | undefined)[] },
  meaning: LabelMeaning,
  { encoding, badRows }: DataOptions,
  notes: string[],
): Reading {
  return async function* (onRead) {
    const { bad } = newSurvey();
    let done = 0;
    for (const [at, file] of files.entries()) {
      if (at % REPORT_EVERY === 0) {
        onRead(done);
        await pause();
      }
      done += file.size ?? 0;
      const named = labels[at];
      const label = named === undefined ? undefined : meaning.classOf(named);
      if (label === null) continue; // dropped
      const decode = decoder(file.name, encoding);
      const text = decode.write(file.whole?.() ?? (await allBytes(file.chunks()))) + decode.end();
      const rating = ratingOf(file.path);
      if (text.trim() === '') addBadRow(bad, file.path, 'the file is empty');
      else yield { text, ...(label && { label }), ...(rating && { rating }), source: file.path };
    }
    const note = judgeBadRows(bad, files.length, badRows);
    if (note && !notes.includes(note)) notes.push(note);
  };
}

/** Returns the rating in `number_rating.txt`; undefined for another name, and for 0, no rating. */
function ratingOf(file: string): number | undefined {
  return Number(/^\d+_(\d+)\.txt$/.exec(basename(file))?.[1]) || undefined;
}

/** Returns how the files of a part are read, for people. */
function descriptions(part: PartName, files: OpenPart): string[] {
  const what = part === 'train' ? '' : ` (${part === 'unlabeled' ? 'without labels' : `${part} set`})`;
  if (files.kind === 'documents') {
    const counts = new Map<string, number>();
    for (const label of files.labels) if (label !== undefined) add(counts, label, 1);
    const classes = [...counts].map(([label, count]) => `${label} ${count.toLocaleString('en-US')}`);
    return [
      `${counted(files.files.length, 'file')}, a text each${what}${classes.length > 0 ? `: ${classes.join(', ')}` : ''}`,
    ];
  }
  const byReading = new Map<string, string[]>();
  for (const table of files.tables) {
    const as = describeTexts(table);
    byReading.set(as, [...(byReading.get(as) ?? []), table.table.name]);
  }
  return [...byReading].map(([as, names]) => `${shortened(names)}${what}: ${as}`);
}

function oddities(open: ReadonlyMap<PartName, OpenPart>): string[] {
  const tables = [...open.values()].flatMap((part) => (part.kind === 'tables' ? part.tables : []));
  return tables.flatMap(({ table }) => table.oddity?.() ?? []);
}

function bytesOf({ files }: OpenPart): number {
  return files.reduce((sum, { size = 0 }) => sum + size, 0);
}

function bytesOfTables(open: ReadonlyMap<PartName, OpenPart>): number {
  return [...open].reduce(
    (sum, [part, files]) => sum + (files.kind === 'tables' && part !== 'unlabeled' ? bytesOf(files) : 0),
    0,
  );
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

function shortened(names: readonly string[]): string {
  const most = 6;
  return names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
