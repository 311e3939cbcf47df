/**
 * The result of a unit: a file whose name is the unit's digest. It begins with a line of JSON, the
 * head, padded with blanks to `HEAD_BYTES`. The body follows. The file is written beside and gets
 * its name when it is complete, and only if nobody else has delivered the result. So whatever
 * happens to the process that writes it, a result is there or not, whole, and once.
 */
import { createHash, hash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { diskError } from '../files/disk-error';
import { parseJson, sha256Hex, wholeNumber } from '../files/json-file';
import { makeFolder } from '../files/make-folder';
import { nameNewFile } from '../files/name-new-file';
import { requireFile } from '../files/require-file';
import { temporaryBeside } from '../files/temporary';
import { writeWhole } from '../files/write-whole';
import { canonicalJson, hasDigest, type JsonValue } from './canonical-json';

/** The size of the head in bytes. */
export const HEAD_BYTES = 4096;

const MOST = Number.MAX_SAFE_INTEGER;
const headSchema = v.object({
  format: v.literal(1),
  unit: sha256Hex,
  items: wholeNumber(0, MOST),
  bytes: wholeNumber(0, MOST),
  sha256: sha256Hex,
  summary: v.optional(v.unknown()),
  seal: sha256Hex,
});

/** What the head of a result says. */
export interface ResultHead {
  /** The digest of the unit. */
  unit: string;
  /** How many items the body has: rows, records. */
  items: number;
  /** The size and SHA-256 of the body. */
  bytes: number;
  sha256: string;
  /** What else is to be said about the items, in at most some thousand characters. */
  summary?: JsonValue;
}

/** The body of a result, in parts. It may be made while it is written. */
export type ResultBody = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** What the work of a unit returns. */
export interface UnitResult {
  body: ResultBody;
  /** How many items the body has. It is called when the body is complete. */
  items: number | (() => number);
  /** See `ResultHead`. */
  summary?: () => JsonValue | undefined;
}

/** Returns the file of a unit's result. @param folder the folder of the units */
export function resultFile(folder: string, digest: string): string {
  return join(folder, 'results', digest);
}

/**
 * Writes the result of a unit, unless it is there.
 *
 * @param folder the folder of the units, which all machines share
 * @returns whether this call delivered it. False: another process was faster
 * @throws DiskError when it cannot be written; nothing is left then. Like the body
 */
export async function writeResult(
  folder: string,
  unit: string,
  { body, items, summary }: UnitResult,
): Promise<boolean> {
  const file = resultFile(folder, unit);
  makeFolder(join(folder, 'results'));
  makeFolder(join(folder, 'working'));
  const temporary = temporaryBeside(join(folder, 'working', unit));
  let bytes = 0;
  try {
    const handle = await open(temporary, 'wx');
    try {
      const digest = createHash('sha256');
      for await (const part of partsOf(body)) {
        const chunk = typeof part === 'string' ? Buffer.from(part) : part;
        digest.update(chunk);
        await writeWhole(handle, chunk, HEAD_BYTES + bytes);
        bytes += chunk.length;
      }
      const count = typeof items === 'number' ? items : items();
      const head = { unit, items: count, bytes, sha256: digest.digest('hex'), summary: summary?.() };
      await writeWhole(handle, headBytes(head), 0);
      await handle.sync(); // a machine without power loses no result that has a name
    } finally {
      await handle.close();
    }
    return await delivered(temporary, folder, unit);
  } catch (error) {
    throw diskError(error, file, bytes);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Returns the head of a unit's result.
 *
 * @returns undefined if there is no result
 * @throws if the file is damaged: its head, or the size of its body
 */
export async function readHead(folder: string, unit: string): Promise<ResultHead | undefined> {
  const file = resultFile(folder, unit);
  if (existsSync(file)) requireFile(file, REMEDY);
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const { format: _, seal, ...head } = parseJson(file, buffer.subarray(0, bytesRead), headSchema, REMEDY);
    if (!hasDigest({ ...(head as ResultHead) }, seal))
      throw damaged(file, 'was changed since it was written (the SHA-256 of its head differs)');
    if (head.unit !== unit) throw damaged(file, `is the result of ${head.unit}`);
    const { size } = await handle.stat();
    if (size !== HEAD_BYTES + head.bytes)
      throw damaged(file, `has ${size} bytes instead of ${HEAD_BYTES + head.bytes}`);
    return head as ResultHead;
  } finally {
    await handle.close();
  }
}

/** Yields the body of a result. @throws at its end, if its bytes do not match the head */
export async function* bodyChunks(folder: string, head: ResultHead): AsyncGenerator<Buffer> {
  const file = resultFile(folder, head.unit);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file, { start: HEAD_BYTES, highWaterMark: 2 ** 20 })) {
    digest.update(chunk as Buffer);
    yield chunk as Buffer;
  }
  if (digest.digest('hex') !== head.sha256)
    throw damaged(file, 'was changed since it was written (its SHA-256 differs)');
}

/** Returns the body of a small result as a text. @throws if it is missing or damaged */
export async function readBody(folder: string, unit: string): Promise<string> {
  const head = await readHead(folder, unit);
  if (!head) throw new Error(`${resultFile(folder, unit)} is missing: ${REMEDY}`);
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(folder, head)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns the digests of the units that have a result, from one look into the folder. */
export function deliveredUnits(folder: string): Set<string> {
  try {
    return new Set(readdirSync(join(folder, 'results')));
  } catch {
    return new Set(); // it does not exist yet
  }
}

const REMEDY = 'remove it, and run the same command again';

function damaged(file: string, what: string): Error {
  return new Error(`${file} ${what}: ${REMEDY}`);
}

async function* partsOf(body: ResultBody): AsyncIterable<string | Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) yield body;
  else for await (const part of body) yield part;
}

/** Returns the head with the digest of its JSON, so that damage to it is found, too. */
function headBytes(head: ResultHead): Buffer {
  const json = Buffer.from(
    JSON.stringify({ format: 1, ...head, seal: hash('sha256', canonicalJson({ ...head })) }),
  );
  if (json.length >= HEAD_BYTES)
    throw new Error(`the summary of a result must be shorter: the head has ${json.length} bytes`);
  return Buffer.concat([json, Buffer.alloc(HEAD_BYTES - 1 - json.length, ' '), Buffer.from('\n')]);
}

/** Gives a complete result its name, if no whole one has it. Returns whether it did. */
async function delivered(temporary: string, folder: string, unit: string): Promise<boolean> {
  const file = resultFile(folder, unit);
  if (await nameNewFile(temporary, file)) return true;
  if (await readHead(folder, unit).catch(() => undefined)) return false;
  await rename(temporary, file); // in place of a damaged one
  return true;
}
