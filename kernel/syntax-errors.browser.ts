/** What TypeScript says about code that it cannot compile. */
import type { Diagnostic } from './types/diagnostic';

/** Code that TypeScript has refused. */
export class SyntaxErrors extends Error {
  override name = 'SyntaxError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message);
  }
}

/** Returns what is wrong with code that was refused. */
export function syntaxErrors(error: unknown, _code: string): Diagnostic[] {
  if (error instanceof SyntaxErrors) return [...error.diagnostics];
  const at = { line: 0, column: 0 };
  return [{ start: at, end: at, message: error instanceof Error ? error.message : String(error) }];
}
