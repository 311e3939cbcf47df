import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbandoned, owner } from '../files/owner';

/** Where the first part of a file came from, so that the rest may be fetched later. */
export interface Origin {
  url: string;
  /** The server's name for this version of the file: a strong ETag, else the date of its last change. */
  validator?: string;
}

/**
 * The part of a download that has arrived. It lies in a folder beside the target whose name says which process
 * writes to it: renaming the folder is how a process takes over what another left, and only one can succeed.
 */
export interface PartialFile {
  folder: string;
  /** The bytes so far; not there before the first. */
  data: string;
}

/** Takes over the longest part of `file` that nobody is writing to, or starts a new one. */
export function claimPartial(file: string): PartialFile {
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.partial-${owner()}-${randomBytes(4).toString('hex')}`;
  for (const left of abandoned(file)) {
    if (existsSync(own)) rmSync(left, { recursive: true, force: true });
    else tryRename(left, own);
  }
  mkdirSync(own, { recursive: true });
  return { folder: own, data: join(own, 'data') };
}

/** Leaves the part for whoever comes next, where anything has arrived. */
export function releasePartial(file: string, partial: PartialFile): void {
  if (sizeOf(partial) > 0 && tryRename(partial.folder, `${file}.partial`)) return;
  rmSync(partial.folder, { recursive: true, force: true });
}

/** Returns how many bytes have arrived. */
export function sizeOf({ data }: PartialFile): number {
  return existsSync(data) ? statSync(data).size : 0;
}

/** Returns where the bytes came from, undefined where that is unknown. */
export function originOf({ folder }: PartialFile): Origin | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'origin.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Records where the bytes come from. `originOf` reads it. */
export async function noteOrigin({ folder }: PartialFile, origin: Origin): Promise<void> {
  await writeFile(join(folder, 'origin.json'), JSON.stringify(origin));
}

function abandoned(file: string): string[] {
  const prefix = `${basename(file)}.partial`;
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(prefix))
    .map((name) => partialAt(join(dirname(file), name)))
    .filter(({ folder, written }) => folder.endsWith('.partial') || isAbandoned(folder, written))
    .sort((a, b) => b.size - a.size)
    .map(({ folder }) => folder);
}

function partialAt(folder: string): { folder: string; size: number; written: number } {
  const { size, mtimeMs } = statSync(join(folder, 'data'), { throwIfNoEntry: false }) ?? {
    size: 0,
    mtimeMs: 0,
  };
  return { folder, size, written: mtimeMs || (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) };
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false; // somebody else was faster
  }
}
