/** Messages of the Language Server Protocol, as far as the kernel uses them. */

/** A range in the Language Server Protocol. */
export interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** What is wrong, where. Severity 1 is an error. */
export interface LspDiagnostic {
  range: Range;
  severity?: number;
  code?: number;
  message: string;
}

/** A declaration of a file. */
export interface LspSymbol {
  name: string;
  kind: number;
}

/** What may complete a text. */
export interface LspCompletion {
  label: string;
  sortText?: string;
  textEdit?: { range: Range };
}
