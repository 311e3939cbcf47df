import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { notUtf8 } from '../reading/utf8';

/**
 * Returns the text of a UTF-8 file.
 *
 * @throws when the file cannot be read, is empty, or is not UTF-8; the message names the first
 *   wrong byte.
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.length === 0) throw new Error(`${file} is empty: expected the text of a review`);
  if (!isUtf8(bytes)) throw new Error(`${notUtf8(file, bytes)}; save the file as UTF-8`);
  return bytes.toString('utf8');
}
