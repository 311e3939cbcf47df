/** Reads JSON files of our own: each is checked against a schema. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { requireFile } from './require-file';

/**
 * Returns the content of a JSON file.
 *
 * @param schema what it must be
 * @param remedy what makes the file again, for messages
 * @throws if the file cannot be read, is not JSON or does not match the schema; the message names
 *   the file, the place in it and the remedy
 */
export async function readJson<S extends v.GenericSchema>(
  file: string,
  schema: S,
  remedy: string,
): Promise<v.InferOutput<S>> {
  requireFile(file, remedy);
  return parseJson(file, await readFile(file), schema, remedy);
}

/** Returns the content of JSON as a text or as bytes. @throws like `readJson` */
export function parseJson<S extends v.GenericSchema>(
  file: string,
  content: string | Uint8Array,
  schema: S,
  remedy: string,
): v.InferOutput<S> {
  if (typeof content !== 'string' && !isUtf8(content)) throw new Error(`${file} is not UTF-8: ${remedy}`);
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON (${shown((error as Error).message)}): ${remedy}`, { cause: error });
  }
  return requireSchema(file, value, schema, remedy);
}

/**
 * Returns a value that was read, as its schema says.
 *
 * @param what names it in messages
 * @throws if it does not match; the message names the place in it and the remedy
 */
export function requireSchema<S extends v.GenericSchema>(
  what: string,
  value: unknown,
  schema: S,
  remedy: string,
): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output as v.InferOutput<S>;
  throw new Error(`${what} ${problemOf(issues as readonly Issue[])}: ${remedy}`);
}

/** Returns the schema of whole numbers. By default they are not negative and fit into 32 bits. */
export function wholeNumber(min = 0, max = 2 ** 31 - 1) {
  return v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
}

/** The schema of numbers without NaN and infinities. */
export const finiteNumber = v.pipe(v.number(), v.finite());

/** The schema of a SHA-256 in hexadecimal digits. */
export const sha256Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

type Issue = v.BaseIssue<unknown>;

/** Returns what is wrong: all keys that are missing, or else the first wrong value. */
function problemOf(issues: readonly Issue[]): string {
  const missing = issues.filter(({ message }) => message.startsWith('Invalid key'));
  if (missing.length > 0) return `has no ${missing.map(placeOf).join(', ')}`;
  const [first] = issues as [Issue, ...Issue[]];
  const place = placeOf(first);
  const expected = first.expected ?? first.message;
  return `has ${place ? `${place} = ` : ''}${shown(first.received)}, expected ${expected}`;
}

function placeOf(issue: Issue): string {
  return shown((issue.path ?? []).map(({ key }) => String(key)).join('.'));
}

/** Returns a text from a file, shortened and without control characters. */
function shown(text: string): string {
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}
