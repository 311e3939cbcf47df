/**
 * Positions in what a reader wrote for positions in the JavaScript that runs. A cell or module is compiled twice
 * (TypeScript to ES modules, these to CommonJS), each time with a source map; a position goes back through both.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';

/** One script: how it was compiled, and from what. */
export interface Compiled {
  /** Source maps, the last compilation's first. */
  maps: SourceMapPayload[];
  /** What positions are to be given in: `lib/text/clean.ts`, `cell [3]`. */
  source: string;
  /** How many lines were put before the reader's own. */
  linesBefore: number;
  /** How many lines the script has; whatever runs below them is tslab's wrapping. */
  lines: number;
}

export interface Positions {
  /** Notes how the code that runs under the name of `script` came about. */
  add(script: string, compiled: Compiled): void;
  /** Returns one frame of a stack as text, in the reader's own lines; nothing for a frame of tslab's wrapping. */
  describe(frame: NodeJS.CallSite): string | undefined;
}

/** Returns a record of compiled scripts. */
export function positions(): Positions {
  const scripts = new Map<string, Compiled>();
  return {
    add(script, compiled) {
      scripts.set(script, compiled);
    },
    describe(frame) {
      const script = frame.getScriptNameOrSourceURL() ?? '';
      const line = frame.getLineNumber() ?? 0;
      const column = frame.getColumnNumber() ?? 0;
      const compiled = scripts.get(script);
      if (!compiled) return String(frame);
      if (line > compiled.lines) return undefined;
      return String(frame).replace(`${script}:${line}:${column}`, () => original(compiled, line, column));
    },
  };
}

/** Makes the stack of every error, printed or reported, name the reader's own lines. */
export function translateStacks({ describe }: Positions): void {
  Error.prepareStackTrace = (error, frames) => {
    const described = frames.map(describe).filter((frame) => frame !== undefined);
    return [headline(error), ...described.map((frame) => `    at ${frame}`)].join('\n');
  };
}

/** Lines and columns of stacks count from 1, those of source maps from 0. */
function original({ maps, source, linesBefore }: Compiled, line: number, column: number): string {
  let at = { line: line - 1, column: column - 1 };
  for (const map of maps) {
    const entry = new SourceMap(map).findEntry(at.line, at.column);
    if (!('originalLine' in entry)) return source;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return `${source}:${at.line + 1 - linesBefore}:${at.column + 1}`;
}

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error'; // its message cannot be turned into text
  }
}
