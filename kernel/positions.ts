/** Maps positions in the JavaScript that runs to positions in the source. */
import { originalPositions } from './platform';
import type { Position } from './script/edits';
import { type Frame, formatStacks } from './stacks';

/** The source of a compiled script. */
export interface Compiled {
  /** The source's name in stack traces: `lib/text/clean.ts`, `cell [3]`. */
  source: string;
  /** Lines of the script that come from the source. Below them is the call of the kernel. */
  lines?: number;
  /** Returns a position in the source; undefined for code that the compiler added. */
  original(position: Position): Position | undefined;
}

/** A record of compiled scripts. */
export interface Positions {
  /** Records how the code that runs as `script` was compiled. */
  add(script: string, compiled: Compiled): void;
  /**
   * Returns a stack frame as text, with its position in the source; undefined for a call of the
   * kernel, and for code that the compiler has added to a cell.
   */
  describe(frame: Frame): string | undefined;
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
      if (!compiled) return /^eval \(<anonymous>\)$/.test(String(frame)) ? undefined : evaluated(frame);
      const shown = shownAt(compiled, line, column);
      if (shown === undefined) return undefined;
      return String(frame)
        .replace(/^eval \((.*)\)$/, '$1') // how a browser calls the code of a cell
        .replace(`${script}:${line}:${column}`, () => shown);
    },
  };

  /** Returns a frame of code that `eval` runs: `eval at name (cell [1]:2:3), <anonymous>:1:7`. */
  function evaluated(frame: Frame): string {
    return String(frame).replace(/([^\s()]+):(\d+):(\d+)/g, (place, script, line, column) => {
      const compiled = scripts.get(script);
      return (compiled && shownAt(compiled, Number(line), Number(column))) ?? place;
    });
  }
}

/** Returns the text of a position in the source; undefined if no line of a cell is there. */
function shownAt({ source, lines, original }: Compiled, line: number, column: number): string | undefined {
  if (lines !== undefined && line > lines) return undefined;
  const at = original({ line: line - 1, column: column - 1 });
  if (at) return `${source}:${at.line + 1}:${at.column + 1}`;
  return lines === undefined ? source : undefined;
}

const EMPTY_MAP = '{"version":3,"sources":[],"names":[],"mappings":""}';

/**
 * Returns the positions of a file that was compiled with a source map, which is read when needed.
 */
export function positionsIn(source: string, readMap: () => string | undefined): Compiled {
  let original: Compiled['original'] | undefined;
  return {
    source,
    original(position) {
      original ??= originalPositions(readMap() ?? EMPTY_MAP);
      return original(position);
    },
  };
}

/**
 * Makes the stack of every error show positions in the source, without the frames of the kernel
 * and of what runs its cells.
 *
 * @param isInternal whether a file, by its name in a frame, belongs to those
 */
export function translateStacks({ describe }: Positions, isInternal: (file: string) => boolean): void {
  formatStacks((error, frames) => {
    const shown = frames
      .filter((frame) => !isInternal(frame.getFileName() ?? ''))
      .map(describe)
      .filter((frame) => frame !== undefined);
    return [headline(error), ...shown.map((frame) => `    at ${frame}`)].join('\n');
  });
}

function headline(error: Error): string {
  try {
    const isUnnamed = error.name === 'Error' && error.constructor?.name;
    if (!isUnnamed) return Error.prototype.toString.call(error);
    return error.message ? `${error.constructor.name}: ${error.message}` : error.constructor.name;
  } catch {
    return 'Error'; // its message cannot be turned into text
  }
}
