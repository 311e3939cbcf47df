import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { cp, link, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Progress } from '../progress';
import { cacheDir } from './cache';
import { type DataSet, dataSet, dataSetName, datasetPath } from './catalogue';
import { type Digest, digestOf } from './digest';
import { download } from './download';
import { fetchArchive } from './fetch-archive';
import { isAbandoned, owner } from './partial-file';
import { type Prepare, prepareOf } from './prepare';
import { unpack } from './unpack';

export interface InstallOptions {
  /** A local copy instead of the original: an archive, a folder of unpacked files, or an address. */
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
 * Puts a data set into its folder in `data/`: fetched where it is not on this machine, unpacked beside the folder,
 * checked, and renamed at the end, so that a killed run leaves nothing half installed. Does nothing where the data
 * set is installed, unless `from` names a copy that is to replace it. Two processes may install the same at once.
 *
 * @throws when there is no data set of that name, it cannot be fetched, or the copy does not hold what it should.
 */
export async function install(name: string, options: InstallOptions = {}): Promise<void> {
  const set = dataSet(name);
  if (isInstalled(name) && !options.from) return;
  const folder = datasetPath(name);
  await mkdir(dirname(folder), { recursive: true });
  removeAbandoned(folder);
  const staging = `${folder}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const { path, record } = await obtain(name, set, options);
    await fill(staging, path, prepareOf(dataSetName(name)), options);
    const missing = set.files.filter((file) => !existsSync(join(staging, 'ready', file)));
    if (missing.length > 0)
      throw new Error(`${path} does not hold the data set ${name}: ${missing.join(', ')} came out missing`);
    await writeFile(join(staging, 'ready', RECORD), `${JSON.stringify(record, null, 2)}\n`);
    replaceFolder(join(staging, 'ready'), folder, join(staging, 'old'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

interface Obtained {
  path: string;
  record: SourceRecord;
}

async function obtain(name: string, set: DataSet, options: InstallOptions): Promise<Obtained> {
  const path = await locally(name, set, options);
  if (statSync(path).isDirectory()) return { path, record: { from: path } };
  const { digest: expected, file } = set.archive;
  const digest = await digestOf(path);
  const same = expected && (await digestOf(path, expected.algorithm)).hex === expected.hex;
  return {
    path,
    record: {
      from: options.from ?? file,
      bytes: statSync(path).size,
      digest,
      ...(expected && { original: same }),
    },
  };
}

async function locally(name: string, { archive }: DataSet, options: InstallOptions): Promise<string> {
  const { from, progress, signal } = options;
  if (!from) {
    return fetchArchive(archive, { progress, signal }).catch((error) => {
      throw new Error(`${(error as Error).message}\n${withLocalCopy(name, archive.file)}`, { cause: error });
    });
  }
  if (/^https?:\/\//.test(from)) {
    const file = join(cacheDir(), 'downloads', 'copies', basename(new URL(from).pathname) || archive.file);
    // Another address may have another file of that name: only an unbroken download of this one counts.
    rmSync(file, { force: true });
    await download(from, file, { progress, signal });
    return file;
  }
  if (existsSync(from)) return resolve(from);
  throw new Error(`--from ${from}: there is no such file or folder`);
}

function withLocalCopy(name: string, file: string): string {
  return (
    `If you have ${file} on this machine: npm run data -- ${name} --from FILE (or a folder, or another address); ` +
    `or put it into a folder and name that in SENTIMENT_DATA_MIRROR.`
  );
}

/** Makes `staging/ready` from an archive, a folder or a single file. */
async function fill(staging: string, path: string, prepare: Prepare, options: InstallOptions): Promise<void> {
  const { progress, signal } = options;
  const ready = join(staging, 'ready');
  await mkdir(ready, { recursive: true });
  if (statSync(path).isDirectory()) return prepare.from(path, ready, { mayMove: false, progress, signal });
  const raw = join(staging, 'raw');
  await mkdir(raw);
  if (/\.(txt|npy|parquet|json)$/i.test(path)) await linkOrCopy(path, join(raw, basename(path)));
  else await unpack(path, raw, { only: (member) => prepare.wants.test(member), progress, signal });
  return prepare.from(raw, ready, { mayMove: true, progress, signal });
}

async function linkOrCopy(file: string, target: string): Promise<void> {
  await link(file, target).catch(() => cp(file, target));
}

/** Puts `from` in the place of `to`, whose old content goes to `aside`. Where another process was faster, it stays. */
function replaceFolder(from: string, to: string, aside: string): void {
  if (existsSync(to)) renameSync(to, aside);
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** Removes what killed processes left beside `folder`. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith('.tmp')) continue;
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (isAbandoned(name, written)) rmSync(path, { recursive: true, force: true });
  }
}
