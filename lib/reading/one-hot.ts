/** Classes that have a column each: 1 in the column of a text's class, 0 in the others. */
import type { Table, TableRow } from './table';

/**
 * Returns the table with one column more: the name of the one of these columns that is 1, true, or
 * more than a half. Rows with another number of classes than one have a problem.
 *
 * @param positions the columns, from 0
 */
export function withClassColumn(table: Table, positions: readonly number[]): Table {
  const classes = namesWithoutPath(positions.map((at) => table.columns[at]!));
  const added = (row: TableRow): TableRow => {
    if (row.problem !== undefined) return row;
    const found = classesIn(positions.map((at) => row.fields[at] ?? ''));
    const [only] = found;
    const fields = [...row.fields, found.length === 1 ? classes[only!]! : ''];
    const isBlank = row.fields.every((field) => field.trim() === '');
    return found.length === 1 || isBlank
      ? { ...row, fields }
      : { ...row, fields, problem: `${found.length} classes instead of 1` };
  };
  return {
    ...table,
    get readAs() {
      return table.readAs;
    },
    columns: [...table.columns, `one of ${classes.join(', ')}`],
    sample: table.sample.map(added),
    async *blocks(onRead) {
      for await (const block of table.blocks(onRead)) yield block.map(added);
    },
    async *rows(onRead) {
      for await (const row of table.rows(onRead)) yield added(row);
    },
  };
}

/** Returns the positions of the classes. */
function classesIn(fields: readonly string[]): number[] {
  return fields.flatMap((field, at) => (/^true$/i.test(field.trim()) || Number(field) > 0.5 ? [at] : []));
}

/** Returns names without what they all begin with: `cats.POSITIVE` is `POSITIVE`. */
function namesWithoutPath(names: readonly string[]): string[] {
  const [first = ''] = names;
  const path = first.slice(0, first.lastIndexOf('.') + 1);
  return names.map((name) => (names.every((one) => one.startsWith(path)) ? name.slice(path.length) : name));
}
