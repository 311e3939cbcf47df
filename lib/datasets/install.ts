import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { type Digest, digestOf, digestOfFolder, shortDigest } from '../files/digest';
import { DiskError } from '../files/disk-error';
import { type FileRecords, fileRecordsOf, writeRecord } from '../files/folder-record';
import { parseJson, wholeNumber } from '../files/json-file';
import { linkOrCopy } from '../files/link-or-copy';
import { buildFolder } from '../files/replace-folder';
import type { Watch } from '../progress';
import { downloadPath } from './cache';
import { type ArchiveSource, dataSet, dataSetName, datasetPath } from './catalog';
import { download } from './download';
import { fetchArchive } from './fetch-archive';
import { type Prepare, prepareOf } from './prepare';
import { unpack } from './unpack';

/** Options of `install`. The progress is in bytes: first downloaded, then unpacked. */
export interface InstallOptions extends Watch {
  /** A copy to use instead of the original: an archive, a folder of unpacked files, or a URL. */
  from?: string;
  /** Is told what a copy could not be compared with. */
  warn?: (line: string) => void;
}

/**
 * The content of `source.json`, beside the data: their origin. The file also has the sizes and
 * digests of the data's files.
 */
export interface SourceRecord {
  /** The archive's file name, the folder, or the URL. */
  from: string;
  /** The size of the archive. Undefined where the source was a folder. */
  bytes?: number;
  /**
   * The digest of the archive. Where the source was a folder, that of the installed files
   * (`digestOfFolder`).
   */
  digest?: Digest;
  /** Whether the archive's digest is that of the original. Undefined where that is unknown. */
  original?: boolean;
}

const RECORD = 'source.json';

/**
 * Returns whether a data set is installed, by `install` or by hand.
 *
 * @throws when there is no data set `name`.
 */
export function isInstalled(name: string): boolean {
  const folder = datasetPath(name);
  return dataSet(name).files.every((file) => existsSync(join(folder, file)));
}

/**
 * Returns the origin of an installed data set, or undefined where it was installed by hand. If its
 * record is damaged, the origin is `unknown`.
 */
export function sourceOf(name: string): SourceRecord | undefined {
  const file = join(datasetPath(name), RECORD);
  if (!existsSync(file)) return undefined;
  try {
    return parseJson(file, readFileSync(file), sourceSchema, `install ${name} again`);
  } catch {
    return { from: UNKNOWN };
  }
}

const UNKNOWN = 'unknown: source.json was damaged';
const sourceSchema = v.object({
  from: v.string(),
  bytes: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
  digest: v.optional(
    v.object({
      algorithm: v.picklist(['md5', 'sha1', 'sha256', 'sha512']),
      hex: v.pipe(v.string(), v.regex(/^[0-9a-f]{32,128}$/)),
    }),
  ),
  original: v.optional(v.boolean()),
});

/** Writes the record of a data set again if it is damaged. */
async function mendRecord(name: string): Promise<void> {
  const source = sourceOf(name);
  if (source?.from !== UNKNOWN) return;
  const folder = datasetPath(name);
  await writeRecord(folder, RECORD, { ...source, files: await recordsOfData(name, folder) });
}

/** Returns the records of the files and folders of a data set, and of nothing else beside them. */
function recordsOfData(name: string, folder: string): Promise<FileRecords> {
  const tops = dataSet(name).files.map((file) => file.replace(/[/].*$/, '/'));
  return fileRecordsOf(folder, [...new Set(tops)].sort());
}

/**
 * Installs a data set into its folder in `data/`: fetches its archive, unpacks it beside the
 * folder, checks the files, and renames the folder at the end, so that a killed process leaves
 * nothing half installed. Where the data set is installed, only mends a damaged record, unless
 * `from` gives a copy to replace it with. Several processes may install it at once.
 *
 * @throws when there is no data set `name`, it cannot be fetched, files are missing in the
 *   archive, the folder contains files that `install` did not write, or `signal` aborts.
 */
