/** Reads files in zip archives, without writing them anywhere. */
import { openZip as open, type ZipMember as StoredMember } from '../files/zip';
import type { ByteSource } from '../reading';
import { isGzip, unpacked, withoutGzip } from './gzip';

/** A file in an archive. */
export interface ZipMember extends ByteSource {
  path: string;
}

/** Returns whether a path is that of a zip archive. */
export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

/**
 * Returns the files in an archive. It stays open until the program ends.
 *
 * @throws when the archive is damaged, or a member is encrypted, would leave the folder, or would
 *   unpack to far more than any text
 */
export async function openZip(archive: string): Promise<ZipMember[]> {
  try {
    const { members } = await open(archive);
    return members.map(memberOf);
  } catch (error) {
    throw new Error(`${archive} is no zip archive that can be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function memberOf({ path: stored, size, chunks }: StoredMember): ZipMember {
  async function* counted(onRead?: (done: number) => void): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of chunks()) {
      yield chunk;
      done += chunk.length;
      onRead?.(done);
    }
  }
  const path = withoutGzip(stored);
  const unzipped = (onRead?: (done: number) => void) => unpacked(stored, counted(onRead));
  return { path, name: path, size, chunks: isGzip(stored) ? unzipped : counted };
}
