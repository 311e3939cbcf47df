import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Digest, digestOf, shortDigest } from '../files/digest';
import type { Progress } from '../progress';
import { claimPartial, type PartialFile, releasePartial, sizeOf } from './partial-file';
import { TransferError, transfer } from './transfer';

/** Options of `download`. */
export interface DownloadOptions {
  /** The file's size; another size is an error. */
  bytes?: number;
  /** What the file must hash to. */
  digest?: Digest;
  /** Is told how many bytes have arrived; the total is 0 while nobody knows it. */
  progress?: Progress;
  signal?: AbortSignal;
  /** ms without a byte after which a connection is given up. Default: 30 s. */
  stallTime?: number;
  /** How often to try in a row without a further byte. Default: 4. */
  attempts?: number;
  /** ms before the second try; each further one waits twice as long. Default: 1 s. */
  retryTime?: number;
}

/**
 * Puts the file at `url` at `file`: whole and checked, or not at all. What has arrived when the connection or the
 * process ends is kept beside it and the next call goes on from there. A file that is there and passes the checks
 * is not fetched again. Several processes may do this at once.
 *
 * @throws when the server cannot be reached or refuses, the file has another size or digest than expected, or the
 *   signal stops it.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  if (existsSync(file)) {
    if (!(await faultOf(file, options))) return;
    await rm(file);
  }
  const partial = claimPartial(file);
  try {
    await transferPatiently(url, partial, options);
    const fault = await faultOf(partial.data, options);
    if (fault) {
      await rm(partial.data);
      throw new Error(`${url}: ${fault}; it was removed`);
    }
    await rename(partial.data, file);
    await rm(partial.folder, { recursive: true });
  } catch (error) {
    releasePartial(file, partial);
    throw error;
  }
}

/** Returns what is wrong with a file, undefined where it is as expected. */
export async function faultOf(
  file: string,
  { bytes, digest }: Pick<DownloadOptions, 'bytes' | 'digest'>,
): Promise<string | undefined> {
  const { size } = await stat(file);
  if (bytes !== undefined && size !== bytes) return `the file has ${size} bytes, expected ${bytes}`;
  if (!digest) return undefined;
  const found = await digestOf(file, digest.algorithm);
  if (found.hex === digest.hex) return undefined;
  return `the file's digest is ${shortDigest(found)}, expected ${shortDigest(digest)}`;
}

async function transferPatiently(url: string, partial: PartialFile, options: DownloadOptions): Promise<void> {
  const { attempts = 4, retryTime = 1000, stallTime = 30_000, bytes, progress, signal } = options;
  for (let failed = 0; ; ) {
    const before = sizeOf(partial);
    try {
      return await transfer(url, partial, { stallTime, bytes, progress, signal });
    } catch (error) {
      if (!(error instanceof TransferError && error.mayPass)) throw error;
      failed = sizeOf(partial) > before ? 1 : failed + 1;
      if (failed >= attempts) throw error;
      await wait(retryTime * 2 ** (failed - 1), undefined, { signal });
    }
  }
}
