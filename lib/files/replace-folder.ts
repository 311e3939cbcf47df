import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DiskError, diskError } from './disk-error';
import { makeFolder } from './make-folder';
import { abandonedIn, temporaryBeside } from './temporary';

/** The end of the name of a folder that is moved away, until another one is in its place. */
const OLD = '.old';

/**
 * Moves a folder back to its place, if the process that replaced it was killed between the two
 * moves. Call it before you look whether a folder is there that `buildFolder` replaces.
 */
export function putBack(folder: string): void {
  if (existsSync(folder)) return;
  const [old] = abandonedIn(dirname(folder), `${basename(folder)}${OLD}.`);
  if (old) renameSync(old, folder);
}

/**
 * Builds a folder atomically, and returns what `build` returns. `build` fills the empty folder
 * `ready`, which then replaces `folder`. Until then the old folder stays as it is, also when the
 * process is killed. (Killed between two moves in the end, it is away until `putBack`.) Removes the
 * temporary folders that killed processes left beside it.
 *
 * @param build also takes `staging`, a temporary folder on the same disk, which is removed
 * @throws DiskError when the folder cannot be written; like `build` and `replaceFolder`
 */
export async function buildFolder<T>(
  folder: string,
  build: (ready: string, staging: string) => Promise<T>,
): Promise<T> {
  makeFolder(dirname(folder));
  putBack(folder);
  const [staging, ready] = [temporaryBeside(folder), temporaryBeside(folder)];
  try {
    mkdirSync(staging);
    mkdirSync(ready);
    const result = await build(ready, staging);
    await rm(staging, { recursive: true }); // first: a kill right after the last step leaves nothing
    const old = temporaryBeside(`${folder}${OLD}`);
    replaceFolder(ready, folder, old);
    await rm(old, { recursive: true, force: true });
    return result;
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    if (path !== undefined && !path.startsWith(staging) && !path.startsWith(ready)) throw error;
    throw diskError(error instanceof DiskError ? error.cause : error, folder);
  } finally {
    for (const left of [staging, ready]) await rm(left, { recursive: true, force: true });
  }
}

/**
 * Moves the folder `from` to `to`, and the old folder at `to` to `aside`. Where another process
 * has moved its folder to `to` meanwhile, that folder stays.
 *
 * @throws when a move fails; the old folder is then at `to` again.
 */
export function replaceFolder(from: string, to: string, aside: string): void {
  const hadContent = existsSync(to);
  if (hadContent) renameSync(to, aside);
  try {
    renameSync(from, to);
  } catch (error) {
    if (existsSync(to)) return;
    if (hadContent) renameSync(aside, to);
    throw error;
  }
}
