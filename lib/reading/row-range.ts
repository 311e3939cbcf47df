/** Reads some rows of a large file without the rows before them. */
import type { ByteSource } from './byte-source';
import { openTable } from './open-table';
import type { Table, TableOptions, TableRow } from './table';

/** A part of a file: the bytes from `start` to before `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The first rows of the parts of a table. */
export interface RowParts {
  /** How many rows the table has. */
  rows: number;
  /**
   * The bytes of the rows of each part. Undefined: they cannot be read without the rows before
   * them, as in compressed files, Parquet and UTF-16.
   */
  ranges?: readonly ByteRange[];
  /** Why there are no ranges: `it has bytes that are not UTF-8`. */
  because?: string;
  /** What is odd about the file, although there are ranges: see `Table`. */
  oddity?: string;
  /** The keys that are in no column: see `Table`. */
  lateKeys?: ReadonlyMap<string, number>;
}

/** The bytes that are read at once. */
const CHUNK = 2 ** 18;
const LINE_FEED = 10;
const ODD = 'its rows do not begin where its lines do';

/**
 * Reads a table, and returns how many rows it has and which bytes hold every `size` of them. It is
 * read once; if it is oddly written, again to compare the rows of all parts.
 *
 * @param options as for `openTable`
 * @param onRead receives how many bytes are read so far
 * @throws like `openTable`, and when a row cannot be read
 */
export async function findRowParts(
  source: ByteSource,
  options: TableOptions,
  size: number,
  onRead?: (done: number) => void,
): Promise<RowParts> {
  const lines = lineOffsets();
  let areUtf8 = true;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const watched: ByteSource = {
    ...source,
    size: source.size,
    async *chunks(report) {
      for await (const chunk of source.chunks(report)) {
        lines.add(chunk);
        areUtf8 &&= isUtf8(decoder, chunk);
        yield chunk;
      }
    },
  };
  const table = await openTable(watched, options);
  const starts: { line: number; fields: readonly string[] }[] = [];
  let rows = 0;
  for await (const row of table.rows(onRead)) {
    if (rows++ % size === 0) starts.push({ line: row.line, fields: row.fields });
  }
  const lateKeys = table.lateKeys?.();
  const because = (why: string) => ({ rows, because: why, lateKeys });
  if (table.format === 'Parquet' || table.format === 'JSON') return because(`it is ${table.format}`);
  if (!source.slice || source.size === undefined) return because('it is compressed');
  if (!areUtf8) return because('it has bytes that are not UTF-8');
  const offsets: number[] = [];
  for (const { line } of starts) {
    const offset = await lines.offsetOf(line, source.slice);
    if (offset === undefined) return because(ODD);
    offsets.push(offset);
  }
  const ranges = offsets.map((start, at) => ({ start, end: offsets[at + 1] ?? source.size! }));
  for (const [at, range] of ranges.entries())
    if (!(await beginsWith(source, options, range, starts[at]!.fields))) return because(ODD);
  // Odd quotes, or a header again where files were joined: usually, the rows are the same anyway.
  const oddity = table.oddity?.();
  if (oddity && !(await haveSameRows(source, options, { ranges, size, onRead }))) return because(oddity);
  return { rows, ranges, oddity, lateKeys };
}

/** Returns whether the ranges have the rows of the table. Both are read, so it takes its time. */
async function haveSameRows(
  source: ByteSource,
  options: TableOptions,
  { ranges, size, onRead }: { ranges: readonly ByteRange[]; size: number; onRead?: (done: number) => void },
): Promise<boolean> {
  const whole = await openTable(source, options);
  let part: AsyncIterator<TableRow> | undefined;
  let row = 0;
  for await (const { fields } of whole.rows(onRead)) {
    if (row % size === 0) {
      if (part && !(await part.next()).done) return false;
      part = (await openRange(source, options, ranges[row / size]!)).rows()[Symbol.asyncIterator]();
    }
    const other = await part!.next();
    if (other.done || JSON.stringify(other.value.fields) !== JSON.stringify(fields)) return false;
    row++;
  }
  return part === undefined || (await part.next()).done === true;
}

/**
 * Opens a table of which only the rows in a range of bytes are read. How they are written is found
 * from the beginning of the file, as for the whole table.
 *
 * @param range as `findRowParts` returned it. The lines of its rows are counted from its start
 * @param onChunk receives the bytes of the range while `rows` reads them
 * @throws if the source cannot be read at any place, and like `openTable`
 */
export async function openRange(
  source: ByteSource,
  options: TableOptions,
  range: ByteRange,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<Table> {
  const { slice } = source;
  if (!slice) throw new Error(`${source.name} can only be read from its beginning`);
  let isOpened = false;
  const table = await openTable(
    {
      ...source,
      size: range.end - range.start,
      async *chunks(onRead) {
        if (!isOpened) return yield* source.chunks();
        let done = 0;
        // What precedes the first row: the header, which the table skips again.
        for (let at = 0; at < headEnd; at += CHUNK) yield await slice(at, Math.min(headEnd, at + CHUNK));
        for (let at = range.start; at < range.end; at += CHUNK) {
          const end = Math.min(range.end, at + CHUNK);
          const chunk = await slice(at, end);
          onChunk?.(chunk);
          yield chunk;
          done += end - at;
          onRead?.(done);
        }
      },
    },
    options,
  );
  // The first call of `rows` goes on behind what was read to open the table.
  let first: number | undefined;
  for await (const row of table.rows()) {
    first = row.line;
    break;
  }
  const lines = lineOffsets();
  const headEnd = first === undefined ? 0 : await firstRowOffset(first);
  isOpened = true;
  return table;

  async function firstRowOffset(line: number): Promise<number> {
    for await (const chunk of source.chunks()) {
      lines.add(chunk);
      const offset = await lines.offsetOf(line, slice!);
      if (offset !== undefined) return offset;
    }
    return 0;
  }
}

async function beginsWith(
  source: ByteSource,
  options: TableOptions,
  range: ByteRange,
  fields: readonly string[],
): Promise<boolean> {
  const table = await openRange(source, options, range);
  for await (const row of table.rows()) return JSON.stringify(row.fields) === JSON.stringify(fields);
  return false;
}

/** Finds where lines start, in bytes that come in parts. */
function lineOffsets() {
  /** Of each part: its offset, its length, and the line feeds before it. */
  const parts: { offset: number; length: number; before: number }[] = [];
  let length = 0;
  let feeds = 0;
  return {
    add(chunk: Uint8Array): void {
      parts.push({ offset: length, length: chunk.length, before: feeds });
      length += chunk.length;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) feeds++;
    },
    /** Returns the offset of a line, counted from 1; undefined if it was not there. */
    async offsetOf(line: number, slice: NonNullable<ByteSource['slice']>): Promise<number | undefined> {
      if (line === 1) return 0;
      if (line - 1 > feeds) return undefined;
      const part = lastWhere(parts, ({ before }) => before < line - 1)!;
      const chunk = await slice(part.offset, part.offset + part.length);
      let left = line - 1 - part.before;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1))
        if (--left === 0) return part.offset + at + 1;
      return undefined;
    },
  };
}

/** Returns the last item for which a condition holds that holds up to some item. */
function lastWhere<T>(items: readonly T[], holds: (item: T) => boolean): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

function isUtf8(decoder: TextDecoder, chunk: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}
