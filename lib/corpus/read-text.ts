import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/**
 * Returns the text of a UTF-8 file.
 *
 * @throws when the file cannot be read, is empty, or is not UTF-8; the message names the first
 *   wrong byte.
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.length === 0) throw new Error(`${file} is empty: expected the text of a review`);
  if (!isUtf8(bytes)) throw new Error(notUtf8(file, bytes));
  return bytes.toString('utf8');
}

/**
 * Returns the message for bytes that are not UTF-8, with the offset of the first wrong byte.
 *
 * @param start the offset of `bytes` in the file
 */
export function notUtf8(file: string, bytes: Uint8Array, start = 0): string {
  const wrong = firstInvalid(bytes);
  const value = bytes[wrong]!.toString(16).padStart(2, '0');
  return `${file} is not UTF-8: the byte 0x${value} at offset ${start + wrong} is not part of a character; save the file as UTF-8`;
}

/** Returns the offset of the first invalid character. */
function firstInvalid(bytes: Uint8Array): number {
  let [valid, end] = [0, bytes.length];
  while (valid < end) {
    const middle = Math.ceil((valid + end) / 2);
    if (beginsValid(bytes.subarray(0, middle))) valid = middle;
    else end = middle - 1;
  }
  return valid - unfinished(bytes.subarray(0, valid));
}

/** Returns whether `bytes` are UTF-8, except for a last character that may be incomplete. */
function beginsValid(bytes: Uint8Array): boolean {
  return isUtf8(bytes.subarray(0, bytes.length - unfinished(bytes)));
}

/** Returns the number of bytes, 0 to 3, of an incomplete character at the end. */
export function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue; // a continuation byte: its character starts earlier
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}
