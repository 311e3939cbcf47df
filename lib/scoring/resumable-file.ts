/**
 * A file that is written row by row, and completed after the program was killed. Until it is
 * complete its name ends in `.partial`. A journal beside it says how many rows it has, and how many
 * bytes they take. What was written after the last entry of the journal is written again.
 */
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { wholeNumber } from '../files/json-file';
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
  format: v.picklist([1, 2]),
  /** Identifies what is written. */
  key: v.string(),
  rows: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  bytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
});

/**
 * Opens a file to write, or to continue.
 *
 * @param key identifies what is written: the input, the model and the options
 * @throws if the file exists; if its partial one was written for another key; if its journal is
 *   damaged, or counts more bytes than it has
 */
export async function openResumable(file: string, key: string): Promise<ResumableFile> {
  const [partial, journal] = [`${file}.partial`, `${file}.partial.json`];
  if (existsSync(file)) throw new Error(`${file} exists: name a new file, or remove it`);
  const remedy = `remove it and ${partial}, and run the same command again`;
  const before =
    existsSync(journal) && existsSync(partial)
      ? await readSealed(journal, journalSchema, remedy, { isSealed: ({ format }) => format !== 1 })
      : undefined;
  if (before && before.key !== key)
    throw new Error(
      `${partial} was begun for another input, model or options: remove it and ${journal}, or name a new file`,
    );
  const handle = await open(partial, before ? 'r+' : 'w');
  let { rows, bytes } = before ?? { rows: 0, bytes: 0 };
  const { size } = await handle.stat();
  if (size < bytes) {
    await handle.close();
    throw new Error(`${partial} has ${size} bytes instead of ${bytes}: ${remedy.replace(partial, journal)}`);
  }
  await handle.truncate(bytes);
  let written = Date.now();
  let isOpen = true;
  const save = async () => {
    await handle.datasync();
    await writeSealed(journal, { format: 2, key, rows, bytes });
    written = Date.now();
  };
  if (!before) await save();
  return {
    get rows() {
      return rows;
    },
    async append(text, more) {
      const content = Buffer.from(text);
      await writeWhole(handle, content, bytes);
      bytes += content.length;
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
