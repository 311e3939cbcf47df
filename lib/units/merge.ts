import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { diskError } from '../files/disk-error';
import { makeFolder } from '../files/make-folder';
import { nameNewFile } from '../files/name-new-file';
import { temporaryBeside } from '../files/temporary';
import { canonicalJson } from './canonical-json';
import { type Manifest, type NamedUnit, unitsOf } from './manifest';
import { bodyChunks, deliveredUnits, type ResultHead, readHead } from './result-file';

/** How many missing units a message names. */
const NAMED = 5;

/** How results are checked. */
export interface ResultChecks {
  /** Returns the name of a unit for messages. Default: its own inputs, as JSON. */
  nameOf?: (unit: NamedUnit, at: number) => string;
  /** Returns how many items the result of a unit must have. Default: any number. */
  itemsOf?: (unit: NamedUnit) => number;
}

/** Options of `mergeResults`. */
export interface MergeOptions extends ResultChecks {
  /** What precedes the bodies. Default: nothing. */
  head?: string;
  /** Called after each body, the `at`-th of `of`. */
  onMerged?: (at: number, of: number) => void;
  /** Called when the file is complete, before it gets its name, with its SHA-256. */
  onWritten?: (sha256: string, heads: readonly ResultHead[]) => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Returns the heads of all results, in the order of the manifest.
 *
 * @param place the folder of the units, or `s3://bucket/prefix`
 * @throws if a unit has no result; if a result is damaged, or has another number of items
 */
export async function requireResults(
  place: string,
  manifest: Manifest,
  { nameOf, itemsOf }: ResultChecks = {},
): Promise<ResultHead[]> {
  const units = unitsOf(manifest);
  const named = nameOf ?? ((_: NamedUnit, at: number) => canonicalJson(manifest.units[at]!));
  const delivered = await deliveredUnits(place);
  const missing = units.filter(({ digest }) => !delivered.has(digest));
  if (missing.length > 0) {
    const names = missing.slice(0, NAMED).map((unit) => named(unit, units.indexOf(unit)));
    const more = missing.length > NAMED ? `, and ${missing.length - NAMED} more` : '';
    throw new Error(
      `${missing.length} of ${units.length} units have no result in ${place}: ${names.join('; ')}${more}. Run their shards again`,
    );
  }
  const heads: ResultHead[] = [];
  for (const [at, unit] of units.entries()) {
    const head = await readHead(place, unit.digest);
    if (!head)
      throw new Error(
        `the result of ${named(unit, at)} was removed from ${place} meanwhile: run its shard again`,
      );
    const items = itemsOf?.(unit);
    if (items !== undefined && head.items !== items)
      throw new Error(
        `the result of ${named(unit, at)} has ${head.items} items instead of ${items}: remove ${place}, and start again`,
      );
    heads.push(head);
  }
  return heads;
}

/**
 * Writes one file: a head, and the bodies of all results in the order of the manifest. Counts and
 * digests are checked. The file is written beside and then gets its name.
 *
 * @param place the folder of the units, or `s3://bucket/prefix`
 * @param out a new file
 * @returns the heads of the results
 * @throws like `requireResults`; if `out` exists; DiskError if it cannot be written; the signal's
 *   reason
 */
export async function mergeResults(
  place: string,
  manifest: Manifest,
  out: string,
  { head = '', onMerged, onWritten, signal, ...options }: MergeOptions = {},
): Promise<ResultHead[]> {
  const heads = await requireResults(place, manifest, options);
  makeFolder(dirname(out));
  const temporary = temporaryBeside(out);
  const digest = createHash('sha256').update(head);
  async function* content() {
    if (head !== '') yield Buffer.from(head);
    for (const [at, result] of heads.entries()) {
      for await (const chunk of bodyChunks(place, result)) {
        digest.update(chunk);
        yield chunk;
      }
      onMerged?.(at + 1, heads.length);
    }
  }
  try {
    await pipeline(content, createWriteStream(temporary, { flags: 'wx', flush: true }), { signal });
    await onWritten?.(digest.digest('hex'), heads);
    if (!(await nameNewFile(temporary, out))) throw new Error(`${out} exists: name a new file, or remove it`);
  } catch (error) {
    throw diskError(error, out);
  } finally {
    await rm(temporary, { force: true });
  }
  return heads;
}
