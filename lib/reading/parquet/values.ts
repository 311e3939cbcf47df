import { littleEndian, readDeltas, readRuns, requireBytes } from './runs';

/** The sizes of types whose values have a fixed one, in bytes. */
const SIZES: Record<string, number> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };
/** No value of text has more bytes: see the longest row of a table. */
const MOST_TEXT_BYTES = 2 ** 29;

const [PLAIN, PLAIN_DICTIONARY, RLE] = [0, 2, 3];
const [DELTA, DELTA_LENGTHS, DELTA_BYTES, RLE_DICTIONARY, BYTE_STREAM_SPLIT] = [5, 6, 7, 8, 9];

/** The values of a page, behind its levels. */
export interface PageValues {
  /** The unpacked page. */
  bytes: Uint8Array;
  /** Where the values begin. */
  at: number;
  /** How many there are. */
  count: number;
  encoding: number;
  /** The column's physical type: `BYTE_ARRAY`. */
  type: string | undefined;
  /** The size of a value of `FIXED_LEN_BYTE_ARRAY`. */
  typeLength: number | undefined;
  /** How many values the column's dictionary has. */
  dictionary: number | undefined;
  /** The version of the page: 1 or 2. */
  version: number;
}

/**
 * Checks that a page has as many values as it says, and that its dictionary ids are in the
 * dictionary. Unknown encodings pass: hyparquet refuses them.
 *
 * @throws if not
 */
export function requireValues(values: PageValues): void {
  const { bytes, at, count, encoding, type, version } = values;
  if (count === 0) return;
  const areTruths = encoding === RLE && (type === 'BOOLEAN' || version === 2);
  if (encoding === PLAIN) requirePlain(values);
  else if (areTruths) requireTruths(values);
  else if ([PLAIN_DICTIONARY, RLE_DICTIONARY, RLE].includes(encoding)) requireIds(values);
  else if (encoding === DELTA) readDeltas(bytes, at, bytes.length, count);
  else if (encoding === DELTA_LENGTHS) requireLengths(values);
  else if (encoding === DELTA_BYTES) requireSharedBeginnings(values);
  else if (encoding === BYTE_STREAM_SPLIT) requireBytes(at, count * sizeOf(values), bytes.length);
}

/** Checks the values of a dictionary page, which are written one after another. @throws like `requireValues` */
export function requirePlain(values: Omit<PageValues, 'encoding' | 'dictionary' | 'version'>): void {
  const { bytes, count, type } = values;
  let { at } = values;
  if (type !== 'BYTE_ARRAY') {
    const size = type === 'BOOLEAN' ? Math.ceil(count / 8) : count * sizeOf(values);
    requireBytes(at, size, bytes.length);
  } else
    for (let i = 0; i < count; i++) {
      requireBytes(at, 4, bytes.length);
      const length = littleEndian(bytes, at, 4);
      requireBytes(at + 4, length, bytes.length);
      at += 4 + length;
    }
}

function sizeOf({ type, typeLength }: Pick<PageValues, 'type' | 'typeLength'>): number {
  return type === 'FIXED_LEN_BYTE_ARRAY' ? (typeLength ?? 0) : (SIZES[type ?? ''] ?? 0);
}

function requireLengths({ bytes, at, count }: PageValues): void {
  const lengths = readDeltas(bytes, at, bytes.length, count);
  let sum = 0;
  for (const length of lengths.values) {
    if (length < 0) throw new Error(`a page has a text of ${length} bytes`);
    sum += length;
  }
  requireBytes(lengths.end, sum, bytes.length);
}

function requireTruths({ bytes, at, count }: PageValues): void {
  requireBytes(at, 4, bytes.length);
  const length = littleEndian(bytes, at, 4);
  requireBytes(at + 4, length, bytes.length);
  readRuns(bytes, at + 4, at + 4 + length, 1, count);
}

function requireIds({ bytes, at, count, encoding, type, dictionary = 0, version }: PageValues): void {
  if (type === 'BOOLEAN') throw new Error('a page has truth values by a dictionary');
  requireBytes(at, 1, bytes.length);
  const width = bytes[at]!;
  // Version 1 has no runs for ids of 0 bits.
  const ids = width === 0 && version === 1 ? [0] : readRuns(bytes, at + 1, bytes.length, width, count).values;
  if (encoding === RLE) return;
  for (const id of ids)
    if (id >= dictionary) throw new Error(`a page has the dictionary id ${id}, of ${dictionary}`);
}

/** Checks texts of which each has the beginning of the one before it (`DELTA_BYTE_ARRAY`). */
function requireSharedBeginnings({ bytes, at, count }: PageValues): void {
  const shared = readDeltas(bytes, at, bytes.length, count);
  const rests = readDeltas(bytes, shared.end, bytes.length, count);
  let [previous, sum, restsSum] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [beginning, rest] = [shared.values[i]!, rests.values[i]!];
    if (beginning < 0 || beginning > previous || rest < 0)
      throw new Error(`a page has a text of ${beginning} bytes of the one before it, and ${rest} more`);
    previous = beginning + rest;
    sum += previous;
    restsSum += rest;
  }
  requireBytes(rests.end, restsSum, bytes.length);
  if (sum > MOST_TEXT_BYTES) throw new Error(`a page unpacks to texts of ${sum} bytes`);
}
