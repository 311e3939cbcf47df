/** Writes Parquet files of one column, whose pages a test may damage. The format's page has the numbers. */

/** A field of a struct: its number, its type in Thrift's compact protocol, and its bytes. */
type Field = [id: number, type: number, bytes: readonly number[]];

/** Writes an integer in groups of 7 bits. */
export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** Writes an integer of 4 bytes, the lowest first. */
export function uint32(value: number): number[] {
  return [value, value >>> 8, value >>> 16, value >>> 24].map((byte) => byte & 255);
}

const zigzag = (value: number) => varint(value < 0 ? -2 * value - 1 : 2 * value);
const i32 = (id: number, value: number): Field => [id, 5, zigzag(value)];
const i64 = (id: number, value: number): Field => [id, 6, zigzag(value)];
const text = (id: number, value: string): Field => [id, 8, [...varint(value.length), ...Buffer.from(value)]];
const struct = (id: number, fields: readonly Field[]): Field => [id, 12, structOf(fields)];
const list = (id: number, type: number, elements: readonly (readonly number[])[]): Field => [
  id,
  9,
  [elements.length * 16 + type, ...elements.flat()],
];

function structOf(fields: readonly Field[]): number[] {
  let before = 0;
  const bytes = fields.flatMap(([id, type, value]) => {
    const delta = id - before;
    before = id;
    return [delta * 16 + type, ...value];
  });
  return [...bytes, 0];
}

/** A page: the bytes of its levels and values, and what its header says. */
export interface PageToWrite {
  body: readonly number[];
  /** Default: a page of data of version 1. */
  kind?: 'data' | 'data 2' | 'dictionary';
  /** Values with the missing ones. Default 3. */
  count?: number;
  /** Default 0, PLAIN. */
  encoding?: number;
  /** Default: the size of `body`. */
  unpackedSize?: number;
}

/** What is written. Each default is that of a whole file. */
export interface ParquetToWrite {
  pages: readonly PageToWrite[];
  /** A physical type. Default 6, BYTE_ARRAY. */
  type?: number;
  /** Default 0, uncompressed. */
  codec?: number;
  isOptional?: boolean;
  rows?: number;
  /** Bytes in the place of the metadata. */
  metadata?: readonly number[];
}

/** Returns a Parquet file of one column, `text`, of three rows. */
export function writeParquet(of: ParquetToWrite): Uint8Array {
  const { type = 6, codec = 0, isOptional = false, rows = 3 } = of;
  const pages = of.pages.flatMap((page) => [...headerOf(page), ...page.body]);
  const isDictionary = of.pages[0]?.kind === 'dictionary';
  const column = structOf([
    i64(2, 4),
    struct(3, [
      i32(1, type),
      list(2, 5, []),
      list(3, 8, [text(0, 'text')[2]]),
      i32(4, codec),
      i64(5, rows),
      i64(6, pages.length),
      i64(7, pages.length),
      i64(9, 4),
      ...(isDictionary ? [i64(11, 4)] : []),
    ]),
  ]);
  const metadata =
    of.metadata ??
    structOf([
      i32(1, 1),
      list(2, 12, [
        structOf([text(4, 'schema'), i32(5, 1)]),
        structOf([
          i32(1, type),
          i32(3, isOptional ? 1 : 0),
          text(4, 'text'),
          ...(type === 6 ? [i32(6, 0)] : []),
        ]),
      ]),
      i64(3, rows),
      list(4, 12, [structOf([list(1, 12, [column]), i64(2, pages.length), i64(3, rows)])]),
    ]);
  const magic = Buffer.from('PAR1');
  return Uint8Array.from([...magic, ...pages, ...metadata, ...uint32(metadata.length), ...magic]);
}

function headerOf({ body, kind = 'data', count = 3, encoding = 0, unpackedSize = body.length }: PageToWrite) {
  const sizes = [i32(2, unpackedSize), i32(3, body.length)];
  const levels = [i32(3, 3), i32(4, 3)];
  if (kind === 'dictionary') return structOf([i32(1, 2), ...sizes, struct(7, [i32(1, count), i32(2, 0)])]);
  if (kind === 'data')
    return structOf([i32(1, 0), ...sizes, struct(5, [i32(1, count), i32(2, encoding), ...levels])]);
  const version2 = [i32(1, count), i32(2, 0), i32(3, count), i32(4, encoding), i32(5, 0), i32(6, 0)];
  return structOf([i32(1, 3), ...sizes, struct(8, version2)]);
}

/** Writes texts one after another, each behind its length. */
export function plain(texts: readonly string[]): number[] {
  return texts.flatMap((text) => [...uint32(text.length), ...Buffer.from(text)]);
}
