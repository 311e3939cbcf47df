/**
 * Checks the pages of a Parquet file before hyparquet reads them.
 *
 * hyparquet believes the counts and sizes in them: a damaged byte can make it count to 2 ** 31, go
 * backwards without end, or take gigabytes. A limit of time would need a thread of its own, and a
 * guess at the speed of the machine. These checks need neither, and end with the bytes that they
 * read: each step of them uses up a byte or a value that is counted. They unpack each page once
 * more, which costs little beside its texts.
 */
import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import type { Decompress } from './codecs';
import { littleEndian, MOST_VALUES, readRuns, requireBytes } from './runs';
import { readThrift, type ThriftStruct } from './thrift';
import { requirePlain, requireValues } from './values';

const [DATA, DICTIONARY, DATA_2] = [0, 2, 3];
/** A page of more bytes is damaged: writers make pages of a megabyte. */
const MOST_PAGE_BYTES = 2 ** 29;

/** A column of a row group. */
interface Column {
  type: string | undefined;
  typeLength: number | undefined;
  /** The highest repetition and definition level. */
  repetition: number;
  definition: number;
  decompress: Decompress;
}

interface Page {
  header: ThriftStruct;
  bytes: Uint8Array;
  unpackedSize: number;
  dictionary: number | undefined;
}

/**
 * Checks all pages of a column of a row group.
 *
 * @param bytes the pages
 * @param rows how many rows the row group has
 * @throws if a page does not have what it says, or if the pages together do not have these rows
 */
export function requirePages(
  bytes: Uint8Array,
  { type, codec }: Pick<ColumnMetaData, 'type' | 'codec'>,
  path: readonly SchemaTree[],
  rows: number,
  decompress: (codec: string) => Decompress,
): void {
  const { element } = path.at(-1)!;
  if (element.type !== type) throw new Error(`a column of ${element.type} has pages of ${type}`);
  const levels = (is: (repetition: string | undefined) => boolean, from: readonly SchemaTree[]) =>
    from.filter(({ element }) => is(element.repetition_type)).length;
  const column: Column = {
    type,
    typeLength: element.type_length,
    repetition: levels((repetition) => repetition === 'REPEATED', path),
    definition: levels((repetition) => repetition !== 'REQUIRED', path.slice(1)),
    decompress: decompress(codec),
  };
  let found = 0;
  let dictionary: number | undefined;
  for (let at = 0; at < bytes.length - 1; ) {
    if (column.repetition === 0 && found >= rows) break; // some writers leave a gap behind a column
    const { fields: header, end } = readThrift(bytes, at);
    const size = header.get(3);
    const unpackedSize = header.get(2);
    if (!isSize(size) || size > bytes.length - end) throw new Error('a page is cut off');
    if (!isSize(unpackedSize) || unpackedSize > MOST_PAGE_BYTES)
      throw new Error(`a page says that it unpacks to ${unpackedSize} bytes`);
    const page = { header, bytes: bytes.subarray(end, end + size), unpackedSize, dictionary };
    at = end + size;
    if (header.get(1) === DICTIONARY) dictionary = requireDictionary(page, column);
    else found += requireData(page, column);
  }
  if (found !== rows) throw new Error(`a column has ${found} of ${rows} rows`);
}

/** Checks a dictionary, and returns how many values it has. */
function requireDictionary({ header, bytes, unpackedSize }: Page, column: Column): number {
  const count = countIn(structIn(header, 7), 1);
  const page = column.decompress(bytes, unpackedSize);
  requirePlain({ ...column, bytes: page, at: 0, count });
  return count;
}

/** Checks a page of data, and returns how many rows begin in it. */
function requireData(page: Page, column: Column): number {
  if (page.header.get(1) === DATA) return requireVersion1(page, column);
  if (page.header.get(1) === DATA_2) return requireVersion2(page, column);
  throw new Error(`a page has the unknown type ${page.header.get(1)}`);
}

function requireVersion1({ header, bytes, unpackedSize, dictionary }: Page, column: Column): number {
  const data = structIn(header, 5);
  const count = countIn(data, 1);
  const page = column.decompress(bytes, unpackedSize);
  let at = 0;
  const levels = (highest: number) => {
    if (highest === 0) return undefined;
    requireBytes(at, 4, page.length);
    const end = at + 4 + littleEndian(page, at, 4);
    requireBytes(at, end - at, page.length);
    const { values } = readRuns(page, at + 4, end, bitsOf(highest), count);
    at = end;
    return values;
  };
  const repetitions = levels(column.repetition);
  const definitions = levels(column.definition);
  const encoding = Number(data.get(2));
  const present = presentIn(definitions, column, count);
  requireValues({ ...column, bytes: page, at, count: present, encoding, dictionary, version: 1 });
  return rowsIn(repetitions, count);
}

/** In version 2, levels are not compressed. */
function requireVersion2({ header, bytes, unpackedSize, dictionary }: Page, column: Column): number {
  const data = structIn(header, 8);
  const count = countIn(data, 1);
  let at = 0;
  const levels = (highest: number, field: number) => {
    const length = countIn(data, field, bytes.length - at);
    if (highest === 0 && length > 0) throw new Error('a page has levels that its column does not have');
    const values =
      highest === 0 ? undefined : readRuns(bytes, at, at + length, bitsOf(highest), count).values;
    at += length;
    return values;
  };
  const repetitions = levels(column.repetition, 6);
  const definitions = levels(column.definition, 5);
  const present = presentIn(definitions, column, count);
  if (count - present !== data.get(2))
    throw new Error(`a page says that ${data.get(2)} of its values are missing, but ${count - present} are`);
  const rows = rowsIn(repetitions, count);
  if (data.get(3) !== rows) throw new Error(`a page says ${data.get(3)} rows, but has ${rows}`);
  const rest = bytes.subarray(at);
  const page = data.get(7) === false ? rest : column.decompress(rest, unpackedSize - at);
  const encoding = Number(data.get(4));
  requireValues({ ...column, bytes: page, at: 0, count: present, encoding, dictionary, version: 2 });
  return rows;
}

/** Returns how many values are there: those of the highest definition level. */
function presentIn(definitions: Uint32Array | undefined, { definition }: Column, count: number): number {
  if (!definitions) return count;
  let present = 0;
  for (const level of definitions) {
    if (level > definition) throw new Error(`a page has the level ${level}, above ${definition}`);
    if (level === definition) present++;
  }
  return present;
}

/** Returns how many rows begin: those of repetition level 0. */
function rowsIn(repetitions: Uint32Array | undefined, count: number): number {
  return repetitions ? repetitions.reduce((rows, level) => rows + (level === 0 ? 1 : 0), 0) : count;
}

function structIn(header: ThriftStruct, field: number): ThriftStruct {
  const found = header.get(field);
  if (found instanceof Map) return found;
  throw new Error('a page has no header of its type');
}

function countIn(struct: ThriftStruct, field: number, most = MOST_VALUES): number {
  const count = struct.get(field);
  if (isSize(count) && count <= most) return count;
  throw new Error(`a page has a count of ${count}, above ${most}`);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** Returns how many bits a level needs. */
function bitsOf(highest: number): number {
  return 32 - Math.clz32(highest);
}
