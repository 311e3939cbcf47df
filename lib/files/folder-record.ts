/**
 * The record of a folder that we write: a JSON file with the size and the SHA-256 of each other
 * file in `files`, and in `sha256` that of the record itself, as JSON without blanks and without
 * this key. Whatever else a kind of folder records stands beside. So damage is found, and named.
 */
import { hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { digestOf, digestOfFolder } from './digest';
import { parseJson, sha256Hex, wholeNumber } from './json-file';
import { requireFile } from './require-file';
import { parseSealed, writeSealed } from './sealed-json';

/** The names of records, by what their folders contain. */
export const RECORDS = {
  'checkpoint.json': 'checkpoint',
  'classifier.json': 'exported model',
  'corpus.json': 'token corpus',
  'language-model.json': 'language model',
  'prepared.json': 'prepared files',
  'preprocessed.json': 'preprocessed corpus',
  'source.json': 'data set',
  'vectors.json': 'word vectors',
} as const;

/** The name of a record's file. */
export type RecordName = keyof typeof RECORDS;

/** The size and digest of a file, or of all files in a folder, whose name then ends with `/`. */
export interface FileRecord {
  bytes: number;
  sha256: string;
  /** The time of the last change and the inode: while they are the same, so is the content. */
  stamp?: string;
}

/** The files of a folder by name. */
export type FileRecords = Record<string, FileRecord>;

/** A name that stays inside of the folder. */
const fileName = v.pipe(
  v.string(),
  v.check((name) => /^[^/\\\0]+\/?$/.test(name) && !/^\.\.?\/?$/.test(name), 'a name in this folder'),
);

/** The schema of `files`. */
export const fileRecords = v.record(
  fileName,
  v.object({
    bytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    sha256: sha256Hex,
    stamp: v.optional(v.string()),
  }),
);

const envelope = v.looseObject({ files: v.optional(fileRecords) });

/**
 * Returns the records of files that were written.
 *
 * @param names of files, or of subfolders with `/` at the end. Default: all but records
 * @param stamps whether unchanged files need no second digest: for large ones
 */
export async function fileRecordsOf(
  folder: string,
  names: readonly string[] = namesIn(folder),
  { stamps = false } = {},
): Promise<FileRecords> {
  const files: FileRecords = {};
  for (const name of names) files[name] = await fileRecordOf(folder, name, stamps);
  return files;
}

/** Returns the record of a file's content. */
export function recordOfContent(content: string | Uint8Array): FileRecord {
  return { bytes: Buffer.byteLength(content), sha256: hash('sha256', content) };
}

/** Writes a record, with its own digest. */
export async function writeRecord<T extends { files: FileRecords }>(
  folder: string,
  name: RecordName,
  record: T,
): Promise<void> {
  await writeSealed(join(folder, name), record);
}

/**
 * Returns a record. Its files are not read.
 *
 * @param schema what it must be, beside its digests
 * @param remedy what makes the folder again
 * @param isSealed whether it must have a digest: earlier versions wrote none. It is given the
 *   record before it is checked against the schema
 * @throws if it is missing or damaged
 */
export async function readFolderRecord<S extends v.GenericSchema>(
  folder: string,
  name: RecordName,
  schema: S,
  remedy: string,
  isSealed: (record: Record<string, unknown>) => boolean = () => true,
): Promise<v.InferOutput<S>> {
  const file = join(folder, name);
  requireFile(file, remedy);
  const bytes = await readFile(file);
  parseJson(file, bytes, envelope, remedy); // names in it are checked before all else
  return parseSealed(file, bytes, schema, remedy, { isSealed });
}

/**
 * Checks the files of a folder against its record.
 *
 * @param record as `readFolderRecord` returned it
 * @param deep whether large files are read even if their stamp is the same
 * @throws if one is missing or differs; the message names it and the remedy
 */
export async function requireFiles<T extends { files: FileRecords }>(
  folder: string,
  name: RecordName,
  record: T,
  remedy: string,
  { deep = false } = {},
): Promise<void> {
  const files: FileRecords = {};
  let isRefreshed = false;
  for (const [file, known] of Object.entries(record.files)) {
    const path = join(folder, file);
    const fault = (what: string) => new Error(`${path} ${what}: ${remedy}`);
    if (!existsSync(path)) throw fault('is missing');
    if (!file.endsWith('/')) requireFile(path, remedy);
    files[file] = known;
    if (known.stamp !== undefined && !deep && known.stamp === (await stampOf(path))) continue;
    const found = await fileRecordOf(folder, file, known.stamp !== undefined);
    if (found.bytes !== known.bytes) throw fault(`has ${found.bytes} bytes instead of ${known.bytes}`);
    if (found.sha256 !== known.sha256) throw fault('was changed since it was written (its SHA-256 differs)');
    isRefreshed ||= found.stamp !== known.stamp;
    files[file] = found;
  }
  // A copy of the folder: the next time, its large files need no digest.
  if (isRefreshed) await writeRecord(folder, name, { ...record, files }).catch(() => {});
}

/**
 * Returns what is wrong with a folder, with a digest of every byte; undefined if nothing is, or if
 * an earlier version wrote it, without digests.
 *
 * @param remedy what makes it again
 */
export async function faultOfFolder(
  folder: string,
  name: RecordName,
  remedy: string,
): Promise<string | undefined> {
  try {
    const record = await readFolderRecord(folder, name, envelope, remedy, () => false);
    const { files = {} } = record;
    await requireFiles(folder, name, { ...record, files }, remedy, { deep: true });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !Object.hasOwn(RECORDS, name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}

async function fileRecordOf(folder: string, name: string, stamps: boolean): Promise<FileRecord> {
  const path = join(folder, name);
  if (name.endsWith('/')) {
    const { bytes, digest } = await digestOfFolder(path, (file) => !Object.hasOwn(RECORDS, file));
    return { bytes, sha256: digest.hex };
  }
  const stamp = stamps ? await stampOf(path) : undefined;
  const { size } = await stat(path);
  const { hex } = await digestOf(path);
  return { bytes: size, sha256: hex, ...(stamp !== undefined && { stamp }) };
}

async function stampOf(path: string): Promise<string> {
  const { mtimeNs, ino, size } = await stat(path, { bigint: true });
  return `${mtimeNs} ${ino} ${size}`;
}
