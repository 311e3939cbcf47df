/** The files of a data set: a file, a folder, the files that a pattern names, or a zip archive. */
import {
  createReadStream,
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { readError } from '../files/disk-error';
import { type ByteSource, isJunk } from '../reading';
import { isGzip, unpacked, withoutGzip } from './gzip';
import { isZip, openZip } from './zip-files';

/** A file to read, with its place in the data set. */
export interface DataFile extends ByteSource {
  /** The path from the data set's folder, with `/`, without `.gz`. */
  path: string;
  /** Returns what changes when the file does: its path, size and date. */
  stamp(): string;
  /** Returns the whole file at once, which is faster for small ones. Absent: use `chunks`. */
  whole?(): Uint8Array;
}

/** The files of a data set. */
export interface DataFiles {
  /** The folder of the data set: that of the file, for a file. */
  dir: string;
  files: readonly DataFile[];
  /** What was named. A file is read whatever it is called, and so are those of a pattern. */
  kind: 'file' | 'folder' | 'pattern';
  /** How many links lead nowhere. */
  deadLinks: number;
}

/** Folders inside folders are listed this deep. */
const DEPTH = 8;
/** The bytes that are read at once. */
const CHUNK = 2 ** 18;

/**
 * Returns the files of a data set.
 *
 * @param path a file, a folder, or a pattern such as `reviews/*.csv`
 * @throws when there are none
 */
export async function dataFiles(path: string): Promise<DataFiles> {
  if (existsSync(path)) return statSync(path).isDirectory() ? folderFiles(path) : singleFile(path);
  if (!isDynamicPattern(path)) throw missing(doesNotExist(path));
  const found = (await glob(path.replaceAll('\\', '/'), { absolute: true })).filter(
    (file) => !isJunk(basename(file)),
  );
  if (found.length === 0) throw missing(`${path} matches no file`);
  const dir = commonFolder(found);
  const files = await Promise.all(found.sort().map((file) => filesAt(file, file.slice(dir.length + 1))));
  return { dir, files: files.flat(), kind: found.length === 1 ? 'file' : 'pattern', deadLinks: 0 };
}

/**
 * Returns an error with the code of the system's: a machine without the data is told from bad data.
 */
function missing(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOENT' });
}

/**
 * Returns that a path does not exist, and what does: the files beside it, the most similar first.
 */
export function doesNotExist(path: string): string {
  return `${path} does not exist${adviceFor(path)}`;
}

/** Returns what to do about a path that does not exist. */
function adviceFor(path: string): string {
  if (/^data[/\\](Kaggle|aclImdb)\b/.test(path))
    return ': npm run setup writes data/Kaggle, npm run data -- imdb installs data/aclImdb';
  const folder = dirname(path);
  if (!existsSync(folder)) return `, and neither does the folder ${folder}`;
  const names = readdirSync(folder).filter((name) => !isJunk(name));
  const shared = new Map(names.map((name) => [name, likeness(name, basename(path))]));
  const listed = names.sort((a, b) => shared.get(b)! - shared.get(a)!).slice(0, 6);
  return listed.length === 0 ? '' : `: ${folder === '.' ? 'this folder' : folder} has ${listed.join(', ')}`;
}

/** Returns the share of pairs of letters that two names have in common (Dice's coefficient). */
function likeness(a: string, b: string): number {
  const [left, right] = [pairsIn(a), pairsIn(b)];
  return (2 * [...left].filter((pair) => right.has(pair)).length) / (left.size + right.size || 1);
}

function pairsIn(name: string): Set<string> {
  const stem = `^${name.toLowerCase().replace(/\.\w+$/, '')}$`;
  return new Set(Array.from({ length: stem.length - 1 }, (_, at) => stem.slice(at, at + 2)));
}

async function singleFile(file: string): Promise<DataFiles> {
  const files = await filesAt(file, basename(file));
  return { dir: dirname(file), files, kind: isZip(file) ? 'folder' : 'file', deadLinks: 0 };
}

async function folderFiles(dir: string): Promise<DataFiles> {
  const files: DataFile[] = [];
  let deadLinks = 0;
  const walk = async (folder: string, path: string, above: readonly string[]) => {
    const real = realpathSync(folder);
    if (above.length > DEPTH || above.includes(real)) return; // a link to a folder above
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const [file, place] = [join(folder, entry.name), `${path}${entry.name}`];
      const kind = kindOf(entry, file);
      if (kind === 'folder') await walk(file, `${place}/`, [...above, real]);
      else if (kind === 'dead') deadLinks++;
      else if (/\.zip$/i.test(place) && !isJunk(place)) files.push(...(await filesAt(file, place)));
      else files.push(fileAt(file, place));
    }
  };
  await walk(dir, '', []);
  return { dir, files, kind: 'folder', deadLinks };
}

function kindOf(entry: Dirent, file: string): 'file' | 'folder' | 'dead' {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  try {
    return statSync(file).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'dead';
  }
}

/**
 * Returns a file, or the files in a zip archive. An archive of one file, `train.tsv.zip`, stands
 * for that file.
 */
async function filesAt(file: string, path: string): Promise<DataFile[]> {
  if (!isZip(file)) return [fileAt(file, path)];
  const members = await openZip(file);
  const stamp = fileAt(file, path).stamp;
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const real = members.filter(({ path: member }) => !isJunk(member));
  return members.map((member) => ({
    ...member,
    stamp: () => `${stamp()} ${member.path}`,
    path: real.length === 1 || folder === '' ? `${folder}${member.path}` : `${path}/${member.path}`,
  }));
}

/**
 * Returns a file as a source, unpacked if its name ends in `.gz`.
 *
 * @param path its place in the data set. Default: its name
 */
export function fileAt(file: string, path = basename(file)): DataFile {
  const isPacked = isGzip(path);
  return {
    path: withoutGzip(path),
    name: withoutGzip(path),
    get size() {
      return statSync(file).size;
    },
    stamp() {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    },
    chunks: (onRead) => (isPacked ? unpacked(file, chunksOf(file, onRead)) : chunksOf(file, onRead)),
    ...(!isPacked && {
      slice: (start: number, end: number) => sliceOf(file, start, end),
      whole: () => readFileSync(file),
    }),
  };
}

async function* chunksOf(file: string, onRead?: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  const stream = createReadStream(file, { highWaterMark: CHUNK });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      yield chunk;
      done += chunk.length;
      onRead?.(done);
    }
  } catch (error) {
    throw readError(error, file);
  }
}

async function sliceOf(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(error, file);
  } finally {
    await handle.close();
  }
}

function commonFolder(files: readonly string[]): string {
  const folders = files.map((file) => dirname(file).split('/'));
  const [first = []] = folders;
  const length = first.findIndex((name, at) => folders.some((names) => names[at] !== name));
  return (length < 0 ? first : first.slice(0, length)).join('/') || '/';
}
