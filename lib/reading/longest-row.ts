/** The most characters of a row: a file without line ends must not fill the memory. */
export const LONGEST_ROW = 2 ** 25;

/**
 * Checks what is known of a row that is not complete.
 *
 * @param name of the file
 * @param line where the row starts, from 1
 * @throws if it is longer than `LONGEST_ROW`
 */
export function requireRowLength(name: string, line: number, length: number): void {
  if (length <= LONGEST_ROW) return;
  throw new Error(
    `${name}:${line}: the row does not end within ${LONGEST_ROW.toLocaleString('en-US')} characters. ` +
      'Each text needs a row of its own: a quote or a bracket may be missing, or the line ends',
  );
}
