/** What a reader needs to know about errors that come from other notebooks and from browsers. */
import { NO_BROWSER } from './platform';
import type { Diagnostic } from './types/diagnostic';

/** A command of IPython. An indented line goes on with the one before: `  !done)`. */
const MAGIC = /^(%{1,2}[a-z]|![\w./~]|\?[^\s.])/i;

/** The message about a name that no cell has declared, and that is like no other name. */
const UNKNOWN_NAME = /^Cannot find name '(.+)'[.]$/;

/** A type that several cells declare: `cell [2].Net`. */
const OLDER_TYPE = /\bcell \[\d+\]\.([\p{ID_Continue}$]+)/u;

/**
 * Returns a hint about a cell that does not compile; undefined if there is none.
 *
 * @param diagnostics what is wrong with it
 */
export function compileHint(code: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const lines = code.split('\n');
  if (diagnostics.some(({ start, fileName }) => !fileName && MAGIC.test(lines[start.line] ?? '')))
    return (
      'Lines that begin with %, ! or ? are commands of IPython. This notebook runs TypeScript: ' +
      'measure with console.time, and run programs with execSync of node:child_process.'
    );
  const [, older] = OLDER_TYPE.exec(diagnostics.map(({ message }) => message).join('\n')) ?? [];
  if (older)
    return (
      `\`${older}\` was declared again. Functions and variables of before keep the older type: run the ` +
      'cells that declare them again.'
    );
  const unknown = diagnostics.flatMap(({ message, fileName }) => {
    const [, name] = UNKNOWN_NAME.exec(message) ?? [];
    return name && !fileName ? [name] : [];
  });
  const [first, ...more] = [...new Set(unknown)].map((name) => `\`${name}\``);
  if (!first) return undefined;
  const names = more.length > 2 ? `${first} and ${more.length} more` : [first, ...more].join(', ');
  return (
    `If the cells above declare ${names}, run them first: Run > Run All Above Selected Cell. ` +
    'A kernel that has started again has no variables.'
  );
}

const IN_BROWSERS =
  /^(window|document|localStorage|sessionStorage|location|self|XMLHttpRequest) is not defined$/;

/** Returns a hint about an error; undefined if there is none. */
export function errorHint(error: Error): string | undefined {
  if (!(error instanceof ReferenceError)) return undefined;
  const [, name] = IN_BROWSERS.exec(error.message) ?? [];
  if (name) return `${NO_BROWSER} \`${name}\`.`;
  if (error.message === '__filename is not defined')
    return 'A cell is no file. `__dirname` is the folder of the notebook.';
  return undefined;
}
