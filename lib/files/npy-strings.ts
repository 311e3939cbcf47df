/** Returns strings as NumPy stores them, each filled up with zeros to the longest: S as UTF-8, U as UTF-32. */
export function packStrings(
  dtype: 'S' | 'U',
  strings: readonly string[],
): { bytes: Buffer; itemSize: number } {
  const items = strings.map((text) => (dtype === 'S' ? Buffer.from(text, 'utf8') : utf32(text)));
  // NumPy has no strings of length 0: the shortest type is S1 or U1.
  const itemSize = items.reduce((longest, { length }) => Math.max(longest, length), dtype === 'S' ? 1 : 4);
  const bytes = Buffer.alloc(itemSize * items.length);
  for (const [i, item] of items.entries()) item.copy(bytes, i * itemSize);
  return { bytes, itemSize };
}

/**
 * Returns the strings in `buffer`, `itemSize` bytes each, without the zeros at their ends.
 *
 * @throws, naming the file and the element, when one is not UTF-8 or not UTF-32.
 */
export function unpackStrings(
  file: string,
  dtype: 'S' | 'U',
  buffer: ArrayBuffer,
  itemSize: number,
): string[] {
  const length = itemSize ? buffer.byteLength / itemSize : 0;
  const decode = dtype === 'S' ? utf8Text : utf32Text;
  return Array.from({ length }, (_, i) => {
    try {
      return decode(Buffer.from(buffer, i * itemSize, itemSize));
    } catch (error) {
      const encoding = dtype === 'S' ? 'UTF-8' : 'UTF-32';
      throw new Error(`${file}: the string at index ${i} is not ${encoding}`, { cause: error });
    }
  });
}

function utf8Text(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
}

function utf32(text: string): Buffer {
  const characters = Array.from(text);
  const bytes = Buffer.alloc(4 * characters.length);
  for (const [i, character] of characters.entries()) bytes.writeUInt32LE(character.codePointAt(0)!, 4 * i);
  return bytes;
}

function utf32Text(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && bytes.readUInt32LE(end - 4) === 0) end -= 4;
  let text = '';
  for (let at = 0; at < end; at += 4) text += String.fromCodePoint(bytes.readUInt32LE(at));
  return text;
}
