import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../files/make-folder';
import { isAbandoned, owner } from '../files/owner';

/**
 * Returns the folder for the partial download of `file`, which only this process uses: that of an
 * earlier download, with the bytes that it received, or a new one.
 *
 * The folder lies beside `file`, and its name says which process uses it. A process takes over a
 * folder by renaming it, so that only one can succeed.
 */
export function claimPartial(file: string): string {
  makeFolder(dirname(file));
  const own = `${file}.partial-${owner()}-${randomBytes(4).toString('hex')}`;
  for (const name of readdirSync(dirname(file))) {
    const left = join(dirname(file), name);
    if (!name.startsWith(`${basename(file)}.partial`) || !isFree(left)) continue;
    if (existsSync(own)) rmSync(left, { recursive: true, force: true });
    else tryRename(left, own);
  }
  makeFolder(own);
  return own;
}

/**
 * Leaves the folder of a partial download to the next process, or removes it where no data are in
 * it.
 */
export function releasePartial(file: string, folder: string): void {
  const hasData = existsSync(dataFile(folder));
  if (!hasData || !tryRename(folder, `${file}.partial`)) rmSync(folder, { recursive: true, force: true });
}

/** Returns the file in the folder of a partial download that holds the bytes received so far. */
export function dataFile(folder: string): string {
  return join(folder, 'data');
}

/** Returns whether no process uses the folder of a partial download. */
function isFree(folder: string): boolean {
  const written =
    statSync(dataFile(folder), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false });
  return folder.endsWith('.partial') || isAbandoned(folder, written?.mtimeMs ?? 0);
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false; // another process was faster
  }
}
