import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Digest, digestOf, digestOfFolder } from '../files/digest';
import { linkOrCopy } from '../files/link-or-copy';
import { buildFolder } from '../files/replace-folder';
import type { Progress } from '../progress';
import { downloadPath } from './cache';
import { type ArchiveSource, dataSet, dataSetName, datasetPath } from './catalogue';
import { download } from './download';
import { fetchArchive } from './fetch-archive';
import { type Prepare, prepareOf } from './prepare';
import { unpack } from './unpack';

export interface InstallOptions {
  /**
   * A local copy instead of the original: an archive, a folder of unpacked files, or an address.
   */
  from?: string;
  /** Is told of bytes: downloaded, then unpacked. */
  progress?: Progress;
  signal?: AbortSignal;
}

/** What is noted beside the data of where they came from. */
export interface SourceRecord {
  /** The archive's file name, the folder, or the address. */
  from: string;
  bytes?: number;
  /**
   * Digest of the archive; where the source was a folder, of the files that were made of it
   * (`digestOfFolder`).
   */
  digest?: Digest;
  /** Whether it is the original, byte by byte; undefined where that cannot be told. */
  original?: boolean;
}

const RECORD = 'source.json';

/** Returns whether a data set is there, installed by `install` or put there by hand. */
export function isInstalled(name: string): boolean {
  const folder = datasetPath(name);
  return dataSet(name).files.every((file) => existsSync(join(folder, file)));
}

/** Returns where an installed data set came from, undefined where it was put there by hand. */
export function sourceOf(name: string): SourceRecord | undefined {
  const file = join(datasetPath(name), RECORD);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Puts a data set into its folder in `data/`: fetched where it is not on this machine, unpacked
 * beside the folder, checked, and renamed at the end, so that a killed run leaves nothing half
 * installed. Does nothing where the data set is installed, unless `from` names a copy that is to
 * replace it. Two processes may install the same at once.
 *
 * @throws when there is no data set of that name, it cannot be fetched, the copy does not hold
 *   what it should, or the folder holds files that `install` did not put there.
 */
export async function install(name: string, options: InstallOptions = {}): Promise<void> {
  const set = dataSet(name);
  if (isInstalled(name) && !options.from) return;
  refuseForeignContent(name);
  const folder = datasetPath(name);
  await buildFolder(folder, async (ready, staging) => {
    const path = await obtain(name, staging, options);
    await fill(ready, staging, path, prepareOf(dataSetName(name)), options);
    const missing = set.files.filter((file) => !existsSync(join(ready, file)));
    if (missing.length > 0)
      throw new Error(`${path} does not hold the data set ${name}: ${missing.join(', ')} came out missing`);
    const record = await recordOf(path, ready, set.archive, options.from);
    await writeFile(join(ready, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  });
}

/**
 * Refuses a folder with content that `install` did not put there: replacing it would delete
 * somebody's own files.
 */
function refuseForeignContent(name: string): void {
  const folder = datasetPath(name);
  if (!existsSync(folder) || readdirSync(folder).length === 0 || sourceOf(name)) return;
  throw new Error(
    `${folder} holds files that were put there by hand: move them away, then install ${name} again`,
  );
}

/**
 * Returns where the copy to install is on this machine; one that comes from an address is put into
 * `staging`.
 */
async function obtain(name: string, staging: string, options: InstallOptions): Promise<string> {
  const { from, progress, signal } = options;
  const { archive } = dataSet(name);
  if (!from) {
    return fetchArchive(archive, { progress, signal }).catch((error) => {
      throw new Error(`${(error as Error).message}\n${withLocalCopy(name, archive.file)}`, { cause: error });
    });
  }
  if (/^https?:\/\//.test(from)) {
    const file = basename(new URL(from).pathname) || archive.file;
    const copy = downloadPath(join('copies', file));
    // Another address may have another file of that name: only an unbroken download of this one
    // counts.
    rmSync(copy, { force: true });
    await download(from, copy, { progress, signal });
    linkOrCopy(copy, join(staging, file));
    rmSync(copy);
    return join(staging, file);
  }
  if (existsSync(from)) return resolve(from);
  throw new Error(`--from ${from}: there is no such file or folder`);
}

/** Returns what is to be noted of a copy, of which `ready` was made. */
async function recordOf(
  path: string,
  ready: string,
  archive: ArchiveSource,
  from = archive.file,
): Promise<SourceRecord> {
  if (statSync(path).isDirectory()) return { from: path, digest: await digestOfFolder(ready) };
  const expected = archive.digest;
  const same = expected && (await digestOf(path, expected.algorithm)).hex === expected.hex;
  return {
    from,
    bytes: statSync(path).size,
    digest: await digestOf(path),
    ...(expected && { original: same }),
  };
}

function withLocalCopy(name: string, file: string): string {
  return (
    `If you have ${file} on this machine: npm run data -- ${name} --from FILE (or a folder, or another address); ` +
    `or put it into a folder and name that in SENTIMENT_DATA_MIRROR.`
  );
}

/**
 * Fills `ready` from an archive, a folder or a single file; what is unpacked on the way goes into
 * `staging`.
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
