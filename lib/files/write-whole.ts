import type { FileHandle } from 'node:fs/promises';

/** Writes all bytes at a position of a file: on a disk that fills up, a call writes some of them. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
