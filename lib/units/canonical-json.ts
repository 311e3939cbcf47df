import { hash } from 'node:crypto';

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Returns JSON that depends on the value only: without blanks, with the keys of each object sorted
 * by their UTF-16 code units, as in RFC 8785. Keys whose value is undefined are left out.
 *
 * @throws for NaN, infinities and everything else that JSON cannot hold; the message names its
 *   place
 */
export function canonicalJson(value: JsonValue | { readonly [key: string]: JsonValue | undefined }): string {
  return written(value, '');
}

/** Returns whether the SHA-256 of a value's canonical JSON is as given. */
export function hasDigest(value: JsonValue, sha256: string): boolean {
  try {
    return hash('sha256', canonicalJson(value)) === sha256;
  } catch {
    return false; // damaged JSON may have a number that is infinite, such as 1e999
  }
}

function written(value: unknown, place: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${Array.from(value, (item, at) => written(item, `${place}[${at}]`)).join(',')}]`;
  if (!isPlain(value)) {
    const what = typeof value === 'object' ? 'an object of a class' : String(value);
    throw new Error(`${place.replace(/^\./, '') || 'the value'} is ${what}, which JSON cannot hold`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${written(member, `${place}.${key}`)}`);
  return `{${members.join(',')}}`;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
