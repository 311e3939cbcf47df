/**
 * Maps positions in the JavaScript that runs to positions in the source. A cell or module is
 * compiled twice, from TypeScript to an ES module and from that to CommonJS, each time with a
 * source map. A position is mapped back through both.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';

/** The source and source maps of a compiled script. */
export interface Compiled {
  /** Source maps, that of the last compilation first. */
  maps: SourceMapPayload[];
  /** The source's name in stack traces: `lib/text/clean.ts`, `cell [3]`. */
  source: string;
  /** Lines that tslab put before the source. */
  linesBefore: number;
  /** Lines of the script. Code below them is tslab's wrapper. */
  lines: number;
}

/** A record of compiled scripts. */
export interface Positions {
  /** Records how the code that runs as `script` was compiled. */
  add(script: string, compiled: Compiled): void;
  /**
   * Returns a stack frame as text, with its position in the source; undefined for tslab's wrapper.
   */
  describe(frame: NodeJS.CallSite): string | undefined;
}

/** Returns an empty record of compiled scripts. */
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

/** Makes the stack of every error show positions in the source. */
export function translateStacks({ describe }: Positions): void {
  Error.prepareStackTrace = (error, frames) => {
    const described = frames.map(describe).filter((frame) => frame !== undefined);
    return [headline(error), ...described.map((frame) => `    at ${frame}`)].join('\n');
  };
}

/** Lines and columns count from 1 in stacks, from 0 in source maps. */
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
