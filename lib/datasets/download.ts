import { existsSync, readFileSync, statSync } from 'node:fs';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Digest, digestOf, shortDigest } from '../files/digest';
import { DiskError, diskError } from '../files/disk-error';
import { wait } from '../interrupt';
import type { Watch } from '../progress';
import { claimPartial, dataFile, releasePartial } from './partial-file';

/** Options of `download`. */
export interface DownloadOptions extends Watch {
  /** The expected size of the file, in bytes. */
  bytes?: number;
  /** The expected digest of the file. */
  digest?: Digest;
  /** Milliseconds without a byte after which a connection is given up. Default: 30,000. */
  stallTime?: number;
  /** Attempts in a row that may fail without receiving a byte. Default: 4. */
  attempts?: number;
  /**
   * Milliseconds before the second attempt. Each further attempt waits twice as long. Default:
   * 1,000.
   */
  retryTime?: number;
}

/**
 * Downloads `url` to `file`. The file appears whole and checked, or not at all. Where a download
 * stops early, its bytes stay beside `file`, and the next call resumes there. A file that exists
 * and passes the checks is not downloaded again. Several processes may download the same file at
 * once.
 *
 * @throws when the server cannot be reached or refuses, the file has another size or digest than
 *   expected, or `signal` aborts; a `DiskError` when the disk is full, which leaves nothing behind.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  if (existsSync(file)) {
    if (!(await faultOf(file, options))) return;
    await rm(file);
  }
  const folder = claimPartial(file);
  const data = dataFile(folder);
  try {
    await receiveWithRetries(url, data, options);
    const fault = await faultOf(data, options);
    if (fault) {
      await rm(data);
      throw new Error(`${url}: ${fault}; it was removed`);
    }
    await rename(data, file);
  } catch (error) {
    if (error instanceof DiskError) await rm(data, { force: true }); // it may have filled the disk
    throw error;
  } finally {
    releasePartial(file, folder);
  }
}

/**
 * Returns what is wrong with the size or the digest of a file, or undefined where both are as
 * expected.
 */
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

/** A failure that another attempt may cure. */
class TransientError extends Error {}

const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);
const UNREACHABLE = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES)$/;

async function receiveWithRetries(url: string, data: string, options: DownloadOptions): Promise<void> {
  const { attempts = 4, retryTime = 1000, signal, bytes = 0, progress } = options;
  for (let failed = 0; ; ) {
    const before = sizeOf(data);
    try {
      return await receive(url, data, options, failed === 0 ? '' : `, attempt ${failed + 1} of ${attempts}`);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      failed = sizeOf(data) > before ? 1 : failed + 1;
      if (failed >= attempts) throw error;
      progress?.(sizeOf(data), bytes, `${error.message.replace(`${url} `, '')}: trying again`);
      await wait(retryTime * 2 ** (failed - 1), signal);
    }
  }
}

/**
 * Makes one request for the bytes that the file `data` lacks, and appends them. The server
 * compares the validator, an ETag or a date, with its own file. Where that file has changed, it
 * sends all of it, and `data` starts over (RFC 9110, section 13.1.5).
 *
 * @param attempt which attempt it is, for the progress
 */
