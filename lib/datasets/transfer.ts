import { open, truncate } from 'node:fs/promises';
import type { Progress } from '../progress';
import { noteOrigin, originOf, type PartialFile, sizeOf } from './partial-file';

/** What went wrong with one transfer, and whether trying again may help. */
export class TransferError extends Error {
  constructor(
    message: string,
    readonly mayPass: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Options of `transfer`. */
export interface TransferOptions {
  /** The whole file's size, where it is known beforehand. */
  bytes?: number;
  /** ms without a byte after which the transfer is given up. */
  stallTime: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** What a connection fails with where trying again at once is of no use. */
const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
]);
const MAY_PASS = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Fetches what `partial` lacks of the file at `url`, once. The server's name for the version of the file decides
 * whether the rest fits to what is there; where it does not, or the server sends no parts, the file starts over.
 *
 * @throws TransferError when the server refuses, breaks off or falls silent; what has arrived stays in `partial`.
 */
export async function transfer(url: string, partial: PartialFile, options: TransferOptions): Promise<void> {
  const stopper = new AbortController();
  const stop = () => stopper.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', stop);
  const stalled = new TransferError(`${url} sent nothing for ${options.stallTime / 1000} s`, true);
  const watch = setTimeout(() => stopper.abort(stalled), options.stallTime);
  try {
    const response = await fetch(url, { headers: rangeOf(url, partial), signal: stopper.signal });
    const { from, total } = await startOf(url, response, partial, options.bytes);
    if (from !== total)
      await receive(url, response, partial, { from, total, onBytes: () => watch.refresh() }, options);
    const have = sizeOf(partial);
    if (total !== undefined && have < total)
      throw new TransferError(`${url} broke off after ${have} of ${total} bytes`, true);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (stopper.signal.aborted) throw stalled;
    throw error instanceof TransferError ? error : connectionError(url, error as Error);
  } finally {
    clearTimeout(watch);
    options.signal?.removeEventListener('abort', stop);
  }
}

function rangeOf(url: string, partial: PartialFile): Record<string, string> {
  const origin = originOf(partial);
  const have = sizeOf(partial);
  // A server that compresses on the way would send other bytes than those that are counted here.
  const headers = { 'accept-encoding': 'identity' };
  if (have === 0 || origin?.url !== url || !origin.validator) return headers;
  return { ...headers, range: `bytes=${have}-`, 'if-range': origin.validator };
}

/** Returns from which byte on the response's body counts, and the whole file's size where it is known. */
async function startOf(url: string, response: Response, partial: PartialFile, bytes: number | undefined) {
  const have = sizeOf(partial);
  const [, first, whole] =
    /bytes (?:(\d+)-\d+|\*)\/(\d+)/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (response.status === 416 && have > 0) {
    await response.body?.cancel();
    if (Number(whole) === have) return { from: have, total: have };
    await truncate(partial.data, 0);
    throw new TransferError(`${url} has fewer bytes than before`, true);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new TransferError(
      `${url} answers ${response.status} ${response.statusText}`.trim(),
      MAY_PASS.has(response.status),
    );
  }
  const resumes = response.status === 206 && Number(first) === have;
  if (response.status === 206 && !resumes) {
    await response.body?.cancel();
    await truncate(partial.data, 0);
    throw new TransferError(`${url} sent another part than the one asked for`, true);
  }
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
  const total = resumes ? Number(whole) || undefined : length === null ? undefined : Number(length);
  if (bytes !== undefined && total !== undefined && total !== bytes) {
    await response.body?.cancel();
    throw new TransferError(`${url} has ${total} bytes, expected ${bytes}`, false);
  }
  return { from: resumes ? have : 0, total: total ?? bytes };
}

interface Course {
  from: number;
  total: number | undefined;
  onBytes: () => void;
}

async function receive(
  url: string,
  response: Response,
  partial: PartialFile,
  course: Course,
  options: TransferOptions,
) {
  const etag = response.headers.get('etag');
  const strong = etag?.startsWith('W/') ? undefined : etag;
  const validator = strong ?? response.headers.get('last-modified') ?? undefined;
  const file = await open(partial.data, course.from > 0 ? 'a' : 'w');
  try {
    if (course.from === 0) await noteOrigin(partial, { url, ...(validator && { validator }) });
    let done = course.from;
    for await (const chunk of bodyOf(response)) {
      course.onBytes();
      await file.writeFile(chunk);
      done += chunk.length;
      if (course.total !== undefined && done > course.total)
        throw new TransferError(`${url} sends more than the ${course.total} bytes it has`, false);
      options.progress?.(done, course.total ?? 0);
    }
    if (course.total === undefined) options.progress?.(done, done);
  } finally {
    await file.close();
  }
}

/** The DOM's types, which the compiler knows here, do not say that a body can be iterated. */
async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (!body) return;
  for await (const bytes of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) yield bytes;
}

function connectionError(url: string, error: Error): TransferError {
  const cause = (error.cause ?? error) as NodeJS.ErrnoException;
  const reason = cause.code ? `${cause.code}${cause.message ? `: ${cause.message}` : ''}` : error.message;
  return new TransferError(`${url} cannot be reached (${reason})`, !UNREACHABLE.has(cause.code ?? ''), error);
}
