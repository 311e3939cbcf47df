import { statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { existingPath } from './existing-path';

/** A file or folder cannot be written. */
export class DiskError extends Error {
  override name = 'DiskError';

  constructor(
    message: string,
    readonly path: string,
    /** That of the system's error: `ENOSPC`. */
    readonly code: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** What the system's codes mean. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EEXIST: 'a file of that name is there',
  EDQUOT: "this user's quota of the disk is used up",
  EFBIG: 'the disk takes no file of this size',
  EIO: 'the disk reports a fault',
  EISDIR: 'it is a folder',
  EMFILE: 'this process has too many open files; raise the limit with ulimit -n',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'the system has too many open files',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
};

/**
 * Returns an error that says which file or folder cannot be written and why: for a full disk, how
 * much is needed and free. Other errors than those of the disk are returned as they are.
 *
 * @param path what was to be written. Default: the path in the error
 * @param bytes its size, if it is known
 */
export function diskError(
  error: unknown,
  path = (error as NodeJS.ErrnoException).path,
  bytes?: number,
): Error {
  const { code = '', message, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof DiskError || path === undefined) return error as Error;
  const missing = code === 'ENOENT' && syscall === 'mkdir' ? 'no folder can be made there' : undefined;
  const reason = reasonOf(code) ?? missing;
  if (!reason) return error as Error;
  const known = `${reason}${code === 'ENOSPC' ? space(path, bytes) : ''}`;
  return new DiskError(`${resolve(path)} cannot be written: ${known}`, path, code, error ?? message);
}

/**
 * Returns an error that says which file cannot be read and why, where the system's own says only
 * `EIO: i/o error, read`. Other errors are returned as they are.
 */
export function readError(error: unknown, path: string): Error {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  const reason = syscall === 'read' ? reasonOf(code) : undefined;
  return reason ? new Error(`${path} cannot be read: ${reason}`, { cause: error }) : (error as Error);
}

/** Returns what a code of the system means: `the disk is full` for `ENOSPC`; undefined for most. */
export function reasonOf(code: string): string | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
}

/** Returns `: 12.3 MB are needed, 0.4 MB are free`. */
function space(path: string, bytes?: number): string {
  const free = freeBytes(path);
  const parts = [
    bytes !== undefined && `${megabytes(bytes)} are needed`,
    free !== undefined && `${megabytes(free)} are free`,
  ].filter(Boolean);
  return parts.length > 0 ? `: ${parts.join(', ')}` : '';
}

/** Returns how many bytes the disk of a path has left; undefined if the system does not tell. */
function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(existingPath(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