async function receive(url: string, data: string, options: DownloadOptions, attempt: string): Promise<void> {
  const { bytes, progress, signal, stallTime = 30_000 } = options;
  signal?.throwIfAborted();
  const connection = new AbortController();
  signal?.addEventListener('abort', () => connection.abort(), { signal: connection.signal });
  const watch = setTimeout(() => connection.abort(), stallTime);
  const have = sizeOf(data);
  let [received, size] = [have, bytes ?? 0];
  const note = `waiting for the server${attempt}`;
  const quiet = setInterval(() => progress?.(received, size, note), stallTime / 3);
  try {
    const validator = have > 0 ? readValidator(url, data) : undefined;
    const response = await fetch(url, {
      headers: {
        'accept-encoding': 'identity', // the sizes below are of the file as it is, not compressed
        ...(validator && { range: `bytes=${have}-`, 'if-range': validator }),
      },
      signal: connection.signal,
    });
    const { from, total = bytes } = await startOf(url, response, data, have);
    if (bytes !== undefined && total !== bytes)
      throw new Error(`${url} has ${total} bytes, expected ${bytes}`);
    let done = from;
    [received, size] = [from, total ?? 0];
    const target = await open(data, from > 0 ? 'a' : 'w');
    try {
      // After open() has emptied the file: old bytes must never get a new validator.
      if (from === 0) await saveValidator(url, data, response.headers);
      if (done === total) return; // an earlier process received the last byte
      for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
        watch.refresh();
        quiet.refresh();
        await target.writeFile(chunk).catch((error) => {
          throw diskError(error, data, total && total - done);
        });
        done += chunk.length;
        received = done;
        progress?.(done, total ?? 0);
      }
    } finally {
      await target.close();
    }
    if (total !== undefined && done < total)
      throw new TransientError(`${url} broke off after ${done} of ${total} bytes`);
    if (total === undefined) progress?.(done, done);
  } catch (error) {
    signal?.throwIfAborted();
    if (connection.signal.aborted) throw new TransientError(`${url} sent nothing for ${stallTime / 1000} s`);
    throw (error as Error).name === 'TypeError' ? connectionError(url, error as Error) : error;
  } finally {
    clearTimeout(watch);
    clearInterval(quiet);
    connection.abort(); // closes the connection where the response was not read to its end
  }
}

/**
 * Returns the place in the file of the response's first byte, and the file's size where the server
 * tells it.
 *
 * @throws for a response that is neither the file nor the part of it from byte `have` on.
 */
async function startOf(
  url: string,
  { headers, ok, status, statusText }: Response,
  data: string,
  have: number,
) {
  const range = /bytes (?:(\d+)-\d+|\*)\/(\d+)/.exec(headers.get('content-range') ?? '');
  const total = range ? Number(range[2]) : undefined;
  if (status === 206 && Number(range?.[1]) === have) return { from: have, total };
  if (status === 416 && total === have) return { from: have, total };
  if (status === 206 || status === 416) {
    await rm(data, { force: true });
    throw new TransientError(`${url} sent another part than the one asked for`);
  }
  if (!ok) {
    const message = `${url} answers ${status} ${statusText}`.trim();
    throw TRANSIENT_STATUS.has(status) ? new TransientError(message) : new Error(message);
  }
  if (/^text[/]html\b/i.test(headers.get('content-type') ?? '') && !/[.]html?$/i.test(url))
    throw new Error(
      `${url} answers with a web page instead of the file: a proxy or a sign-in page may be in between`,
    );
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  return { from: 0, total: length === null ? undefined : Number(length) };
}

/**
 * Returns the server's name for the version of the file that `data` is a part of, or undefined.
 */
function readValidator(url: string, data: string): string | undefined {
  try {
    const origin = JSON.parse(readFileSync(originFile(data), 'utf8'));
    return origin.url === url ? origin.validator : undefined;
  } catch {
    return undefined;
  }
}

async function saveValidator(url: string, data: string, headers: Headers): Promise<void> {
  const etag = headers.get('etag');
  const strong = etag?.startsWith('W/') ? undefined : etag;
  const validator = strong ?? headers.get('last-modified') ?? undefined;
  await writeFile(originFile(data), JSON.stringify({ url, validator }));
}

function originFile(data: string): string {
  return join(dirname(data), 'origin.json');
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Returns the error for a `fetch` that failed. Its message says where, why, and what of a proxy. */
export function connectionError(url: string, error: Error): Error {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  const text = `${url} cannot be reached (${code ? `${code}: ` : ''}${message || error.message})${proxyHint()}`;
  const Kind = UNREACHABLE.test(code ?? '') ? Error : TransientError;
  return new Kind(text, { cause: error });
}

/** Node's `fetch` uses the proxy of the environment only if it is told to. */
function proxyHint(): string {
  const { env } = process;
  const name = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => env[name]);
  if (!name || env.NODE_USE_ENV_PROXY === '1') return '';
  return `; Node.js uses ${name} only with NODE_USE_ENV_PROXY=1, from 22.21 or 24 on`;
}
