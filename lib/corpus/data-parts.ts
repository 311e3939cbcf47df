/** The parts of a data set: which files they have, how these are read, and what lies beside. */
import type { Watch } from '../progress';
import {
  describeTexts,
  layoutOf,
  openTexts,
  openTextsLike,
  type PartFiles,
  type PartName,
  partsOfList,
  type ReadingOptions,
  type TextTable,
  tablesIn,
} from '../reading';
import { type DataFile, type DataFiles, dataFiles } from './data-files';

/** The parts of a data set, before their files are open. */
export interface FoundData {
  parts: Partial<Record<PartName, PartFiles<DataFile>>> & { train: PartFiles<DataFile> };
  /** What is not read, for people. */
  notes: string[];
  files: DataFiles;
  /** The path of the only file, where there is one. */
  onlyFile?: string;
}

/**
 * Finds the parts of a data set.
 *
 * @throws like `dataFiles` and `layoutOf`
 */
export async function partsOf(path: string): Promise<FoundData> {
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

/** The open files of a part. */
export type OpenPart =
  | { kind: 'tables'; files: readonly DataFile[]; tables: readonly TextTable[] }
  | { kind: 'documents'; files: readonly DataFile[]; labels: readonly (string | undefined)[] };

/**
 * Opens the files of a part.
 *
 * @param first a table of the same data set that is open already: the others have its columns
 * @throws like `openTexts`
 */
export async function openPart(
  { kind, files }: PartFiles<DataFile>,
  options: ReadingOptions,
  isUnlabeled: boolean,
  first: TextTable | undefined,
  { progress, signal }: Watch,
): Promise<OpenPart> {
  const all = files.map(({ file }) => file);
  if (kind === 'documents') return { kind, files: all, labels: files.map(({ label }) => label) };
  const tables: TextTable[] = [];
  for (const { file, label } of files) {
    const like = first ?? tables[0];
    const texts = { source: file, label };
    const onRead = (done: number) => {
      signal?.throwIfAborted();
      progress?.(done, file.size ?? 0);
    };
    const table = like
      ? await openTextsLike(texts, like, options)
      : await openTexts(texts, options, !isUnlabeled && label === undefined, onRead);
    // Labels of unlabeled texts are placeholders, such as -1.
    tables.push(isUnlabeled ? { table: table.table, columns: { text: table.columns.text } } : table);
  }
  return { kind, files: all, tables };
}

/** Returns how the files of a part are read, for people. */
export function descriptions(part: PartName, files: OpenPart): string[] {
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

/** Returns the size of a part in bytes. */
export function bytesOf({ files }: OpenPart): number {
  return files.reduce((sum, { size = 0 }) => sum + size, 0);
}

/** Adds to a count. */
export function add(counts: Map<string, number>, key: string, count: number): void {
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
