import { basename } from 'node:path';
import type { ByteSource } from '../reading';
import { openBucket } from '../s3/bucket';
import { parseBucketUrl } from '../s3/bucket-url';
import { isGzip, unpacked, withoutGzip } from './gzip';

/** A file in a bucket. */
export interface BucketFile extends ByteSource {
  size: number;
  /** Changes when the file does. */
  etag: string;
  /** Yields its bytes as they are stored: compressed ones are not unpacked. */
  stored(onRead?: (done: number) => void): AsyncIterable<Uint8Array>;
}

/** The bytes of one request: `slice` is called for small parts that follow one another. */
const BLOCK = 2 ** 23;

/**
 * Returns a file in a bucket, unpacked if its name ends in `.gz`. If it changes while it is read,
 * reading fails.
 *
 * @param url `s3://bucket/key`
 * @throws if it is missing or cannot be read: what, where, and what to do
 */
export async function bucketFile(url: string): Promise<BucketFile> {
  const { bucket: name, key } = parseBucketUrl(url);
  const bucket = openBucket(name);
  const state = await bucket.state(key);
  if (!state) throw new Error(`${url} does not exist: check its name`);
  const { size, etag } = state;
  let block: { start: number; bytes: Buffer } | undefined;
  async function* stored(onRead?: (done: number) => void) {
    let done = 0;
    for await (const chunk of bucket.chunks(key, 0, etag)) {
      yield chunk;
      done += chunk.length;
      onRead?.(done);
    }
  }
  const blockAt = async (start: number) => {
    if (block?.start === start) return block.bytes;
    const found = await bucket.read(key, { start, end: Math.min(size, start + BLOCK) }, etag);
    if (!found) throw new Error(`${url} was removed while it was read`);
    block = { start, bytes: found.bytes };
    return found.bytes;
  };
  return {
    name: withoutGzip(basename(key)),
    size,
    etag,
    stored,
    chunks: (onRead) => (isGzip(key) ? unpacked(url, stored(onRead)) : stored(onRead)),
    ...(!isGzip(key) && {
      async slice(start: number, end: number) {
        const parts: Uint8Array[] = [];
        for (let at = start; at < end; ) {
          const from = BLOCK * Math.floor(at / BLOCK);
          const bytes = await blockAt(from);
          const to = Math.min(end, from + bytes.length);
          if (to <= at) break; // the end of the file
          parts.push(bytes.subarray(at - from, to - from));
          at = to;
        }
        return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      },
    }),
  };
}
