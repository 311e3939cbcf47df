import type { FileHandle } from 'node:fs/promises';

/**
 * Writes all bytes of an open file, from a position on. One call of the system writes some of them
 * where a disk fills up or a limit is reached.
 *
 * @throws when the rest cannot be written
 */
export async function writeWhole(
  handle: Pick<FileHandle, 'write'>,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
