import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Has `write` write a file beside `file` and then puts it in `file`'s place, so that whoever reads sees the old
 * file or the whole new one, even when the process is killed half-way. Makes the folder where it is missing.
 */
export async function replaceFile(file: string, write: (beside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await write(beside);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
