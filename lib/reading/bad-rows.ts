/** Rows that cannot be used: what is wrong, how often, and whether to go on without them. */

/** What to do with bad rows: leave them out, or stop. Default: leave out up to 1 %, or one row. */
export type BadRowsRule = 'skip' | 'stop';

/** The bad rows of a file. */
export interface BadRows {
  count: number;
  /** The first ones, with their places: `reviews.csv:17: the text is empty`. */
  first: string[];
}

/** The share of rows that may be bad by default. One row always may. */
const TOLERATED = 0.01;
const SHOWN = 10;

/** Returns an empty list of bad rows. */
export function noBadRows(): BadRows {
  return { count: 0, first: [] };
}

/** Adds a bad row. @param place `reviews.csv:17` */
export function addBadRow(bad: BadRows, place: string, problem: string): void {
  bad.count++;
  if (bad.first.length < SHOWN) bad.first.push(`${place}: ${problem}`);
}

/**
 * Returns what to say about bad rows; undefined if there are none.
 *
 * @param rows the number of all rows, good and bad
 * @param readAs how they were read, such as the columns: the wrong ones make all rows bad
 * @throws when there are more than the rule allows; the message has the first ten
 */
export function judgeBadRows(
  bad: BadRows,
  rows: number,
  rule: BadRowsRule | undefined,
  readAs: readonly string[] = [],
): string | undefined {
  if (bad.count === 0) return undefined;
  const what = `${bad.count.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows cannot be used`;
  const more =
    bad.count > bad.first.length
      ? [`and ${(bad.count - bad.first.length).toLocaleString('en-US')} more`]
      : [];
  const list = [...bad.first, ...more].map((line) => `  ${line}`).join('\n');
  const isAllowed =
    rule === 'skip'
      ? bad.count < rows
      : rule === undefined && bad.count < rows && bad.count <= Math.max(1, TOLERATED * rows);
  if (isAllowed) return `${what}, and are left out:\n${list}`;
  const advice = rule === 'skip' ? '' : `\nMend them, or leave them out with --bad_rows skip.`;
  const how = readAs.map((line) => `\nRead as ${line}.`).join('');
  throw new Error(`${what}:\n${list}${how}${advice}`);
}
