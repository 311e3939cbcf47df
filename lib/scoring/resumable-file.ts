/**
 * A file that is written row by row, and completed after the program was killed. Until it is
 * complete its name ends in `.partial`. A journal beside it says how many rows it has, and how many
 * bytes they take. What was written after the last entry of the journal is written again.
 */
import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { replaceFile } from '../files/replace-file';
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

interface Journal {
  format: 1;
  /** Identifies what is written. */
  key: string;
  rows: number;
  bytes: number;
}

/**
 * Opens a file to write, or to continue.
 *
 * @param key identifies what is written: the input, the model and the options
 * @throws if the file exists, or if its partial one was written for another key
 */
export async function openResumable(file: string, key: string): Promise<ResumableFile> {
  const [partial, journal] = [`${file}.partial`, `${file}.partial.json`];
  if (existsSync(file)) throw new Error(`${file} exists: name a new file, or remove it`);
  const before = existsSync(journal) && existsSync(partial) ? await read(journal) : undefined;
  if (before && before.key !== key)
    throw new Error(
      `${partial} was begun for another input, model or options: remove it and ${journal}, or name a new file`,
    );
  const handle = await open(partial, before ? 'r+' : 'w');
  let { rows, bytes } = before ?? { rows: 0, bytes: 0 };
  await handle.truncate(bytes);
  let written = Date.now();
  let isOpen = true;
  const save = async () => {
    await handle.datasync();
    await replaceFile(journal, `${JSON.stringify({ format: 1, key, rows, bytes } satisfies Journal)}\n`);
    written = Date.now();
  };
  if (!before) await save();
  return {
    get rows() {
      return rows;
    },
    async append(text, more) {
      const chunk = Buffer.from(text);
      await writeWhole(handle, chunk, bytes);
      bytes += chunk.length;
      rows += more;
      if (Date.now() - written >= JOURNAL_EVERY) await save();
    },
    async finish() {
      await save();
      isOpen = false;
      await handle.close();
      await rename(partial, file);
      await rm(journal);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await save();
      await handle.close();
    },
  };
}

async function read(journal: string): Promise<Journal | undefined> {
  try {
    return JSON.parse(await readFile(journal, 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}
