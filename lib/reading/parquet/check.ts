/** Checks a Parquet file before hyparquet reads it: see `pages.ts` for why. */
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from 'hyparquet';
import { decompressOf } from './codecs';
import { leaves } from './leaves';
import { requirePages } from './pages';
import { littleEndian } from './runs';
import { readThrift } from './thrift';

/** The metadata's size and `PAR1`, at the end of a file. */
const END_BYTES = 8;
/** A schema of more levels is damaged. */
const MOST_LEVELS = 64;

/** Checks the bytes of the metadata. Without its end, hyparquet says so. @throws if they are damaged */
export async function requireMetadata(file: AsyncBuffer): Promise<void> {
  const size = file.byteLength;
  const end = new Uint8Array(await file.slice(Math.max(0, size - END_BYTES), size));
  if (end.length < END_BYTES || littleEndian(end, 4, 4) !== 0x31524150) return;
  const length = littleEndian(end, 0, 4);
  if (length > size - END_BYTES) return;
  readThrift(new Uint8Array(await file.slice(size - END_BYTES - length, size - END_BYTES)), 0);
}

/** Checks the schema's form. @throws if it has too many levels, or a column of a kind that is not read */
export function requirePlainSchema({ schema }: FileMetaData): void {
  const open: number[] = [];
  for (const { name, num_children: children = 0, logical_type: kind } of schema) {
    while (open.at(-1) === 0) open.pop();
    if (open.length > 0) open[open.length - 1]!--;
    if (children > 0) open.push(children);
    if (open.length > MOST_LEVELS) throw new Error('its schema is nested too deep');
    // Its values can refer to each other, so that few bytes unpack to any number.
    if (kind?.type === 'VARIANT') throw new Error(`its column ${name} is a VARIANT: write it as text`);
  }
}

/**
 * Checks that each row group has each column of the schema once, and that their rows are as many as
 * the file says. In a damaged file, hyparquet would leave errors of the others unhandled, which
 * ends the process.
 *
 * @throws if not
 */
export function requireWhole({ row_groups: groups, num_rows: rows }: FileMetaData, schema: SchemaTree): void {
  const expected = leaves(schema)
    .map(({ path }) => JSON.stringify(path))
    .sort()
    .join('\n');
  for (const { columns } of groups) {
    const found = columns.map(({ meta_data: about }) => JSON.stringify(about?.path_in_schema));
    if (found.sort().join('\n') !== expected)
      throw new Error('its row groups have other columns than its schema');
  }
  const sum = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (sum !== Number(rows)) throw new Error(`it says ${rows} rows, but its row groups have ${sum}`);
}

/**
 * Returns a function that checks the pages of these rows, once each.
 *
 * @throws if a page is damaged
 */
export function pageCheck(
  file: AsyncBuffer,
  { row_groups: groups }: FileMetaData,
  schema: SchemaTree,
  compressors: Compressors,
): (rowStart: number, rowEnd: number) => Promise<void> {
  const checked = new Set<number>();
  return async (rowStart, rowEnd) => {
    let end = 0;
    for (const [at, group] of groups.entries()) {
      const start = end;
      end += Number(group.num_rows);
      if (checked.has(at) || start >= rowEnd || end <= rowStart) continue;
      for (const { meta_data } of group.columns) {
        const about = meta_data!; // `requireWhole` has seen it
        const column = `its column ${about.path_in_schema.join('.')}`;
        const first = Number(about.dictionary_page_offset || about.data_page_offset);
        const behind = first + Number(about.total_compressed_size);
        if (!(first >= 0 && first <= behind && behind <= file.byteLength))
          throw new Error(`${column} lies outside of the file`);
        const bytes = new Uint8Array(await file.slice(first, behind));
        try {
          requirePages(bytes, about, pathTo(schema, about.path_in_schema), end - start, (codec) =>
            decompressOf(codec, compressors),
          );
        } catch (error) {
          throw new Error(`${column} is damaged: ${(error as Error).message}`, { cause: error });
        }
      }
      checked.add(at);
    }
  };
}

/** Returns the elements from the root of the schema to a column. */
function pathTo(schema: SchemaTree, names: readonly string[]): SchemaTree[] {
  const path = [schema];
  for (const name of names) path.push(path.at(-1)!.children.find(({ element }) => element.name === name)!);
  return path;
}
