/** What is wrong with a piece of source. Lines and columns count from 0. */
export interface Diagnostic {
  start: { line: number; column: number };
  end: { line: number; column: number };
  /** The first line says what is wrong, more lines say why. */
  message: string;
  /** The file; undefined for the cell itself. */
  fileName?: string;
}
