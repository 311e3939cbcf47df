/**
 * A file that is written row by row, and completed after the program was killed. Until it is
 * complete its name ends in `.partial`. A journal beside it says how many rows it has, how many
 * bytes they take, and their digest. What was written after the last entry of the journal is
 * written again.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { diskError } from '../files/disk-error';
import { sha256Hex, wholeNumber } from '../files/json-file';
import { takeLock } from '../files/lock';
import { nameNewFile } from '../files/name-new-file';
import { readSealed, writeSealed } from '../files/sealed-json';
import { writeWhole } from '../files/write-whole';

/** A file that is being written. */
export interface ResumableFile {
  /** The rows that it has by now. */
  readonly rows: number;
  /** Appends text. @param rows the rows in it */
  append(text: string, rows: number): Promise<void>;
  /** Gives the file its name. */
  finish(): Promise<void>;
  /** Closes the file as it is, if it is not finished. */
  close(): Promise<void>;
}

/** The milliseconds between two entries of the journal. */
const JOURNAL_EVERY = 500;

const journalSchema = v.object({
  format: v.picklist([1, 2, 3]),
  /** Identifies what is written. */
  key: v.string(),
  rows: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  bytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  /** That of these bytes. Absent in journals of earlier versions, of format 1 and 2. */
  digest: v.optional(sha256Hex),
});

/** Milliseconds without a sign of life after which a process on another machine counts as dead. */
const LEASE = 10 * 60_000;

/**
 * Opens a file to write, or to continue. Makes its folder. Until it is finished or closed, no other
 * process can open it.
 *
 * @param key identifies what is written: the input, the model and the options
 * @throws LockedError if another process writes it; if the file exists; if its partial one was
 *   written for another key, or was changed; if its journal is damaged, or counts more bytes than
 *   it has; DiskError if it cannot be written
 */
export async function openResumable(file: string, key: string): Promise<ResumableFile> {
  if (existsSync(file)) throw new Error(`${file} exists: name a new file, or remove it`);
  const lock = takeLock(`${file}.partial.lock`, file, LEASE);
  try {
    return await openLocked(file, key, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(file: string, key: string, release: () => void): Promise<ResumableFile> {
  const [partial, journal] = [`${file}.partial`, `${file}.partial.json`];
  const remedy = `remove it and ${partial}, and run the same command again`;
  const before =
    existsSync(journal) && existsSync(partial)
      ? await readSealed(journal, journalSchema, remedy, { isSealed: ({ format }) => format !== 1 })
      : undefined;
  if (before && before.key !== key)
    throw new Error(
      `${partial} was begun for another input, model or options: remove it and ${journal}, or name a new file`,
    );
  const orDiskError = <T>(work: Promise<T>) =>
    work.catch((error) => {
      throw diskError(error, partial);
    });
  const handle = await orDiskError(open(partial, before ? 'r+' : 'w'));
  let { rows, bytes } = before ?? { rows: 0, bytes: 0 };
  const hash = createHash('sha256');
  let isOpen = true;
  const end = async () => {
    isOpen = false;
    await handle.close();
  };
  let written = Date.now();
  const save = async () => {
    await orDiskError(handle.datasync());
    await writeSealed(journal, { format: 3, key, rows, bytes, digest: digestSoFar(hash) });
    written = Date.now();
  };
  const begin = async () => {
    const { size } = await handle.stat();
    if (size < bytes)
      throw new Error(
        `${partial} has ${size} bytes instead of ${bytes}: ${remedy.replace(partial, journal)}`,
      );
    await orDiskError(addStart(hash, partial, bytes));
    if (before?.digest !== undefined && before.digest !== digestSoFar(hash))
      throw new Error(
        `${partial} was changed since it was written (its SHA-256 differs): ${remedy.replace(partial, journal)}`,
      );
    await handle.truncate(bytes);
    if (!before) await save();
  };
  await begin().catch(async (error) => {
    await end();
    throw error;
  });
  return {
    get rows() {
      return rows;
    },
    async append(text, more) {
      const content = Buffer.from(text);
      await orDiskError(writeWhole(handle, content, bytes));
      hash.update(content);
      bytes += content.length;
      rows += more;
      if (Date.now() - written >= JOURNAL_EVERY) await save();
    },
    async finish() {
      await save();
      await end();
      try {
        if (!(await nameNewFile(partial, file)))
          throw new Error(`${file} was made by another program meanwhile: the rows are in ${partial}`);
        await rm(partial, { force: true });
        await rm(journal);
      } finally {
        release();
      }
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await save().finally(end).finally(release);
    },
  };
}

/** Adds the first bytes of a file to a digest. */
async function addStart(hash: Hash, file: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  const start = createReadStream(file, { end: bytes - 1, highWaterMark: 2 ** 20 });
  await pipeline(start, hash, { end: false });
}

/** Returns the digest of what was added by now, in hex. More can be added. */
function digestSoFar(hash: Hash): string {
  return hash.copy().digest('hex');
}
