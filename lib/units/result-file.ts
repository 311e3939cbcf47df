/**
 * The result of a unit: a file whose name is the unit's digest. It begins with a line of JSON, the
 * head, padded with blanks to `HEAD_BYTES`. The body follows, and then the summary, if it is too
 * long for the head. The file is written beside and gets its name when it is complete, and only if
 * nobody else has delivered the result. So whatever happens to the process that writes it, a result
 * is there or not, whole, and once.
 */
import { createHash, hash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { diskError } from '../files/disk-error';
import { parseJson, sha256Hex, wholeNumber } from '../files/json-file';
import { writeWhole } from '../files/write-whole';
import { isBucketUrl } from '../s3/bucket-url';
import { canonicalJson, hasDigest, type JsonValue } from './canonical-json';
import { unitStore } from './open-store';

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
  summaryBytes: v.optional(wholeNumber(0, MOST)),
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
  /** What else is to be said about the items. It is read into memory with the head. */
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

/**
 * Returns the file of a unit's result, for messages.
 *
 * @param place the folder of the units, or `s3://bucket/prefix`
 */
export function resultFile(place: string, digest: string): string {
  return unitStore(place).shown(nameOf(digest));
}

function nameOf(digest: string): string {
  return `results/${digest}`;
}

/**
 * Writes the result of a unit, unless it is there.
 *
 * @param place the folder of the units, which all machines share, or `s3://bucket/prefix`
 * @returns whether this call delivered it. False: another process was faster
 * @throws DiskError or BucketError when it cannot be written; nothing is left then. Like the body
 */
export async function writeResult(
  place: string,
  unit: string,
  { body, items, summary }: UnitResult,
): Promise<boolean> {
  const store = unitStore(place);
  const temporary = store.temporary(unit);
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
      const { first, last } = writtenHead(head);
      await writeWhole(handle, last, HEAD_BYTES + bytes);
      await writeWhole(handle, first, 0);
      await handle.sync(); // a machine without power loses no result that has a name
    } finally {
      await handle.close();
    }
    if (await store.deliver(temporary, nameOf(unit), false)) return true;
    if (await readHead(place, unit).catch(() => undefined)) return false;
    return await store.deliver(temporary, nameOf(unit), true); // in place of a damaged one
  } catch (error) {
    throw diskError(error, isBucketUrl(place) ? temporary : resultFile(place, unit), bytes);
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
export async function readHead(place: string, unit: string): Promise<ResultHead | undefined> {
  const found = await unitStore(place).beginning(nameOf(unit), HEAD_BYTES);
  if (!found) return undefined;
  const file = resultFile(place, unit);
  const { format: _, seal, summaryBytes = 0, ...known } = parseJson(file, found.bytes, headSchema, REMEDY);
  if (known.unit !== unit) throw damaged(file, `is the result of ${known.unit}`);
  const end = HEAD_BYTES + known.bytes;
  if (found.size !== end + summaryBytes)
    throw damaged(file, `has ${found.size} bytes instead of ${end + summaryBytes}`);
  const summary = summaryBytes > 0 ? await readSummary(place, unit, end) : known.summary;
  const head = { ...known, summary } as ResultHead;
  if (!hasDigest({ ...head }, seal))
    throw damaged(file, 'was changed since it was written (the SHA-256 of its head differs)');
  return head;
}

async function readSummary(place: string, unit: string, from: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of unitStore(place).chunks(nameOf(unit), from)) chunks.push(chunk);
  return parseJson(resultFile(place, unit), Buffer.concat(chunks), v.unknown(), REMEDY);
}

/**
 * Yields the body of a result.
 *
 * @throws at its end, if its bytes do not match the head. The result is then removed, so that its
 *   unit is done again: the head alone, by which units are left out, does not show the damage
 */
export async function* bodyChunks(place: string, head: ResultHead): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  let left = head.bytes; // a summary may follow
  for await (const chunk of unitStore(place).chunks(nameOf(head.unit), HEAD_BYTES)) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    digest.update(part);
    yield part;
    if (left === 0) break;
  }
  if (digest.digest('hex') !== head.sha256) throw await removed(place, head.unit);
}

/** Removes a result whose body was changed. Returns the error that says so. */
async function removed(place: string, unit: string): Promise<Error> {
  const file = resultFile(place, unit);
  const what = 'was changed since it was written (its SHA-256 differs)';
  try {
    await unitStore(place).remove([nameOf(unit)]);
  } catch {
    return damaged(file, what); // whoever may remove it has to
  }
  return new Error(
    `${file} ${what}, and was removed: run the same command again, with --shard instead of --merge`,
  );
}

/** Returns the body of a small result as a text. @throws if it is missing or damaged */
export async function readBody(place: string, unit: string): Promise<string> {
  const head = await readHead(place, unit);
  if (!head) throw new Error(`${resultFile(place, unit)} is missing: ${REMEDY}`);
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(place, head)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns the digests of the units that have a result, from one look at the place. */
export async function deliveredUnits(place: string): Promise<Set<string>> {
  return new Set(await unitStore(place).names('results'));
}

const REMEDY = 'remove it, and run the same command again';

function damaged(file: string, what: string): Error {
  return new Error(`${file} ${what}: ${REMEDY}`);
}

async function* partsOf(body: ResultBody): AsyncIterable<string | Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) yield body;
  else for await (const part of body) yield part;
}

/**
 * Returns the head with the digest of its JSON, so that damage to it is found, too; and the
 * summary, if that does not fit into the head.
 */
function writtenHead({ summary, ...head }: ResultHead): { first: Buffer; last: Buffer } {
  const seal = hash('sha256', canonicalJson({ ...head, summary }));
  const written = (more: object) => Buffer.from(JSON.stringify({ format: 1, ...head, ...more, seal }));
  const whole = written({ summary });
  if (whole.length < HEAD_BYTES) return { first: padded(whole), last: Buffer.alloc(0) };
  const last = Buffer.from(JSON.stringify(summary));
  return { first: padded(written({ summaryBytes: last.length })), last };
}

function padded(json: Buffer): Buffer {
  return Buffer.concat([json, Buffer.alloc(HEAD_BYTES - 1 - json.length, ' '), Buffer.from('\n')]);
}
