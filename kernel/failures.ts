/**
 * The report of a failed cell: error name, message, and a traceback with the lines of the cell's
 * source.
 */
import { compileHint, errorHint } from './hints';
import { fileUrl, inspect, isError, isForcedStop, relative, sep, sourceText } from './platform';
import { sourceOf } from './script/marks';
import type { Diagnostic } from './types/diagnostic';

/** The content of Jupyter's `error` message. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A cell, or a module that it imports, does not compile. Nothing was run. */
export class CompileError extends Error {
  override name = 'CompileError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message);
  }
}

/** The user stopped the cell. The name is that of the error of an `AbortSignal`. */
export class Interrupted extends Error {
  override name = 'AbortError';
  constructor() {
    super('interrupted: the cell was stopped');
  }
}

/** Stack frames of Node itself. */
const INTERNAL_FRAME = /^\s+at .*\(?node:/;

/**
 * Node prints a compiled line with an arrow below it before the message of an error in that code.
 */
const EXCERPT = /^\S+:\d+\n.*\n *\^+\n\n/;

/**
 * Returns the report of a cell that failed with `error`.
 *
 * @param error the thrown value, which need not be an `Error`
 * @param cell the cell's execution count and code
 * @param root the repository's root; the traceback shows files relative to it
 */
export function failureOf(error: unknown, cell: { number: number; code: string }, root: string): Failure {
  try {
    return report(error, cell, root);
  } catch {
    const shown = 'a value that cannot be shown';
    return { ename: 'Thrown', evalue: shown, traceback: [`Thrown: ${shown}`] };
  }
}

function report(error: unknown, cell: { number: number; code: string }, root: string): Failure {
  if (error instanceof CompileError) return compileFailure(error, cell, root);
  if (isInterruption(error)) {
    const frames = frameLines(error, root);
    return {
      ename: 'Interrupted',
      evalue: 'the cell was stopped',
      traceback: ['Interrupted: the cell was stopped', ...frames],
    };
  }
  if (!isError(error)) {
    const shown = typeof error === 'string' ? error : inspect(error);
    return { ename: 'Thrown', evalue: shown, traceback: [`Thrown: ${shown}`] };
  }
  return {
    ename: error.name === 'Error' ? (error.constructor?.name ?? 'Error') : error.name,
    evalue: sourceOf(error.message),
    traceback: [readable(printed(error), root), ...hintLines(errorHint(error))],
  };
}

/** Returns an error as Node prints it, with its name alone: not `DOMException [AbortError]`. */
function printed(error: Error): string {
  const text = inspect(error);
  const both = `${error.constructor?.name} [${error.name}]`;
  return text.startsWith(both) ? error.name + text.slice(both.length) : text;
}

function hintLines(hint: string | undefined): string[] {
  return hint ? ['', hint] : [];
}

/** Returns whether the error comes from an interrupt, by message or by signal. */
export function isInterruption(error: unknown): error is Error {
  return error instanceof Interrupted || isForcedStop(error);
}

function compileFailure(
  { diagnostics }: CompileError,
  cell: { number: number; code: string },
  root: string,
): Failure {
  const described = diagnostics.flatMap((diagnostic) => describeDiagnostic(diagnostic, cell, root));
  return {
    ename: 'CompileError',
    evalue: diagnostics[0]?.message.split('\n')[0] ?? '',
    traceback: [described.join('\n'), ...hintLines(compileHint(cell.code, diagnostics))],
  };
}

/**
 * Returns position and message, the line of code with the error underlined, and the message's
 * details.
 */
function describeDiagnostic(
  { fileName, start, end, message }: Diagnostic,
  cell: { number: number; code: string },
  root: string,
): string[] {
  const [headline, ...details] = message.split('\n');
  const where = fileName ? relative(root, fileName).replaceAll('\\', '/') : `cell [${cell.number}]`;
  const code = fileName ? sourceText(fileName) : cell.code;
  const line = code.split(/\r?\n/)[start.line] ?? '';
  const length = end.line === start.line ? end.column - start.column : line.length - start.column;
  const underline = ' '.repeat(start.column) + '~'.repeat(Math.max(1, length));
  return [
    `${where}:${start.line + 1}:${start.column + 1} - ${headline}`,
    `    ${line}`,
    `    ${underline}`,
    ...details.map((detail) => `  ${detail}`),
  ];
}

function frameLines(error: Error, root: string): string[] {
  return readable(error.stack ?? '', root)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}

/** Returns a printed error without internal frames, with files relative to the root. */
function readable(printed: string, root: string): string {
  const native = root.replaceAll('/', sep);
  return sourceOf(printed)
    .replace(EXCERPT, '')
    .split('\n')
    .filter((line) => !INTERNAL_FRAME.test(line) || line.endsWith(' {'))
    .map((line) =>
      line
        .replaceAll(`${fileUrl(native)}/`, '')
        .replaceAll(`${root}/`, '')
        .replaceAll(native + sep, ''),
    )
    .join('\n');
}
