/**
 * JSON files of our own with a seal: `sha256` is that of the file's value as JSON, without blanks
 * and without this key. So damage is found that leaves JSON and its values possible.
 */
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson, requireSchema, sha256Hex } from './json-file';
import { replaceFile } from './replace-file';
import { requireFile } from './require-file';

/** Options of `readSealed`. */
export interface SealOptions {
  /**
   * Returns whether a file must have a seal: earlier versions wrote none. It is given what the file
   * contains, before that is checked. Default: it must.
   */
  isSealed?: (content: Record<string, unknown>) => boolean;
}

/** Writes an object with its seal, as a whole. @throws DiskError if it cannot be written */
export async function writeSealed(file: string, content: object): Promise<void> {
  await replaceFile(file, sealed(content));
}

/** Returns an object with its seal, as JSON. */
export function sealed(content: object): string {
  const { sha256: _, ...unsealed } = content as { sha256?: unknown };
  return `${JSON.stringify({ ...unsealed, sha256: sealOf(unsealed) }, null, 2)}\n`;
}

/**
 * Returns the content of such a file, without its seal.
 *
 * @param schema what it must be
 * @param remedy what makes the file again, for messages
 * @throws if it cannot be read, does not match the schema, or was changed
 */
export async function readSealed<S extends v.GenericSchema>(
  file: string,
  schema: S,
  remedy: string,
  options?: SealOptions,
): Promise<v.InferOutput<S>> {
  requireFile(file, remedy);
  return parseSealed(file, await readFile(file), schema, remedy, options);
}

/** Returns the content of the bytes of such a file. @throws like `readSealed` */
export function parseSealed<S extends v.GenericSchema>(
  file: string,
  bytes: Uint8Array,
  schema: S,
  remedy: string,
  { isSealed = () => true }: SealOptions = {},
): v.InferOutput<S> {
  const { sha256 } = parseJson(file, bytes, envelope, remedy);
  const content = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>; // keys in their order
  if (sha256 === undefined && isSealed(content)) throw new Error(`${file} has no sha256: ${remedy}`);
  delete content.sha256;
  if (sha256 !== undefined && sha256 !== sealOfRead(content))
    throw new Error(`${file} was changed since it was written (its SHA-256 differs): ${remedy}`);
  return requireSchema(file, content, schema, remedy);
}

const envelope = v.looseObject({ sha256: v.optional(sha256Hex) });

function sealOf(content: object): string {
  return hash('sha256', JSON.stringify(content));
}

/**
 * Returns the seal of what was read; undefined if that is nested so deeply that nobody wrote it.
 */
function sealOfRead(content: object): string | undefined {
  try {
    return sealOf(content);
  } catch {
    return undefined;
  }
}
