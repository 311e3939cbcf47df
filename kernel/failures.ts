/** What a failed cell reports: the name of what went wrong, a message, and a trace in the reader's own lines. */
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, types } from 'node:util';
import type { Diagnostic } from 'tslab/dist/converter';

/** The content of Jupyter's `error` message. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The compiler's complaints about a cell or about modules that it imports: nothing was run. */
export class CompileError extends Error {
  override name = 'CompileError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.messageText);
  }
}

/** The reader stopped the cell. Named as the web names what an `AbortSignal` throws. */
export class Interrupted extends Error {
  override name = 'AbortError';
  constructor() {
    super('interrupted: the cell was stopped');
  }
}

/** Frames below the reader's code: Node, tslab and the kernel itself. */
const INTERNAL_FRAME = /^\s+at .*(node:|[\\/]node_modules[\\/](tslab|tsx)[\\/])/;

/** What Node puts before the message of an error from code that it compiled: a compiled line and an arrow below it. */
const EXCERPT = /^\S+:\d+\n.*\n *\^+\n\n/;

/**
 * Returns what a cell that failed with `error` reports.
 *
 * @param error whatever was thrown
 * @param cell the cell's number and code
 * @param root the repository's root; files below it are named relative to it
 */
export function failureOf(error: unknown, cell: { number: number; code: string }, root: string): Failure {
  if (error instanceof CompileError) return compileFailure(error, cell, root);
  if (isInterruption(error)) {
    const frames = frameLines(error, root);
    return {
      ename: 'Interrupted',
      evalue: 'the cell was stopped',
      traceback: ['Interrupted: the cell was stopped', ...frames],
    };
  }
  if (!types.isNativeError(error)) {
    const shown = typeof error === 'string' ? error : inspect(error);
    return { ename: 'Thrown', evalue: shown, traceback: [`Thrown: ${shown}`] };
  }
  return {
    ename: error.name,
    evalue: error.message,
    traceback: [readable(inspect(error), root)],
  };
}

/** Returns whether an error says that the reader stopped the cell, in whichever way. */
export function isInterruption(error: unknown): error is Error {
  return (
    error instanceof Interrupted ||
    (types.isNativeError(error) &&
      (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
  );
}

function compileFailure(
  { diagnostics }: CompileError,
  cell: { number: number; code: string },
  root: string,
): Failure {
  return {
    ename: 'CompileError',
    evalue: diagnostics[0]?.messageText.split('\n')[0] ?? '',
    traceback: [diagnostics.flatMap((diagnostic) => complaint(diagnostic, cell, root)).join('\n')],
  };
}

/** Returns the place, the message, the line of code with the part in question underlined, and the message's details. */
function complaint(
  { fileName, start, end, messageText }: Diagnostic,
  cell: { number: number; code: string },
  root: string,
): string[] {
  const [message, ...details] = messageText.split('\n');
  const where = fileName?.replaceAll('\\', '/') ?? `cell [${cell.number}]`;
  const code = fileName ? readFileSync(`${root}/${fileName}`, 'utf8') : cell.code;
  const line = code.split(/\r?\n/)[start.line] ?? '';
  const length = end.line === start.line ? end.character - start.character : line.length - start.character;
  const underline = ' '.repeat(start.character) + '~'.repeat(Math.max(1, length));
  return [
    `${where}:${start.line + 1}:${start.character + 1} - ${message}`,
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

/** Returns a printed error without the frames below the reader's code and with short names of the repository's files. */
function readable(printed: string, root: string): string {
  const native = root.replaceAll('/', sep);
  return printed
    .replace(EXCERPT, '')
    .split('\n')
    .filter((line) => !INTERNAL_FRAME.test(line) && !line.includes(`${native}${sep}kernel${sep}`))
    .map((line) =>
      line
        .replaceAll(`${pathToFileURL(native)}/`, '')
        .replaceAll(`${root}/`, '')
        .replaceAll(native + sep, ''),
    )
    .join('\n');
}
