/** Runs a reader on damaged inputs, and counts the outcomes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Damage } from './mutations';
import { damaged } from './mutations';
import type { Reader } from './reader';

/**
 * The outcome of an input: the value of the undamaged files, another value that breaks no rule, an
 * error of ours that names the file, one that does not, an error of Node or a package, or a value
 * that is silently wrong.
 */
export type Outcome = 'same' | 'other' | 'named' | 'unnamed' | 'foreign' | 'silent';

/** The outcomes that are faults. */
export const FAULTS: readonly Outcome[] = ['unnamed', 'foreign', 'silent'];

/** The outcome of an input, and what shows it: the error or the value. */
export interface Finding {
  outcome: Outcome;
  detail: string;
}

/** A reader with its valid files in a folder. */
export interface Trial {
  /** Reads the files with this damage. */
  run(damage: Damage): Promise<Finding>;
  /** Reads the files with something else in the place of one of them. */
  replace(file: string, make: (path: string) => void): Promise<Finding>;
  close(): void;
}

/** A file system in memory, if there is one: the files are written millions of times. */
const scratch = () => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** Writes the files of a reader, and reads them once. */
export async function startTrial(reader: Reader): Promise<Trial> {
  const folder = mkdtempSync(join(scratch(), 'fuzz-'));
  await reader.write(folder);
  const originals = new Map(reader.files.map((file) => [file, readFileSync(join(folder, file))]));
  const shownAs = (value: unknown) => JSON.stringify(value) ?? 'undefined';
  const expected = shownAs(await reader.read(folder));
  if (expected === 'undefined') throw new Error(`${reader.name} does not read its own files`);
  const read = async (): Promise<Finding> => {
    try {
      const value = await reader.read(folder);
      const found = shownAs(value);
      if (found === expected) return { outcome: 'same', detail: '' };
      if (value === undefined) return { outcome: 'other', detail: 'it is made again' };
      if (reader.judge === 'digests') return { outcome: 'silent', detail: found.slice(0, 200) };
      const broken = reader.judge(value as never, folder);
      return broken
        ? { outcome: 'silent', detail: broken }
        : { outcome: 'other', detail: found.slice(0, 200) };
    } catch (error) {
      return classified(error as NodeJS.ErrnoException, folder, reader);
    }
  };
  const restore = () => {
    for (const [name, bytes] of originals) writeFileSync(join(folder, name), bytes);
  };
  return {
    run({ file, edits }) {
      writeFileSync(join(folder, file), damaged(originals.get(file)!, edits));
      return read().finally(restore);
    },
    replace(file, make) {
      const path = join(folder, file);
      rmSync(path);
      make(path);
      return read().finally(() => {
        rmSync(path, { recursive: true, force: true });
        restore();
      });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function classified(error: NodeJS.ErrnoException, folder: string, { files }: Reader): Finding {
  const detail = `${error.name}: ${error.message}`;
  if (error.name !== 'Error' || error.constructor !== Error || error.code !== undefined)
    return { outcome: 'foreign', detail: error.stack ?? detail };
  const named = [folder, basename(folder), ...files.map((file) => basename(file))];
  return { outcome: named.some((name) => error.message.includes(name)) ? 'named' : 'unnamed', detail };
}

/** What a run of one reader counted. */
export interface Tally {
  reader: string;
  inputs: number;
  outcomes: Record<Outcome, number>;
  /** Why the process ended early. */
  ended?: 'hang' | 'crash';
  /** The most processor time of eight inputs, in milliseconds. */
  slowestMs: number;
  /** The most memory that the process ever had (its resident set). */
  peakMb: number;
}

/** Returns a tally without inputs. */
export function newTally(reader: string): Tally {
  const outcomes = { same: 0, other: 0, named: 0, unnamed: 0, foreign: 0, silent: 0 };
  return { reader, inputs: 0, outcomes, slowestMs: 0, peakMb: 0 };
}

/** Whether a run found no fault. */
export function isRight({ ended, outcomes }: Tally): boolean {
  return !ended && FAULTS.every((fault) => outcomes[fault] === 0);
}
