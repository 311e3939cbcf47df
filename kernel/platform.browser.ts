/** What runs the kernel in a browser: a worker of a web page. It replaces `platform.ts` there. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { formatWithOptions, inspect } from 'node-inspect-extracted';
import type { Position } from './script/edits';

export { formatWithOptions, inspect };

/** The timers as they are before cells run: those of cells end with them. */
export const setTimeout = globalThis.setTimeout.bind(globalThis);
export const clearInterval = globalThis.clearInterval.bind(globalThis);

const { port1: sender, port2: receiver } = new MessageChannel();
const waiting: (() => void)[] = [];
receiver.onmessage = () => waiting.shift()?.();

/**
 * Calls `callback` after the events that wait now, and after those that they cause, such as
 * `unhandledrejection`. Browsers have no `setImmediate`.
 */
export function setImmediate<Given extends unknown[]>(
  callback: (...given: Given) => void,
  ...given: Given
): void {
  const last = () => callback(...given);
  waiting.push(() => {
    waiting.push(last);
    sender.postMessage(undefined);
  });
  sender.postMessage(undefined);
}

/** What follows the code that it runs into timers, which `timers.browser.ts` sees to. */
export interface Context<Value> {
  /** Runs `work` with a value and returns its result. */
  run<Result>(value: Value, work: () => Result): Result;
  /**
   * Returns the value with which the calling code was started; undefined after an `await`, which
   * no browser lets one follow, unless the code says it by `resume`.
   */
  current(): Value | undefined;
  /** Sets the value until the next `await`. */
  resume(value: Value | undefined): void;
}

/** Returns a context without a value. */
export function context<Value>(): Context<Value> {
  let value: Value | undefined;
  return {
    run(given, work) {
      const before = value;
      value = given;
      try {
        return work();
      } finally {
        value = before;
      }
    },
    current: () => value,
    resume(given) {
      value = given;
      if (given !== undefined)
        queueMicrotask(() => {
          value = undefined;
        });
    },
  };
}

/**
 * Evaluates code in the global scope and returns its value.
 *
 * @param name the name of the script in stack traces
 */
export function evaluate(code: string, name: string): unknown {
  // biome-ignore lint/security/noGlobalEval: running the reader's own code is what a kernel is for
  const inGlobalScope = globalThis.eval;
  return inGlobalScope(`${code}\n//# sourceURL=${name}`);
}

/** Returns whether a value is an error. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || value instanceof DOMException;
}

/** A worker that does not look is ended as a whole. */
export function isForcedStop(_error: unknown): _error is Error {
  return false;
}

/** Returns where a position of compiled code comes from, by a source map in JSON. */
export function originalPositions(map: string): (position: Position) => Position | undefined {
  let sources: TraceMap | undefined;
  return ({ line, column }) => {
    sources ??= new TraceMap(map);
    const found = originalPositionFor(sources, { line: line + 1, column });
    return found.line === null ? undefined : { line: found.line - 1, column: found.column };
  };
}

/** What is known of promises: their state and their value. */
const states = new WeakMap<Promise<unknown>, { state: string; value?: unknown }>();

Object.defineProperty(Promise.prototype, inspect.custom, {
  configurable: true,
  value(this: Promise<unknown>, _depth: number, options: object) {
    const { state = 'unknown', value } = states.get(this) ?? {};
    const text = state === 'unknown' || state === 'pending' ? `<${state}>` : inspect(value, options);
    return `Promise { ${state === 'rejected' ? '<rejected> ' : ''}${text} }`;
  },
});

/** Returns a value as Node prints it. Of a promise, a browser tells the state only in time. */
export async function shown(value: unknown): Promise<string> {
  if (!(value instanceof Promise)) return formatWithOptions({ colors: false }, value);
  // To ask for the state is to handle a rejection. So the browser must tell of it before.
  await new Promise<void>((resolve) => setImmediate(resolve));
  let tellLater = () => false;
  const settled = value.then(
    (result) => ({ state: 'fulfilled', value: result }),
    (reason) => {
      if (tellLater()) Promise.reject(reason);
      return { state: 'rejected', value: reason };
    },
  );
  const turn = Promise.resolve().then(() => {});
  const known = await Promise.race([settled, turn.then(() => ({ state: 'pending' }))]);
  states.set(value, known);
  const text = formatWithOptions({ colors: false }, value);
  if (known.state === 'pending') tellLater = unlessUsed(value);
  return text;
}

/**
 * Returns whether nothing has used a promise since this call. Both `await` and `then` look for its
 * constructor.
 */
function unlessUsed(promise: Promise<unknown>): () => boolean {
  const original = promise.constructor;
  let isUsed = false;
  Reflect.defineProperty(promise, 'constructor', {
    configurable: true,
    get() {
      isUsed = true;
      return original;
    },
  });
  return () => !isUsed;
}

const sources = new Map<string, string>();

/** Keeps the text of a source file, by its path from the root `/`. */
export function keepSource(path: string, text: string): void {
  sources.set(path, text);
}

/** Returns the text of a source file; nothing of one that was not kept. */
export function sourceText(path: string): string {
  return sources.get(path) ?? '';
}

/** Returns the address of a file, by its path from the root `/`. */
export function fileUrl(path: string): string {
  return `file://${path}`;
}

export const sep = '/';

/** Returns the folder of a path. */
export function dirname(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

/** Returns the last part of a path. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins parts of a path. */
export function join(...parts: string[]): string {
  return resolve('/', parts.join('/'));
}

/** Returns a path from the root `/`, as seen from a folder. */
export function resolve(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}

/** Returns the path of a file below a folder, as seen from there. */
export function relative(folder: string, path: string): string {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : path;
}

/** Why a name of web pages is not defined. */
export const NO_BROWSER = 'Cells run in a worker, which sees nothing of the page, so there is no';
