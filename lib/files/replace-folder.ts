import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
 * @param options.record the file by which a folder is known that may be replaced: another one is
 *   refused unless it is empty. Default: any may be replaced
 * @throws DiskError when the folder cannot be written; like `build` and `replaceFolder`
 */
export async function buildFolder<T>(
  folder: string,
  build: (ready: string, staging: string) => Promise<T>,
  { record }: { record?: string } = {},
): Promise<T> {
  makeFolder(dirname(folder));
  putBack(folder);
  if (record !== undefined) requireReplaceable(folder, record);
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

/** @throws if `folder` is a file, or a folder with content but without the file `record` */
function requireReplaceable(folder: string, record: string): void {
  if (!existsSync(folder) || existsSync(join(folder, record))) return;
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is a file: name a new folder`);
  if (readdirSync(folder).length > 0)
    throw new Error(`${folder} has files, but no ${record}: it is not replaced. Name a new folder`);
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
