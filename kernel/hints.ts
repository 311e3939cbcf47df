/** What a reader needs to know about errors that come from other notebooks and from browsers. */
import { NO_BROWSER } from './platform';

const MAGIC = /^\s*(%{1,2}[a-z]|![\w./~]|\?\S)/im;

/** Returns a hint about a cell that does not compile; undefined if there is none. */
export function compileHint(code: string): string | undefined {
  if (!MAGIC.test(code)) return undefined;
  return (
    'Lines that begin with %, ! or ? are commands of IPython. This notebook runs TypeScript: ' +
    'measure with console.time, and run programs with execSync of node:child_process.'
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
