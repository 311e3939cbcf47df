/**
 * `node:fs` in a tab: files in memory, which are gone when the kernel stops. The course's own files
 * (data, models, records) are there too: each is fetched when it is first opened.
 */
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
let told: (path: string) => void = () => {};

/**
 * Adds the course's files.
 *
 * @param from what their URLs are relative to
 * @param fetched is told which file was fetched
 */
export function mount(files: Mounted, from: string, fetched: (path: string) => void): void {
  base = from;
  told = fetched;
  for (const [path, file] of Object.entries(files)) {
    memory.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    memory.writeFileSync(path, '');
    notFetched.set(path, file);
  }
}

/** Returns the path of a course's file that is still to be fetched. */
function awaited(path: unknown): string | undefined {
  if (typeof path !== 'string' || notFetched.size === 0) return undefined;
  const whole = new URL(path, 'file:///course/notebooks/').pathname;
  const decoded = decodeURIComponent(whole);
  return notFetched.has(decoded) ? decoded : undefined;
}

function store(path: string, bytes: ArrayBuffer): void {
  const file = notFetched.get(path);
  if (!file) return; // written or fetched meanwhile
  notFetched.delete(path);
  const content = unpacked(new Uint8Array(bytes));
  memory.writeFileSync(path, file.shrunk ? grown(content) : content);
  told(path);
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

/** Makes a function fetch the file that it is called with. */
function fetching<Args extends unknown[], Result>(work: (...args: Args) => Result) {
  return (...args: Args): Result => {
    const path = awaited(args[0]);
    if (path) fetchNow(path);
    return work(...args);
  };
}

function fetchingLater<Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    const path = awaited(args[0]);
    if (path) await fetchLater(path);
    return work(...args);
  };
}

/** What replaces a file need not fetch it. */
function replacing<Args extends unknown[], Result>(work: (...args: Args) => Result) {
  return (...args: Args): Result => {
    for (const arg of args.slice(0, 2)) {
      const path = awaited(arg);
      if (path) notFetched.delete(path);
    }
    return work(...args);
  };
}

export const readFileSync = fetching(memory.readFileSync);
export const openSync = fetching((path: string, flags: string | number = 'r', mode?: number) =>
  memory.openSync(path, flags, mode),
);
export const statSync = fetching(memory.statSync);
export const lstatSync = fetching(memory.lstatSync);
export const copyFileSync = fetching(memory.copyFileSync);
export const linkSync = fetching(memory.linkSync);
export const renameSync = fetching(memory.renameSync);
export const createReadStream = fetching(memory.createReadStream);
export const writeFileSync = replacing(memory.writeFileSync);
export const rmSync = replacing(memory.rmSync);
export const {
  accessSync,
  appendFileSync,
  close,
  closeSync,
  constants,
  createWriteStream,
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
  truncateSync,
  unlinkSync,
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

const later = memory.promises;
export const promises = {
  ...later,
  readFile: fetchingLater(later.readFile),
  open: fetchingLater((path: string, flags: string | number = 'r', mode?: number) =>
    later.open(path, flags, mode),
  ),
  stat: fetchingLater(later.stat),
  lstat: fetchingLater(later.lstat),
  copyFile: fetchingLater(later.copyFile),
  rename: fetchingLater(later.rename),
  writeFile: replacing(async (path: string, content: Content, options?: object) =>
    later.writeFile(path, await whole(content), options),
  ),
  rm: replacing(later.rm),
};

export default {
  ...memory,
  readFileSync,
  openSync,
  statSync,
  lstatSync,
  copyFileSync,
  linkSync,
  renameSync,
  createReadStream,
  writeFileSync,
  rmSync,
  promises,
};
