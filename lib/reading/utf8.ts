/** UTF-8, byte by byte: what is valid, and where it stops to be. */

/**
 * Returns the number of bytes, 1 to 4, of the character at `at`. Returns 0 where no valid character
 * starts, or where it is not complete.
 */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  const [low, high] = SECOND.get(first) ?? [0x80, 0xbf];
  if (bytes[at + 1]! < low || bytes[at + 1]! > high) return 0;
  for (let next = at + 2; next < at + length; next++) if ((bytes[next]! & 0xc0) !== 0x80) return 0;
  return length;
}

/**
 * The range of the second byte, where it is narrower: no long forms, no surrogates, no more than
 * U+10FFFF.
 */
const SECOND: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

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

/**
 * Returns the offset of the first byte that is not part of a valid character; -1 if there is none.
 */
export function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

/**
 * Returns the message for bytes that are not UTF-8, with the offset of the first wrong byte.
 *
 * @param start the offset of `bytes` in the file
 */
export function notUtf8(file: string, bytes: Uint8Array, start = 0): string {
  const wrong = firstInvalid(bytes);
  const value = bytes[wrong]!.toString(16).padStart(2, '0');
  return `${file} is not UTF-8: the byte 0x${value} at offset ${start + wrong} is not part of a character`;
}
