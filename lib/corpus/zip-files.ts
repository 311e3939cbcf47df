/** Reads files in zip archives, without writing them anywhere. */
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { ByteSource } from '../reading';

/** A file in an archive. */
export interface ZipMember extends ByteSource {
  path: string;
}

/** What a member may become: more is an attack, or no text. */
const MOST_GROWTH = 250;
const ALWAYS_ALLOWED = 2 ** 27; // bytes

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
    const zip = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const members: ZipMember[] = [];
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>)
      if (!entry.fileName.endsWith('/')) members.push(memberOf(zip, entry));
    return members;
  } catch (error) {
    throw new Error(`${archive} is no zip archive that can be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function memberOf(zip: ZipFile, entry: Entry): ZipMember {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted()) throw new Error(`${fileName} has a password: unpack it first`);
  if (uncompressedSize > ALWAYS_ALLOWED && uncompressedSize > MOST_GROWTH * compressedSize)
    throw new Error(`${fileName} unpacks to far more than any text`);
  return {
    path: fileName,
    name: fileName,
    size: uncompressedSize,
    async *chunks(onRead) {
      let [done, sum] = [0, 0];
      for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum);
        yield chunk;
        done += chunk.length;
        onRead?.(done);
      }
      if (sum !== entry.crc32) throw new Error(`${fileName} is damaged: its checksum differs`);
    },
  };
}
