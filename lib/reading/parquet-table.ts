import { allBytes, type ByteSource, type Peeked } from './byte-source';
import { flatRecord, shownValue } from './flat-record';
import { parquetRows } from './parquet/rows';
import { rowsIn, shownColumns, type Table, type TableRow } from './table';

const MAGIC = 'PAR1';
const SAMPLE_ROWS = 1000;
/** The number of rows that are read at once. */
const BLOCK = 20_000;

/** Returns whether a file is Parquet, from its beginning. */
export function isParquet(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, 4)) === MAGIC;
}

/**
 * Opens a Parquet file. Only the columns and rows that are needed come into memory, where the
 * source can be read at any place.
 *
 * @throws when the file is cut off or damaged, or its compression is unknown
 */
export async function openParquet(source: ByteSource, peeked: Peeked): Promise<Table> {
  const { name } = source;
  await (source.slice && peeked.close());
  const whole = source.slice ? undefined : await allBytes(peeked.chunks());
  const byteLength = whole?.length ?? source.size!;
  const file = {
    byteLength,
    slice: async (start: number, end = byteLength) => {
      // An error would be one of a promise that hyparquet does not wait for, and end the process.
      if (!(start >= 0 && start <= end && end <= byteLength)) return new ArrayBuffer(0);
      const bytes = whole ? whole.slice(start, end) : await source.slice!(start, end);
      return new Uint8Array(bytes).buffer; // small Buffers share a buffer
    },
  };
  const { schema, count, read: readRows } = await parquetRows(name, file);
  if (count === 0) throw new Error(`${name} has no rows`);
  const read = async (start: number, end: number): Promise<TableRow[]> =>
    (await readRows(start, end)).map((record, at) => ({ line: start + at + 1, fields: [], record }));
  const beginning = await read(0, Math.min(SAMPLE_ROWS, count));
  const columns = [
    ...new Set([
      ...schema.children.flatMap(({ element, children }) => (children.length === 0 ? element.name : [])),
      ...beginning.flatMap(({ record }) => Object.keys(flatRecord(record!))),
    ]),
  ];
  const withFields = (row: TableRow): TableRow => {
    const values = flatRecord(row.record!);
    return { ...row, fields: columns.map((column) => shownValue(values[column])) };
  };
  const table: Table = {
    name,
    format: 'Parquet',
    columns,
    hasHeader: true,
    size: byteLength,
    sample: beginning.map(withFields),
    readAs: `Parquet, ${shownColumns(columns, true)}`,
    async *blocks(onRead) {
      for (let start = 0; start < count; start += BLOCK) {
        yield (await read(start, Math.min(start + BLOCK, count))).map(withFields);
        onRead?.(Math.round((byteLength * Math.min(start + BLOCK, count)) / count));
      }
    },
    rows(onRead) {
      return rowsIn(this.blocks(onRead));
    },
    close: async () => {},
  };
  return table;
}
