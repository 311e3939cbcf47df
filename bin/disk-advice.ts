import { tmpdir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';
import { cacheDir } from '../lib/datasets';
import { DiskError, diskError, reasonOf } from '../lib/files/disk-error';
import { checkpointsDir, dataDir, repositoryRoot, summariesDir } from '../lib/repository';

/** System calls that only write. */
const WRITING = /^(mkdir|mkdtemp|write|rename|unlink|link|symlink|copyfile|ftruncate|fsync|rmdir)$/;
/** Codes of errors that only writing has. */
const WRITE_CODES = ['ENOSPC', 'EDQUOT', 'EROFS'];

/**
 * Returns the message of an error. If a file could not be written, the message says which, why,
 * and what to do; if one could not be opened or read, which and why.
 */
export function messageOf(error: Error): string {
  const { code = '', syscall = '', path } = error as NodeJS.ErrnoException;
  const found = WRITING.test(syscall) || WRITE_CODES.includes(code) ? diskError(error) : error;
  if (found instanceof DiskError) return `${found.message}.\n${adviceFor(found)}`;
  if (WRITE_CODES.includes(code)) return `A file cannot be written: ${found.message}. ${FREE}`;
  const reason = READING_REASONS[`${syscall} ${code}`] ?? READING_REASONS[code] ?? reasonOf(code);
  return path !== undefined && reason ? `${resolve(path)} cannot be opened: ${reason}` : found.message;
}

/** What codes mean if something was to be read, by the system call where that matters. */
const READING_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
  ENOENT: 'it does not exist',
  'scandir ENOTDIR': 'it is a file, not a folder',
};

const FREE = 'Free some space, and run the command again.';

function adviceFor({ path, code }: DiskError): string {
  const elsewhere = elsewhereThan(resolve(path));
  if (code === 'ENOSPC' || code === 'EDQUOT') return `Free some space, or ${elsewhere}.`;
  if (code === 'EMFILE' || code === 'ENFILE') return 'Then run the command again.';
  return `To write elsewhere, ${elsewhere}.`;
}

/** Returns how to choose another folder for what is written to a path. */
function elsewhereThan(path: string): string {
  const moved = (folder: () => string, advice: string) => {
    try {
      return isIn(path, folder()) && advice;
    } catch {
      return false; // there is no repository
    }
  };
  return (
    moved(cacheDir, 'set SENTIMENT_CACHE_DIR to a folder on another disk') ||
    moved(dataDir, 'set SENTIMENT_DATA_DIR to a folder on another disk') ||
    moved(checkpointsDir, 'name a folder with --checkpoints_root or SENTIMENT_CHECKPOINTS') ||
    moved(summariesDir, 'name a folder with --summaries_dir or SENTIMENT_SUMMARIES') ||
    moved(repositoryRoot, 'copy this folder to a disk that can be written') ||
    (dirname(path) === resolve(tmpdir()) && 'set TMPDIR to a folder on another disk') ||
    'name a folder on another disk'
  );
}

function isIn(path: string, folder: string): boolean {
  const parent = resolve(folder);
  return path === parent || path.startsWith(parent.endsWith(sep) ? parent : `${parent}${sep}`);
}
