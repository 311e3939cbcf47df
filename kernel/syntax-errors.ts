/** What esbuild says about code that it cannot compile. */
import type { TransformFailure } from 'esbuild';
import type { Diagnostic } from './types/diagnostic';

const AWAIT_IN_MODULE = /^Top-level await is currently not supported/;

/**
 * Returns what is wrong with code that esbuild has refused.
 *
 * @param error what esbuild has thrown
 * @param fileName the file; undefined for a cell
 */
export function syntaxErrors(error: unknown, code: string, fileName?: string): Diagnostic[] {
  const file = fileName === undefined ? {} : { fileName };
  const lastLine = code.split('\n').length - 1;
  const { errors } = error as Partial<TransformFailure>;
  if (!errors) {
    const at = { line: 0, column: 0 };
    return [{ start: at, end: at, message: error instanceof Error ? error.message : String(error), ...file }];
  }
  return errors.map(({ text, location }) => {
    const line = Math.min((location?.line ?? 1) - 1, lastLine);
    // esbuild counts columns in bytes.
    const column = Buffer.from(location?.lineText ?? '')
      .subarray(0, location?.column)
      .toString().length;
    const length = Math.max(1, location?.length ?? 1);
    const message = AWAIT_IN_MODULE.test(text)
      ? 'A module cannot `await` outside of its functions here. Put this into an async function, and await that in the cell.'
      : text;
    return { start: { line, column }, end: { line, column: column + length }, message, ...file };
  });
}

/** Returns whether an error comes from esbuild, about the code of a file. */
export function isRefusal(error: unknown): error is TransformFailure {
  return (
    error instanceof Error &&
    Array.isArray((error as Partial<TransformFailure>).errors) &&
    'warnings' in error
  );
}
