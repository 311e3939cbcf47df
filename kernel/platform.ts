/**
 * What runs the kernel: Node. In a browser, `platform.browser.ts` replaces this file, and the rest
 * of what decides the meaning of cells is the same there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { formatWithOptions, inspect, types } from 'node:util';
import { Script } from 'node:vm';
import type { Position } from './script/edits';

export { basename, dirname, join, relative, resolve, sep } from 'node:path';
export { clearInterval, setImmediate, setTimeout } from 'node:timers';

export { formatWithOptions, inspect };

/** What follows the code that it runs, also after an `await` or in a timer. */
export interface Context<Value> {
  /** Runs `work` with a value and returns its result. */
  run<Result>(value: Value, work: () => Result): Result;
  /** Returns the value with which the calling code was started. */
  current(): Value | undefined;
  /** Sets the value after an `await`, where it cannot be followed. Node follows it. */
  resume(value: Value | undefined): void;
}

/** Returns a context without a value. */
export function context<Value>(): Context<Value> {
  const storage = new AsyncLocalStorage<Value>();
  return {
    run: (value, work) => storage.run(value, work),
    current: () => storage.getStore(),
    resume() {},
  };
}

/**
 * Evaluates code in the global scope and returns its value.
 *
 * @param name the name of the script in stack traces
 */
export function evaluate(code: string, name: string): unknown {
  // Otherwise Node writes the code of the script into the stack of what it throws.
  const displayErrors = false;
  return new Script(code, { filename: name }).runInThisContext({ breakOnSigint: true, displayErrors });
}

/** Returns whether a value is an error, also one of another realm. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof DOMException;
}

/** Returns whether an error says that Node itself stopped a script, on a signal. */
export function isForcedStop(error: unknown): error is Error {
  return (
    types.isNativeError(error) && (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
  );
}

/** Returns where a position of compiled code comes from, by a source map in JSON. */
export function originalPositions(map: string): (position: Position) => Position | undefined {
  let sources: SourceMap | undefined;
  return ({ line, column }) => {
    sources ??= new SourceMap(JSON.parse(map));
    const entry = sources.findEntry(line, column);
    return 'originalLine' in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  };
}

/** Returns a value as Node prints it. */
export async function shown(value: unknown): Promise<string> {
  return formatWithOptions({ colors: false }, value);
}

/** Returns the text of a source file. */
export function sourceText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Returns the address of a file. */
export function fileUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** Why a name of browsers is not defined. */
export const NO_BROWSER = 'Cells run in Node, not in a browser, so there is no';
