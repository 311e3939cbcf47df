import { existsSync } from 'node:fs';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk-error';
import { makeFolder } from './make-folder';
import { temporaryBeside } from './temporary';

/** The codes of file systems without hard links, or without those between two folders (EXDEV). */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Gives a complete temporary file its name, if no file has it. Of several processes that try it at
 * once, one succeeds. Where the file system has no hard links, two of them may: the last one stays.
 * The caller removes the temporary file.
 *
 * @returns whether the file got its name. False: another file has it
 * @throws when the folder cannot be written
 */
export async function nameNewFile(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
  }
  if (existsSync(file)) return false;
  await rename(temporary, file);
  return true;
}

/**
 * Writes a file that only the first of several processes may write, and makes its folder. Readers
 * see the whole file or none.
 *
 * @returns whether this call wrote it. False: it was there
 * @throws DiskError when it cannot be written
 */
export async function writeNewFile(file: string, content: string): Promise<boolean> {
  makeFolder(dirname(file));
  const temporary = temporaryBeside(file);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    return await nameNewFile(temporary, file);
  } catch (error) {
    throw diskError(error, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
