import type { LspDiagnostic, Range } from './protocol';

/** What is wrong with a piece of source. Lines and columns count from 0. */
export interface Diagnostic {
  start: { line: number; column: number };
  end: { line: number; column: number };
  /** The first line says what is wrong, more lines say why. */
  message: string;
  /** The file; undefined for the cell itself. */
  fileName?: string;
}

/**
 * Returns a diagnostic of TypeScript as one of a piece of source.
 *
 * @param linesBefore the lines of the file before the piece
 */
export function diagnosticOf({ range, message }: LspDiagnostic, code: string, linesBefore = 0): Diagnostic {
  const lines = code.split('\n');
  const at = ({ line, character }: Range['start']) => {
    const shifted = Math.min(line - linesBefore, lines.length - 1);
    return { line: shifted, column: shifted < line - linesBefore ? (lines.at(-1)?.length ?? 0) : character };
  };
  return { start: at(range.start), end: at(range.end), message };
}
