import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk-error';
import { makeFolder } from './make-folder';
import { temporaryBeside } from './temporary';

/**
 * Writes a file atomically, and makes its folder. Readers see the old file or the whole new one,
 * even when the process is killed or the disk is full. Removes the temporary files that killed
 * processes left beside it.
 *
 * @param content the text or bytes, or their parts in order
 * @throws DiskError when the file cannot be written; the old file is then still there.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): Promise<void> {
  makeFolder(dirname(file));
  const temporary = temporaryBeside(file);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    throw diskError(error, file, sizeOf(content));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Does what `replaceFile` does, at once. @throws like it */
export function replaceFileSync(file: string, content: string | Uint8Array): void {
  makeFolder(dirname(file));
  const temporary = temporaryBeside(file);
  try {
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    throw diskError(error, file, sizeOf(content));
  } finally {
    rmSync(temporary, { force: true });
  }
}

function sizeOf(content: string | Uint8Array | Iterable<Uint8Array>): number | undefined {
  return typeof content === 'string' || content instanceof Uint8Array
    ? Buffer.byteLength(content)
    : undefined;
}
