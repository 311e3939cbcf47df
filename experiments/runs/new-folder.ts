import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RUN_LEASE } from '../../lib/checkpoints/run-lock';
import { diskError } from '../../lib/files/disk-error';
import { existingPath } from '../../lib/files/existing-path';
import { type Lock, takeLock } from '../../lib/files/lock';
import { FlagError } from './flags';

/**
 * Checks before any work that `--out` names a new or empty folder, in a folder that this user may
 * write to.
 *
 * @throws FlagError if it is a file, or a folder that is not empty; DiskError if it cannot be made
 */
export function requireNewFolder(out: string): void {
  if (existsSync(out)) {
    if (!statSync(out).isDirectory()) throw new FlagError(`--out ${out}: this is a file; name a new folder`);
    if (readdirSync(out).length > 0)
      throw new FlagError(`--out ${out}: this folder is not empty; name a new one`);
  }
  const above = existingPath(out);
  if (!statSync(above).isDirectory())
    throw new FlagError(`--out ${out}: ${above} is a file; name a folder in a folder`);
  try {
    const made = mkdirSync(out, { recursive: true }); // the only way to know
    if (made !== undefined) rmSync(made, { recursive: true });
  } catch (error) {
    throw diskError(error, out);
  }
}

/**
 * Keeps a new or empty folder for this process, by a lock beside it, until that is released. So of
 * two commands with the same `--out` the second one ends before its work.
 *
 * @throws LockedError if another process keeps it; like `requireNewFolder`
 */
export function lockNewFolder(out: string): Lock {
  requireNewFolder(out);
  const lock = takeLock(`${resolve(out)}.lock`, `--out ${out}`, RUN_LEASE);
  try {
    requireNewFolder(out); // another process may have filled it meanwhile
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}
