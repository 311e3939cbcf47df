import type { FileMetaData, SchemaTree } from 'hyparquet';

/**
 * Checks that each row group has each column of the schema once, and that their rows are as many as
 * the file says. In a damaged file, hyparquet would leave errors of the others unhandled, which
 * ends the process.
 *
 * @throws if not
 */
export function requireWhole({ row_groups: groups, num_rows: rows }: FileMetaData, schema: SchemaTree): void {
  const expected = leaves(schema).sort().join('\n');
  for (const { columns } of groups) {
    const found = columns.map(({ meta_data: about }) => JSON.stringify(about?.path_in_schema));
    if (found.sort().join('\n') !== expected)
      throw new Error('its row groups have other columns than its schema');
  }
  const sum = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (sum !== Number(rows)) throw new Error(`it says ${rows} rows, but its row groups have ${sum}`);
}

function leaves({ children, path }: SchemaTree): string[] {
  return children.length === 0 ? [JSON.stringify(path)] : children.flatMap(leaves);
}
