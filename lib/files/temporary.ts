/** Temporary files and folders. Their names say which process uses them (`owner.ts`). */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { diskError } from './disk-error';
import { makeFolder } from './make-folder';
import { isAbandoned, owner } from './owner';

/**
 * Returns the path of a temporary file or folder beside `path`, which the caller creates and
 * removes. Removes those that killed processes left there.
 */
export function temporaryBeside(path: string): string {
  removeAbandoned(path);
  return `${path}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Returns whether a name is that of a temporary file or folder, of whatever process. */
export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

/**
 * Makes a temporary folder, which only this user can read, in the system's folder for temporary
 * files. The caller removes it. Folders of this name that killed processes left are removed.
 *
 * @param name of what it is for: `grade`
 * @returns its path, without symbolic links
 * @throws when it cannot be made
 */
export function scratchFolder(name: string): string {
  const folder = scratchPath(name);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw diskError(error, folder);
  }
  return folder;
}

/**
 * Returns the path of a new temporary file, folder or socket, as `scratchFolder` does. If the
 * system's folder for temporary files is missing, it is made.
 *
 * @throws DiskError when it cannot be made
 */
export function scratchPath(name: string): string {
  makeFolder(tmpdir());
  return temporaryBeside(join(realpathSync(tmpdir()), `sentiment-lab-${name}`));
}

/** The longest path of a socket, in bytes: Linux takes 107, macOS 103. A longer one is cut off. */
const LONGEST_SOCKET = 103;

/**
 * Returns the path of a new Unix socket, as `scratchPath` does: in `/tmp`, if it is too long for a
 * socket in the system's folder for temporary files.
 */
export function socketPath(name: string): string {
  const path = scratchPath(name);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET) return path;
  return temporaryBeside(join('/tmp', `sentiment-lab-${name}`));
}

/** Removes the temporary files and folders that killed processes left beside `path`. */
function removeAbandoned(path: string): void {
  removeAbandonedIn(dirname(path), `${basename(path)}.`);
}

/**
 * Removes the temporary files and folders that killed processes left in a folder.
 *
 * @param start that of their names. Default: all
 */
export function removeAbandonedIn(folder: string, start = ''): void {
  for (const left of abandonedIn(folder, start)) rmSync(left, { recursive: true, force: true });
}

/**
 * Returns the paths of the temporary files and folders that killed processes left in a folder.
 *
 * @param start that of their names. Default: all
 */
export function abandonedIn(folder: string, start = ''): string[] {
  return namesIn(folder).flatMap((name) => {
    const left = join(folder, name);
    if (!name.startsWith(start) || !isTemporary(name)) return [];
    const written = statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return isAbandoned(name, written) ? [left] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it does not exist yet, or may not be read
  }
}
