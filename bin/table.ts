import { stripVTControlCharacters } from 'node:util';

/**
 * Returns rows as lines with aligned columns. Cells may be colored.
 *
 * @param align of the columns after the first, which is always aligned to the left
 */
export function table(rows: readonly (readonly string[])[], align: 'left' | 'right' = 'right'): string {
  const widthOf = (cell: string) => stripVTControlCharacters(cell).length;
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at]!))));
  const padded = (cell: string, at: number) => {
    const spaces = ' '.repeat(widths[at]! - widthOf(cell));
    return at === 0 || align === 'left' ? cell + spaces : spaces + cell;
  };
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}
