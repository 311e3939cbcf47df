/**
 * Flags of commands. Each is defined once, and from that come how it is read, what of it is refused, the text of
 * `--help` and, through that, the documentation.
 */

/** What a flag stands for; null is `None`. */
export type FlagValue = string | number | null;
/** The value of each flag, by its name. */
export type FlagValues = Record<string, FlagValue>;

/** A flag that takes a value. */
export interface Flag<T extends FlagValue = FlagValue> {
  /** What it does, in a line. */
  help: string;
  /** What `--help` puts in place of the value: `<number>`. */
  placeholder: string;
  /** Which values there are, in words: `above 0, at most 1`. Empty where any will do. */
  range: string;
  default: T;
  /** Whether a run that goes on from a checkpoint may have another value. */
  changeable?: boolean;
  /** Whether the examples follow from it, so that with another value intermediate files are made again. */
  forData?: boolean;
  /** Returns the value of a text. @throws FlagError when it has none */
  parse(text: string): T;
}

/** Flags by name, of the values `V`. */
export type FlagsOf<V> = { [K in keyof V]: V[K] extends FlagValue ? Flag<V[K]> : never };

/** A command was called with a value that cannot be: programs end with code 2. */
export class FlagError extends Error {}

/** Limits of a number; those that are absent are open. */
export interface Limits {
  above?: number;
  below?: number;
  atLeast?: number;
  atMost?: number;
}

type Settings<T> = { default: T; help: string; changeable?: boolean; forData?: boolean };

/** Returns a flag that takes a number. */
export function number(settings: Settings<number> & Limits): Flag<number> {
  return numeric(settings, 'number', (value) => Number.isFinite(value));
}

/** Returns a flag that takes a whole number. */
export function integer(settings: Settings<number> & Limits): Flag<number> {
  return numeric(settings, 'whole number', (value) => Number.isSafeInteger(value));
}

function numeric(
  { above, below, atLeast, atMost, ...settings }: Settings<number> & Limits,
  kind: string,
  isKind: (value: number) => boolean,
): Flag<number> {
  const limits = [
    above !== undefined && `above ${above}`,
    atLeast !== undefined && `at least ${atLeast}`,
    below !== undefined && `below ${below}`,
    atMost !== undefined && `at most ${atMost}`,
  ].filter(Boolean);
  const range = limits.join(', ');
  return {
    ...settings,
    placeholder: '<number>',
    range,
    parse(text) {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      const inRange =
        isKind(value) &&
        !(value <= (above ?? -Infinity)) &&
        !(value >= (below ?? Infinity)) &&
        value >= (atLeast ?? -Infinity) &&
        value <= (atMost ?? Infinity);
      if (!inRange) throw new FlagError(`it takes a ${kind}${range && ` ${range}`}`);
      return value;
    },
  };
}

/** Returns a flag that takes a text: a file, a folder. */
export function text(settings: Settings<string> & { placeholder: string }): Flag<string> {
  return {
    ...settings,
    range: '',
    parse(value) {
      if (value.trim() === '') throw new FlagError(`it takes a ${settings.placeholder.replace(/[<>]/g, '')}`);
      return value;
    },
  };
}

/** Returns a flag that takes one of some words. */
export function choice<T extends string>(settings: Settings<T> & { of: readonly T[] }): Flag<T> {
  return oneOf(settings, '<name>', (text) => text);
}

/** Returns a flag that takes one of some numbers. */
export function numberOf<T extends number>(settings: Settings<T> & { of: readonly T[] }): Flag<T> {
  return oneOf(settings, '<number>', (text) => text.trim());
}

function oneOf<T extends string | number>(
  { of, ...settings }: Settings<T> & { of: readonly T[] },
  placeholder: string,
  meant: (text: string) => string,
): Flag<T> {
  const range = `one of ${of.join(', ')}`;
  return {
    ...settings,
    placeholder,
    range,
    parse(value) {
      const found = of.find((one) => `${one}` === meant(value));
      if (found === undefined) throw new FlagError(`it takes ${range}`);
      return found;
    },
  };
}

/** Returns the flag with `None` among its values. Its default is None unless another one is given. */
export function orNone<T extends FlagValue>(flag: Flag<T>, fallback: T | null = null): Flag<T | null> {
  return {
    ...flag,
    default: fallback,
    range: flag.range ? `${flag.range}, or None` : 'or None',
    parse(value) {
      if (/^none$/i.test(value.trim())) return null;
      try {
        return flag.parse(value);
      } catch (error) {
        throw error instanceof FlagError ? new FlagError(`${error.message}, or None`) : error;
      }
    },
  };
}

/** Returns a value as it is written on a command line: null as `None`. */
export function written(value: FlagValue): string {
  return value === null ? 'None' : `${value}`;
}

/** Returns the defaults of flags. */
export function defaultsOf<V extends FlagValues>(flags: FlagsOf<V>): V {
  const entries = Object.entries<Flag>(flags as Record<string, Flag>);
  return Object.fromEntries(entries.map(([name, flag]) => [name, flag.default])) as V;
}
