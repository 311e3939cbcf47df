/**
 * Writes the stack of every error in a browser. Chromium asks for its text, as Node does. Firefox has
 * a getter of its own, which this replaces: its stacks lack the error's name and message.
 */
import type { FormatStack, Frame } from './stacks';

/** V8's stacks have at most so many frames. */
const MOST_FRAMES = 10;

/** Makes `format` write the stack of every error, when it is read. */
export function formatStacks(format: FormatStack): void {
  let isAsked = false;
  Error.prepareStackTrace = () => {
    isAsked = true;
    return '';
  };
  void new Error().stack;
  Error.prepareStackTrace = format;
  if (isAsked) return;
  for (const { prototype } of [Error, DOMException]) {
    const { get, ...stack } = Object.getOwnPropertyDescriptor(prototype, 'stack') ?? {};
    if (!get) continue;
    Object.defineProperty(prototype, 'stack', {
      ...stack,
      get(this: Error) {
        const text: unknown = get.call(this);
        return typeof text === 'string' ? format(this, framesOf(this, text)) : text;
      },
    });
  }
  const { captureStackTrace } = Error;
  Error.captureStackTrace = (target: object, above) => {
    if (!(target instanceof Error)) captureStackTrace(target, above); // errors have a stack already
  };
}

/** `name@file:line:column`. Firefox writes `async*` before the name after an `await`. */
const FRAME = /^(?:[^*@]*\*)?([^@]*)@(.*?):(\d+):(\d+)$/;

/** Firefox guesses a name for functions that have none: `outer/<`, `square<`. */
const GUESSED = /[/<]/;

/**
 * Returns the frames of V8's stack for an error of Firefox: without those of the error's own classes.
 *
 * @param stack as Firefox wrote it
 */
export function framesOf(error: Error, stack: string): Frame[] {
  const frames = stack.split('\n').flatMap(frameIn);
  const classes = classNames(error);
  const first = frames.findIndex(({ name }) => !classes.includes(name));
  return first < 0 ? [] : frames.slice(first, first + MOST_FRAMES);
}

function frameIn(text: string): (Frame & { name: string })[] {
  const [, given = '', file, line, column] = FRAME.exec(text) ?? [];
  if (file === undefined) return [];
  const name = GUESSED.test(given) ? '' : given;
  const place = `${file}:${line}:${column}`;
  const frame = {
    name,
    getFileName: () => file,
    getScriptNameOrSourceURL: () => file,
    getLineNumber: () => Number(line),
    getColumnNumber: () => Number(column),
    toString: () => (name === '' ? place : `${name} (${place})`),
  };
  return [frame];
}

/** Returns the names of the classes of an error, but not that of a function without a name. */
function classNames(error: Error): string[] {
  const names: string[] = [];
  for (
    let one = Object.getPrototypeOf(error);
    one && one !== Object.prototype;
    one = Object.getPrototypeOf(one)
  )
    if (typeof one.constructor?.name === 'string' && one.constructor.name !== '')
      names.push(one.constructor.name);
  return names;
}
