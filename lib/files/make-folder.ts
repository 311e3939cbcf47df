import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from './disk-error';

/**
 * Makes a folder and the folders that it is in, unless they exist. Node's own
 * `mkdir({ recursive: true })` never returns for folders that cannot be made in `/proc`.
 *
 * @throws when one of them cannot be made, with its path and the reason
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && isFolder(folder)) return; // another process was faster
    throw diskError(error, folder);
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
