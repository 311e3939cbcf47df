import { createReadStream, statSync } from 'node:fs';
import { bucketFile } from '../corpus/bucket-file';
import { dataFiles } from '../corpus/data-files';
import { isZip } from '../corpus/zip-files';
import { type ByteSource, dataAmong } from '../reading';
import { isBucketUrl } from '../s3/bucket-url';

/** Messages list at most this many files. */
const LISTED = 6;

/** A file to score. */
export interface ScoreInput {
  source: ByteSource;
  /** Its size in bytes, as it is stored. */
  size: number;
  /** Changes when the file does: its date, or the ETag of an object. */
  stamp: string | number;
  /** Yields its bytes as they are stored: compressed ones are not unpacked. */
  stored(): AsyncIterable<Uint8Array>;
}

/**
 * Returns a file to score. In an archive, what systems leave and a README are no files to score.
 *
 * @param file its path, or `s3://bucket/key`
 * @throws if it is missing, or has several files
 */
export async function scoreInput(file: string): Promise<ScoreInput> {
  if (isBucketUrl(file)) {
    const source = await bucketFile(file);
    const { size, etag, stored } = source;
    return { source, size, stamp: etag, stored: () => stored() };
  }
  const files = dataAmong((await dataFiles(file)).files);
  if (files.length !== 1) throw severalFiles(file, files);
  const { size, mtimeMs } = statSync(file);
  return {
    source: files[0]!,
    size,
    stamp: mtimeMs,
    stored: () => createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>,
  };
}

function severalFiles(place: string, files: readonly ByteSource[]): Error {
  const names = files.slice(0, LISTED).map(({ name }) => name);
  const shown = files.length > LISTED ? [...names, '...'] : names;
  const advice = isZip(place) ? 'unpack it, and score each' : 'name one of them';
  return new Error(`${place} has ${files.length} files (${shown.join(', ')}): ${advice}`);
}
