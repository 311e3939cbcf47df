import type { AsyncBuffer, SchemaTree } from 'hyparquet';
import { pageCheck, requireMetadata, requirePlainSchema, requireWhole } from './check';
import { safeCompressors } from './codecs';
import { plainTimes, TIME_PARSERS } from './times';

/** The rows of a Parquet file. */
export interface ParquetRows {
  schema: SchemaTree;
  count: number;
  /** Returns the rows from `start` to before `end`. @throws when they are damaged; the message names the file */
  read(start: number, end: number): Promise<Record<string, unknown>[]>;
}

/**
 * Opens a Parquet file. Its metadata is checked now, and its pages before their rows are read.
 *
 * @param name the file's name, for messages
 * @throws when the file is cut off or damaged, or its compression is unknown
 */
export async function parquetRows(name: string, file: AsyncBuffer): Promise<ParquetRows> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const compressors = safeCompressors((await import('hyparquet-compressors')).compressors);
  const orDamaged = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: Error) => {
      const { message } = error;
      const what = /footer/.test(message) ? 'its end is missing, so it is cut off: copy it again' : message;
      throw new Error(`${name} is no Parquet file that can be read: ${what}`, { cause: error });
    });
  const open = async () => {
    await requireMetadata(file);
    const metadata = await parquetMetadataAsync(file);
    requirePlainSchema(metadata);
    const schema = parquetSchema(metadata);
    requireWhole(metadata, schema);
    return { metadata, schema };
  };
  const { metadata, schema } = await orDamaged(open());
  const requirePages = pageCheck(file, metadata, schema, compressors);
  const from = { file, metadata, compressors, parsers: TIME_PARSERS };
  const timesOf = plainTimes(schema);
  return {
    schema,
    count: Number(metadata.num_rows),
    async read(rowStart, rowEnd) {
      await orDamaged(requirePages(rowStart, rowEnd));
      const rows = await orDamaged(parquetReadObjects({ ...from, rowStart, rowEnd }));
      return rows.map(timesOf);
    },
  };
}
