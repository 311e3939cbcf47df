import { allBytes, type ByteSource, type Peeked } from './byte-source';
import { flatRecord, shownValue } from './flat-record';
import { requireWhole } from './parquet-check';
import { plainTimes, TIME_PARSERS } from './parquet-times';
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
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
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
  const damaged = (error: unknown) => {
    const { message } = error as Error;
    const what = /footer/.test(message) ? 'its end is missing, so it is cut off: copy it again' : message;
    return new Error(`${name} is no Parquet file that can be read: ${what}`, { cause: error });
  };
  const metadata = await parquetMetadataAsync(file).catch((error) => {
    throw damaged(error);
  });
  try {
    requireWhole(metadata, parquetSchema(metadata));
  } catch (error) {
    throw damaged(error);
  }
  const count = Number(metadata.num_rows);
  if (count === 0) throw new Error(`${name} has no rows`);
  const timesOf = plainTimes(parquetSchema(metadata));
  const from = { file, metadata, compressors, parsers: TIME_PARSERS };
  const read = async (rowStart: number, rowEnd: number): Promise<TableRow[]> => {
    const rows = (await parquetReadObjects({ ...from, rowStart, rowEnd }).catch((error) => {
      throw damaged(error);
    })) as Record<string, unknown>[];
    return rows.map((record, at) => ({ line: rowStart + at + 1, fields: [], record: timesOf(record) }));
  };
  const beginning = await read(0, Math.min(SAMPLE_ROWS, count));
  const columns = [
    ...new Set([
      ...parquetSchema(metadata).children.flatMap(({ element, children }) =>
        children.length === 0 ? element.name : [],
      ),
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
