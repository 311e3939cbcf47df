/** Decodes the integers of Parquet's pages, and checks the counts in them before it believes them. */

/** More values in a page than any writer puts there. */
export const MOST_VALUES = 2 ** 24;

/** Integers, and where they end. */
interface Decoded<T> {
  values: T;
  end: number;
}

/**
 * Decodes runs of equal values and of bit-packed values: levels, dictionary ids and truth values.
 *
 * @param end where the page or its part ends
 * @param width the bits of a value
 * @param count how many values there must be
 * @throws if a run has more values than are left, or is cut off. hyparquet would write up to 2 ** 31
 *   values of such a run, or count below zero without end.
 */
export function readRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): Decoded<Uint32Array> {
  if (width > 32) throw new Error(`a page has values of ${width} bits`);
  const values = new Uint32Array(count);
  let at = start;
  for (let seen = 0; seen < count; ) {
    const head = readVarint(bytes, at, end);
    at = head.end;
    const size = Math.floor(head.value / 2);
    if (head.value % 2 === 0) {
      if (size > count - seen) throw new Error(`a page repeats a value ${size} times, of ${count} values`);
      const length = Math.ceil(width / 8);
      requireBytes(at, length, end);
      values.fill(littleEndian(bytes, at, length), seen, seen + size);
      at += length;
      seen += size;
    } else {
      if (8 * size > MOST_VALUES) throw new Error(`a page has a run of ${8 * size} values`);
      const used = Math.min(8 * size, count - seen); // the last run may be padded
      requireBytes(at, size * width, end);
      for (let i = 0; i < used; i++) values[seen + i] = bitsAt(bytes, 8 * at + i * width, width);
      at += size * width;
      seen += used;
    }
  }
  return { values, end: at };
}

/**
 * Decodes integers that are stored as differences, modulo 2 ** 32 (`DELTA_BINARY_PACKED`).
 *
 * @param count how many there must be
 * @throws if they are cut off, or their blocks break a rule. hyparquet would go backwards in a block
 *   of a negative size, and never end.
 */
export function readDeltas(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): Decoded<Int32Array> {
  let at = start;
  const varint = () => {
    const { value, end: next } = readVarint(bytes, at, end);
    at = next;
    return value;
  };
  const signed = () => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const blockSize = varint();
  const parts = varint();
  varint(); // how many there are
  const values = new Int32Array(count);
  let value = signed();
  if (count > 0) values[0] = value;
  const size = blockSize / parts;
  if (!(size > 0 && size % 8 === 0 && blockSize < 2 ** 31))
    throw new Error(`a page has ${parts} blocks of ${blockSize} values together`);
  for (let seen = 1; seen < count; ) {
    const least = signed();
    const widths = at;
    requireBytes(at, parts, end);
    at += parts;
    for (let part = 0; part < parts && seen < count; part++) {
      const width = bytes[widths + part]!;
      if (width > 64) throw new Error(`a page has values of ${width} bits`);
      const used = Math.min(size, count - seen);
      requireBytes(at, Math.ceil((used * width) / 8), end);
      for (let i = 0; i < used; i++) {
        value = (value + least + bitsAt(bytes, 8 * at + i * width, Math.min(width, 32))) | 0;
        values[seen++] = value;
      }
      at += (size * width) / 8;
    }
  }
  return { values, end: at };
}

/** Checks that a page goes on. @throws if `length` bytes from `at` end behind `end` */
export function requireBytes(at: number, length: number, end: number): void {
  if (!(length <= end - at)) throw new Error('a page ends amid its values');
}

/** Reads an integer of 1 to 8 bytes. */
export function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = 256 * value + bytes[at + i]!;
  return value;
}

/** Reads an integer of groups of 7 bits. */
function readVarint(bytes: Uint8Array, start: number, end: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    requireBytes(start + i, 1, end);
    const next = bytes[start + i]!;
    value += (next & 127) * 2 ** (7 * i);
    if (next < 128) return { value, end: start + i + 1 };
  }
  throw new Error('an integer of a page does not end');
}

/** Reads `width` bits from bit number `bit`, the lowest first. */
function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0;
  for (let read = 0; read < width; ) {
    const within = (bit + read) % 8;
    const taken = Math.min(8 - within, width - read);
    value += ((bytes[(bit + read - within) / 8]! >> within) & ((1 << taken) - 1)) * 2 ** read;
    read += taken;
  }
  return value;
}
