/**
 * Flags of commands. One definition gives the parser, the errors, `--help` and the documentation.
 */

/** The value of a flag; null is `None`. */
export type FlagValue = string | number | null;
/** The value of each flag, by its name. */
export type FlagValues = Record<string, FlagValue>;

/** A flag that takes a value. */
export interface Flag<T extends FlagValue = FlagValue> {
  /** A description in one line. */
  help: string;
  /** The placeholder of the value in `--help`: `<number>`. */
  placeholder: string;
  /** The values that it accepts: `above 0, at most 1`. Empty: any. */
  range: string;
  /** The numbers that it takes. Absent: it takes something else, or one of a few numbers. */
  numbers?: 'number' | 'whole number';
  default: T;
  /** Returns the default that an environment variable gives, if it is set. */
  fromEnvironment?(): T | undefined;
  /**
   * The value in the published systems, and in runs that were saved before the flag existed.
   * Default: the default.
   */
  published?: T;
  /** The value of the flag alone, without one behind it. Default: it needs one. */
  alone?: string;
  /** Whether it takes several values, which are joined with a semicolon. */
  takesSeveral?: boolean;
  /** Whether a resumed run may have another value. */
  changeable?: boolean;
  /** Whether the examples depend on it. If so, another value prepares the data again. */
  forData?: boolean;
  /** Parses a string. @throws FlagError if it is invalid */
  parse(text: string): T;
}

/** Flags by name, of the values `V`. */
export type FlagsOf<V> = { [K in keyof V]: V[K] extends FlagValue ? Flag<V[K]> : never };

/** A flag has an invalid value. Commands then exit with code 2. */
export class FlagError extends Error {
  override name = 'FlagError';
}

/** Limits of a number. Absent: no limit. */
export interface Limits {
  above?: number;
  below?: number;
  atLeast?: number;
  atMost?: number;
}

type Settings<T> = {
  default: T;
  help: string;
  published?: T;
  alone?: string;
  changeable?: boolean;
  forData?: boolean;
  fromEnvironment?(): T | undefined;
};

/** Returns a flag that takes a number. */
export function number(settings: Settings<number> & Limits): Flag<number> {
  return numeric(settings, 'number', (text) => (text.trim() === '' ? Number.NaN : Number(text)));
}

/** Returns a flag that takes a whole number. */
export function integer(settings: Settings<number> & Limits): Flag<number> {
  return numeric(settings, 'whole number', wholeNumberIn);
}

/** Returns the whole number that a text writes in digits only; NaN for other texts. */
export function wholeNumberIn(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

function numeric(
  { above, below, atLeast, atMost, ...settings }: Settings<number> & Limits,
  kind: 'number' | 'whole number',
  read: (text: string) => number,
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
    numbers: kind,
    parse(text) {
      const value = read(text);
      const inRange =
        Number.isFinite(value) &&
        !(value <= (above ?? -Infinity)) &&
        !(value >= (below ?? Infinity)) &&
        value >= (atLeast ?? -Infinity) &&
        value <= (atMost ?? Infinity);
      if (!inRange) throw new FlagError(`it takes a ${kind}${range && ` ${range}`}`);
      return value;
    },
  };
}

/** Returns a flag that takes a string, such as a file or a folder. */
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

/** Returns a flag that takes one of the names in `of`. */
export function choice<T extends string>(settings: Settings<T> & { of: readonly T[] }): Flag<T> {
  return oneOf(settings, '<name>', (text) => text);
}

/** Returns a flag that takes one of the numbers in `of`. */
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

/** Returns a flag that also takes `None`, null. Its default is `fallback`, null by default. */
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

/** Returns a flag that also takes `auto`, which is its default. */
export function orAuto<T extends FlagValue>(flag: Flag<T>): Flag<T | 'auto'> {
  return {
    ...flag,
    default: 'auto',
    range: `${flag.range}, or auto`,
    parse(value) {
      if (/^auto$/i.test(value.trim())) return 'auto';
      try {
        return flag.parse(value);
      } catch (error) {
        throw error instanceof FlagError ? new FlagError(`${error.message}, or auto`) : error;
      }
    },
  };
}

/** Returns a value as on the command line: null is `None`. */
export function written(value: FlagValue): string {
  return value === null ? 'None' : `${value}`;
}

/** Returns the defaults of flags. Environment variables take precedence. */
export function defaultsOf<V extends FlagValues>(flags: FlagsOf<V>): V {
  const entries = Object.entries<Flag>(flags as Record<string, Flag>);
  return Object.fromEntries(
    entries.map(([name, flag]) => [name, flag.fromEnvironment?.() || flag.default]),
  ) as V;
}

/**
 * Returns the values of flags in the published systems: defaults, except where `published` differs.
 */
export function publishedValues<V extends FlagValues>(flags: FlagsOf<V>): V {
  const entries = Object.entries<Flag>(flags as Record<string, Flag>);
  const published = entries.filter(([, flag]) => flag.published !== undefined);
  return {
    ...defaultsOf(flags),
    ...Object.fromEntries(published.map(([name, flag]) => [name, flag.published])),
  };
}