export async function install(name: string, options: InstallOptions = {}): Promise<void> {
  const set = dataSet(name);
  if (isInstalled(name) && !options.from) return mendRecord(name);
  requireOwnContent(name);
  const folder = datasetPath(name);
  await buildFolder(folder, async (ready, staging) => {
    const path = await findSource(name, staging, options);
    await fill(ready, staging, path, prepareOf(dataSetName(name)), options);
    const missing = set.files.filter((file) => !existsSync(join(ready, file)));
    if (missing.length > 0)
      throw new Error(`${path} does not contain the data set ${name}: ${missing.join(', ')} are missing`);
    const record = await recordOf(path, ready, set.archive, options.from);
    const doubt = doubtOf(record, set.archive);
    if (doubt) options.warn?.(`${name}: ${doubt}`);
    await writeRecord(ready, RECORD, { ...record, files: await recordsOfData(name, ready) });
  });
}

/**
 * Throws when a data set's folder contains files that `install` did not write: it would delete
 * them.
 */
function requireOwnContent(name: string): void {
  const folder = datasetPath(name);
  if (!existsSync(folder) || readdirSync(folder).length === 0 || sourceOf(name)) return;
  throw new Error(
    `${folder} holds files that were put there by hand: move them away, then install ${name} again`,
  );
}

/**
 * Returns the path of the archive or folder to install. A file from a URL is downloaded into
 * `staging`.
 */
async function findSource(name: string, staging: string, options: InstallOptions): Promise<string> {
  const { from, progress, signal } = options;
  const { archive } = dataSet(name);
  if (!from) {
    return fetchArchive(archive, { progress, signal }).catch((error) => {
      if (error instanceof DiskError) throw error;
      throw new Error(`${(error as Error).message}\n${withLocalCopy(name, archive.file)}`, { cause: error });
    });
  }
  if (/^https?:\/\//.test(from)) {
    const file = basename(new URL(from).pathname) || archive.file;
    const copy = downloadPath(join('copies', file));
    // A file of this name may come from another URL.
    rmSync(copy, { force: true });
    await download(from, copy, { progress, signal });
    linkOrCopy(copy, join(staging, file));
    rmSync(copy);
    return join(staging, file);
  }
  if (existsSync(from)) return resolve(from);
  throw new Error(`--from ${from}: there is no such file or folder`);
}

/** Returns the record of the archive or folder `path`, which `ready` was made from. */
async function recordOf(
  path: string,
  ready: string,
  archive: ArchiveSource,
  from = archive.file,
): Promise<SourceRecord> {
  if (statSync(path).isDirectory()) return { from: path, digest: (await digestOfFolder(ready)).digest };
  const expected = archive.digest;
  const same = expected && (await digestOf(path, expected.algorithm)).hex === expected.hex;
  return {
    from,
    bytes: statSync(path).size,
    digest: await digestOf(path),
    ...(expected && { original: same }),
  };
}

/** Returns why a copy may differ from the original; undefined if it does not. */
function doubtOf(
  { from, digest, original }: SourceRecord,
  { digest: expected }: ArchiveSource,
): string | undefined {
  if (original === true) return undefined;
  if (original === undefined) return `${from} was installed without a check: its digest is not known`;
  return (
    `${from} is not the original, and was installed all the same ` +
    `(its digest is ${shortDigest(digest!)}, the original's ${shortDigest(expected!)})`
  );
}

function withLocalCopy(name: string, file: string): string {
  return (
    `If you have ${file} on this machine: npm run data -- ${name} --from FILE (or a folder, or a URL); ` +
    `or set SENTIMENT_DATA_MIRROR to a folder that contains it.`
  );
}

/**
 * Fills `ready` from an archive, a folder or a single file. An archive is unpacked in `staging`.
 */
async function fill(
  ready: string,
  staging: string,
  path: string,
  prepare: Prepare,
  options: InstallOptions,
): Promise<void> {
  const { progress, signal } = options;
  if (statSync(path).isDirectory()) return prepare.from(path, ready, { mayMove: false, progress, signal });
  const raw = join(staging, 'raw');
  await mkdir(raw);
  if (/\.(txt|npy|parquet|json)$/i.test(path)) linkOrCopy(path, join(raw, basename(path)));
  else await unpack(path, raw, { only: (member) => prepare.wants.test(member), progress, signal });
  return prepare.from(raw, ready, { mayMove: true, progress, signal });
}
