import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { makeFolder } from '../files/make-folder';
import { requireFile } from '../files/require-file';
import { isBomb, openZip } from '../files/zip';
import { pause } from '../interrupt';
import type { Watch } from '../progress';

/** Options of `unpack`. The progress is in bytes of the archive. */
export interface UnpackOptions extends Watch {
  /** Returns whether to unpack the member `name`. Default: all members. */
  only?: (name: string) => boolean;
}

/**
 * Unpacks a zip archive, such as a Python wheel, into the folder `into`, which is made where it is
 * missing.
 *
 * @throws when the archive is damaged, a member is a link or would be outside of `into`, the
 *   content is far larger than any data (`isBomb`), or `signal` aborts. Files that were unpacked
 *   before stay.
 */
export async function unzip(archive: string, into: string, options: UnpackOptions = {}): Promise<void> {
  const { members, size, close } = await openZip(archive).catch((error) => {
    throw new Error(`${archive} is not a whole zip archive: ${error.message}`, { cause: error });
  });
  try {
    let done = 0;
    for (const { path, compressedSize, isLink, chunks } of members) {
      await pause(options.signal);
      done += compressedSize;
      if (options.only?.(path) === false) continue;
      if (isLink) throw refusal(archive, path, 'is a link');
      const target = targetOf(archive, path, into);
      makeFolder(dirname(target));
      await pipeline(chunks(), createWriteStream(target, { flags: 'wx' }));
      options.progress?.(done, size);
    }
    options.progress?.(size, size);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'AbortError' || message.startsWith(archive)) throw error;
    throw new Error(`${archive}: ${message}`, { cause: error });
  } finally {
    close();
  }
}

/** The bytes of a tar archive that are read at once. */
const READ = 2 ** 18;

/**
 * Unpacks a tar archive, compressed with gzip or not, like `unzip`. Writes are synchronous: for
 * IMDB's 100,000 small files that takes half the time of asynchronous writes.
 *
 * @throws like `unzip`.
 */
export async function untar(archive: string, into: string, options: UnpackOptions = {}): Promise<void> {
  let refused: Error | undefined;
  let [done, unpacked] = [0, 0];
  const onData = (bytes: Buffer) => {
    unpacked += bytes.length;
    if (isBomb(unpacked, done + READ))
      refused ??= new Error(`${archive} unpacks to more than ${unpacked} bytes, far more than any data`);
  };
  const open = new Set<number>(); // the descriptors of the files being written
  const onReadEntry = (entry: ReadEntry) => {
    try {
      if (entry.type === 'Directory' || refused || options.only?.(entry.path) === false) entry.resume();
      else if (entry.type !== 'File' && entry.type !== 'OldFile')
        throw refusal(archive, entry.path, `is a ${entry.type}`);
      else writeEntry(entry, targetOf(archive, entry.path, into), open, onData);
    } catch (error) {
      refused = error as Error;
      entry.resume();
    }
  };
  const parser = new Parser({ strict: true, onReadEntry });
  const parsed = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject)).catch(
    (error: Error) => {
      refused ??= new Error(`${archive} is not a whole tar archive: ${error.message}`, { cause: error });
    },
  );
  let isEnded = false;
  parser.on('nullBlock', () => {
    isEnded = true;
  });
  const size = statSync(archive).size;
  try {
    for await (const bytes of createReadStream(archive, {
      highWaterMark: READ,
    }) as AsyncIterable<Buffer>) {
      if (!parser.write(bytes)) await Promise.race([once(parser, 'drain'), parsed]);
      if (refused) throw refused;
      done += bytes.length;
      options.progress?.(done, size);
      await pause(options.signal);
    }
    parser.end();
    await parsed;
    if (refused) throw refused;
    if (!isEnded) throw new Error(`${archive} is not a whole tar archive: its end is missing`);
  } finally {
    for (const file of open) closeSync(file); // an incomplete member
  }
}

/**
 * Unpacks an archive with `unzip` or `untar`, by its name.
 *
 * @throws like `unzip`, and when the name does not end in .zip, .whl, .tar, .tar.gz or .tgz.
 */
export async function unpack(archive: string, into: string, options: UnpackOptions = {}): Promise<void> {
  const isZip = /\.(zip|whl)$/i.test(archive);
  if (!isZip && !/\.(tar|tar\.gz|tgz)$/i.test(archive))
    throw new Error(
      `${basename(archive)} is no archive that can be unpacked: expected .zip, .whl, .tar.gz or .tgz`,
    );
  requireFile(archive);
  return isZip ? unzip(archive, into, options) : untar(archive, into, options);
}

/**
 * Writes a member to `target` while it is read. Its descriptor is in `open` until it is complete.
 */
function writeEntry(
  entry: ReadEntry,
  target: string,
  open: Set<number>,
  onData: (bytes: Buffer) => void,
): void {
  makeFolder(dirname(target));
  const file = openSync(target, 'wx');
  open.add(file);
  entry.on('data', (bytes) => {
    // On a disk that fills up, a call writes some of them.
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    onData(bytes);
  });
  entry.on('end', () => {
    open.delete(file);
    closeSync(file);
  });
}

/** Returns the path of a member. @throws when it is outside of `into`, or is there already. */
function targetOf(archive: string, name: string, into: string): string {
  const target = resolve(into, name);
  if (!target.startsWith(resolve(into) + sep) || name.includes('\0') || /^([a-zA-Z]:|[\\/])/.test(name))
    throw refusal(archive, name, 'leaves the folder');
  if (existsSync(target)) throw refusal(archive, name, 'is there already');
  return target;
}

function refusal(archive: string, name: string, why: string): Error {
  return new Error(`${archive}: the member ${JSON.stringify(name)} ${why}; nothing of this archive is used`);
}
