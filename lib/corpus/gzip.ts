/** Reads what is compressed with gzip. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isBomb } from '../files/zip';

/** The bytes that are unpacked at once. */
const CHUNK = 2 ** 18;

/** Returns whether a file is compressed with gzip, by its name. */
export function isGzip(path: string): boolean {
  return /\.t?gz$/i.test(path);
}

/** Returns the name of what is in it: `reviews.csv` for `reviews.csv.gz`, `a.tar` for `a.tgz`. */
export function withoutGzip(path: string): string {
  return path.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '');
}

/**
 * Yields the bytes of a compressed file.
 *
 * @param file its name, for messages
 * @throws when it is damaged, is not compressed, or would unpack to far more than any text
 */
export async function* unpacked(file: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let [packedSize, size] = [0, 0];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      packedSize += chunk.length;
      yield chunk;
    }
  }
  const stream = Readable.from(counted(), { objectMode: false });
  stream.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of stream.pipe(gunzip) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (isBomb(size, packedSize)) throw new Error('it unpacks to far more than any text');
      yield chunk;
    }
  } catch (error) {
    const { message } = error as Error;
    const advice = /incorrect header/.test(message)
      ? 'it is not compressed; if it is unpacked already, remove .gz from its name'
      : /unexpected end/.test(message)
        ? 'it is cut off; copy it again'
        : message;
    throw new Error(`${file} cannot be unpacked: ${advice}`, { cause: error });
  } finally {
    stream.destroy();
  }
}
