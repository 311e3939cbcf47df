/**
 * `node:fs` in a tab: files in memory, which are gone when the kernel stops. The course's own files
 * (data, models, records) are there too: each is fetched when it is first opened.
 */
import { resolve } from 'node:path';
import { gunzipSync } from 'fflate';
import { memfs } from 'memfs';
import { grown } from '../small-vectors';

const { fs: memory } = memfs({}, '/course/notebooks');
for (const folder of ['/tmp', '/course/notebooks']) memory.mkdirSync(folder, { recursive: true });

/** A file of the course. */
export interface MountedFile {
  url: string;
  /** Word vectors that were stored in 8 bits (`small-vectors.ts`). */
  shrunk?: boolean;
}

/** The course's files by path: `/course/data/stopwords.txt`. */
export type Mounted = Readonly<Record<string, MountedFile>>;

const notFetched = new Map<string, MountedFile>();
let base = '';
let notifyFetched: (path: string) => void = () => {};

/**
 * Adds the course's files.
 *
 * @param from what their URLs are relative to
 * @param fetched is told which file was fetched
 */
export function mount(files: Mounted, from: string, fetched: (path: string) => void): void {
  base = from;
  notifyFetched = fetched;
  for (const [path, file] of Object.entries(files)) {
    memory.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    memory.writeFileSync(path, '');
    notFetched.set(path, file);
  }
}

/** Returns a path from the root, as `memory` understands it. */
function pathOf(path: unknown): string | undefined {
  return typeof path === 'string' ? resolve('/course/notebooks', path) : undefined;
}

function store(path: string, bytes: ArrayBuffer): void {
  const file = notFetched.get(path);
  if (!file) return; // written or fetched meanwhile
  notFetched.delete(path);
  const content = unpacked(new Uint8Array(bytes));
  memory.writeFileSync(path, file.shrunk ? grown(content) : content);
  notifyFetched(path);
}

/** Servers may say that a `.gz` file is compressed. Then the browser has unpacked it. */
function unpacked(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

const failed = (path: string, status: number) =>
  new Error(`${path} cannot be fetched (HTTP status ${status}): is the network there? Run the cell again`);

/** Workers may wait for a file, as synchronous functions of `node:fs` do. */
function fetchNow(path: string): void {
  const request = new XMLHttpRequest();
  request.open('GET', new URL(notFetched.get(path)!.url, base), false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw failed(path, request.status);
  store(path, request.response as ArrayBuffer);
}

async function fetchLater(path: string): Promise<void> {
  const response = await fetch(new URL(notFetched.get(path)!.url, base));
  if (!response.ok) throw failed(path, response.status);
  store(path, await response.arrayBuffer());
}

/** What a function does with the path of an argument. */
type Use =
  /** It reads the file. */
  | 'read'
  /** It reads the file, or all files of the folder. */
  | 'read all'
  /** Afterwards the file, or the folder, is not what it was. */
  | 'replace';

/** Returns the course's files that are still to be fetched, at a path or in this folder. */
function waitingAt(path: string): string[] {
  return [...notFetched.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
}

function toFetch(uses: readonly Use[], args: readonly unknown[]): string[] {
  return uses.flatMap((use, n) => {
    const path = pathOf(args[n]);
    if (path === undefined || use === 'replace') return [];
    return use === 'read all' ? waitingAt(path) : notFetched.has(path) ? [path] : [];
  });
}

function forgetReplaced(uses: readonly Use[], args: readonly unknown[]): void {
  for (const [n, use] of uses.entries()) {
    const path = use === 'replace' ? pathOf(args[n]) : undefined;
    for (const one of path === undefined ? [] : waitingAt(path)) notFetched.delete(one);
  }
}

/** Makes a function fetch what it reads and keep what it writes. `uses`: those of its arguments. */
function now<Args extends unknown[], Result>(uses: Use[], work: (...args: Args) => Result) {
  return (...args: Args): Result => {
    for (const path of toFetch(uses, args)) fetchNow(path);
    const result = work(...args);
    forgetReplaced(uses, args);
    return result;
  };
}

/** The same for a function that returns a promise. */
function later<Args extends unknown[], Result>(uses: Use[], work: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    for (const path of toFetch(uses, args)) await fetchLater(path);
    const result = await work(...args);
    forgetReplaced(uses, args);
    return result;
  };
}

export const readFileSync = now(['read'], memory.readFileSync);
export const openSync = now(['read'], (path: string, flags: string | number = 'r', mode?: number) =>
  memory.openSync(path, flags, mode),
);
export const statSync = now(['read'], memory.statSync);
export const lstatSync = now(['read'], memory.lstatSync);
export const appendFileSync = now(['read'], memory.appendFileSync);
export const truncateSync = now(['read'], memory.truncateSync);
export const createReadStream = now(['read'], memory.createReadStream);
export const createWriteStream = now(['read'], memory.createWriteStream);
export const copyFileSync = now(['read', 'replace'], memory.copyFileSync);
export const linkSync = now(['read'], memory.linkSync);
export const renameSync = now(['read all', 'replace'], memory.renameSync);
export const writeFileSync = now(['replace'], memory.writeFileSync);
export const rmSync = now(['replace'], memory.rmSync);
export const unlinkSync = now(['replace'], memory.unlinkSync);
export const {
  accessSync,
  close,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  read,
  readSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  utimesSync,
  writeSync,
} = memory;

type Part = string | Uint8Array;
type Content = Part | Iterable<Part> | AsyncIterable<Part>;

/** Returns content in one piece: Node writes parts one after the other. */
async function whole(content: Content): Promise<Part> {
  if (typeof content === 'string' || ArrayBuffer.isView(content)) return content;
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

const { promises: inMemory } = memory;
export const promises = {
  ...inMemory,
  readFile: later(['read'], inMemory.readFile),
  open: later(['read'], (path: string, flags: string | number = 'r', mode?: number) =>
    inMemory.open(path, flags, mode),
  ),
  stat: later(['read'], inMemory.stat),
  lstat: later(['read'], inMemory.lstat),
  appendFile: later(['read'], inMemory.appendFile),
  truncate: later(['read'], inMemory.truncate),
  copyFile: later(['read', 'replace'], inMemory.copyFile),
  cp: later(['read all', 'read all'], inMemory.cp),
  link: later(['read'], inMemory.link),
  rename: later(['read all', 'replace'], inMemory.rename),
  writeFile: later(['replace'], async (path: string, content: Content, options?: object) =>
    inMemory.writeFile(path, await whole(content), options),
  ),
  rm: later(['replace'], inMemory.rm),
  unlink: later(['replace'], inMemory.unlink),
};

export default {
  ...memory,
  readFileSync,
  openSync,
  statSync,
  lstatSync,
  appendFileSync,
  truncateSync,
  createReadStream,
  createWriteStream,
  copyFileSync,
  linkSync,
  renameSync,
  writeFileSync,
  rmSync,
  unlinkSync,
  promises,
};
