/** Rows of delimited text: CSV, TSV and their relatives. */
import { requireRowLength } from './longest-row';

/** How the fields of a file are written. */
export interface Dialect {
  /** What is between two fields. Null: each line is one field. */
  delimiter: string | null;
  /**
   * How a field that holds delimiters, quotes or line ends is written. `doubled`: in quotes, and
   * quotes in it twice (RFC 4180, Excel). `backslash`: in quotes or not, and `\"` for a quote in
   * it, or any delimiter. `single`: like `doubled`, with the quote `'`. `none`: quotes are
   * characters like others.
   */
  quoting: Quoting;
  /** What ends a line: a line feed, after a carriage return or not; or a carriage return alone. */
  lineEnd: '\n' | '\r';
  /** Whether each row is in quotes as a whole, as if it were one field. */
  isWrapped?: boolean;
}

/** See `Dialect`. */
export type Quoting = 'doubled' | 'backslash' | 'single' | 'none';

/** A row of a file. */
export interface DelimitedRow {
  /** The line where it starts, from 1. */
  line: number;
  fields: string[];
  /**
   * Whether a quote was not as the dialect says. It was read as a character then.
   */
  hasOddQuote: boolean;
}

/** Reads rows from text that comes in parts. */
export interface RowParser {
  /** Returns the rows that are complete with this text. */
  write(text: string): DelimitedRow[];
  /** Returns the rows that are left. */
  end(): DelimitedRow[];
}

/** A quoted field of more characters than this is not one: its first quote is a character. */
const LONGEST_FIELD = 2 ** 24;
/**
 * A row that is not complete after this many characters is parsed again only when it has doubled.
 */
const LONG_ROW = 2 ** 20;
const BACKSLASH = 0x5c;

/**
 * Returns a parser of delimited text. A quote in a wrong place is read as a character, and a quote
 * that is never closed spoils one row, not the rest of the file. Only a row that is longer than
 * `LONGEST_ROW` is an error.
 *
 * @param name of the file, for that error
 * @param line the number of the first line
 */
export function rowParser(dialect: Dialect, name: string, line = 1): RowParser {
  if (dialect.isWrapped) return wrappedRowParser(dialect, name, line);
  const { delimiter, quoting, lineEnd } = dialect;
  const quoteMark = quoting === 'single' ? "'" : '"';
  const quote = quoting === 'none' ? -1 : quoteMark.charCodeAt(0);
  const end = lineEnd.charCodeAt(0);
  const separator = delimiter ?? '';
  const separatorStart = delimiter === null ? -1 : delimiter.charCodeAt(0);
  let text = '';
  let wanted = 0; // characters to wait for

  /** Returns whether a delimiter starts at `at`. */
  const isSeparator = (at: number) =>
    text.charCodeAt(at) === separatorStart && (separator.length === 1 || text.startsWith(separator, at));

  /** Returns whether a line ends at `at`: before `\n`, `\r\n`, or the end of the text. */
  const isLineEnd = (at: number) =>
    at >= text.length ||
    text.charCodeAt(at) === end ||
    (text.charCodeAt(at) === 0x0d && (at + 1 >= text.length || text.charCodeAt(at + 1) === end));

  /** Returns where the field ends that starts at `at` and is not quoted. */
  const plainEnd = (at: number) => {
    let next = at;
    while (next < text.length && text.charCodeAt(next) !== end && !isSeparator(next)) {
      if (quoting === 'backslash' && text.charCodeAt(next) === BACKSLASH && isSeparator(next + 1)) next++;
      next++;
    }
    return next;
  };

  /** Returns the offset behind blanks. */
  const afterBlanks = (at: number) => {
    let next = at;
    while ((text.charCodeAt(next) === 0x20 || text.charCodeAt(next) === 0x09) && !isSeparator(next)) next++;
    return next;
  };

  /** Returns the offset of the next quote that is not escaped; -1 if there is none. */
  const nextQuote = (from: number) => {
    if (quoting !== 'backslash') return text.indexOf(quoteMark, from);
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at;
      if (code === BACKSLASH) at++; // the character behind a backslash
    }
    return -1;
  };

  /** Returns whether the field ends behind the quote at `at`. */
  const closes = (at: number) => {
    const next = afterBlanks(at + 1);
    return isSeparator(next) || isLineEnd(next);
  };

  /** Returns whether the text ends before it is clear what follows the quote at `at`. */
  const isCutBehind = (at: number) => {
    const next = afterBlanks(at + 1);
    const left = text.slice(next, next + Math.max(2, separator.length));
    return left === '' || left === '\r' || (left !== separator && separator.startsWith(left));
  };

  /**
   * Returns a quoted field and its end; `open` if its last quote is not there yet; `odd` if it is
   * no quoted field.
   */
  const quotedField = (start: number, isLast: boolean) => {
    let at = nextQuote(start + 1);
    while (at >= 0 && text.charCodeAt(at + 1) === quote) at = nextQuote(at + 2);
    if (at < 0) return isLast || text.length - start > LONGEST_FIELD ? 'odd' : 'open';
    if (!isLast && isCutBehind(at)) return 'open';
    if (closes(at))
      return { value: unescaped(text.slice(start + 1, at)), end: afterBlanks(at + 1), isOdd: false };
    // A quote inside that is not escaped: the field may still end with a quote in its first line.
    const line = text.indexOf(lineEnd, start);
    if (line < 0 && !isLast) return 'open';
    const limit = line < 0 ? text.length : line;
    for (; at >= 0 && at < limit; at = text.indexOf(quoteMark, at + 1))
      if (closes(at)) return { value: text.slice(start + 1, at), end: afterBlanks(at + 1), isOdd: true };
    return 'odd';
  };

  const unescaped = (value: string) => {
    const twice = quoteMark + quoteMark;
    const single = value.includes(twice) ? value.replaceAll(twice, quoteMark) : value;
    return withoutBackslashes(single);
  };

  const withoutBackslashes = (value: string) =>
    quoting === 'backslash' && value.includes('\\')
      ? value.replace(/\\(.)/g, (both, one: string) =>
          one === '"' || one === '\\' || one === delimiter ? one : both,
        )
      : value;

  /** Returns the row at `start`, and where the next one begins. Undefined: it is not complete. */
  function rowAt(
    start: number,
    isLast: boolean,
  ): { fields: string[]; next: number; hasOddQuote: boolean } | undefined {
    const fields: string[] = [];
    let hasOddQuote = false;
    let at = start;
    for (;;) {
      const begin = quote < 0 ? at : afterBlanks(at);
      const quoted = text.charCodeAt(begin) === quote ? quotedField(begin, isLast) : undefined;
      if (quoted === 'open') return undefined;
      if (quoted && quoted !== 'odd') {
        fields.push(quoted.value);
        hasOddQuote ||= quoted.isOdd;
        at = quoted.end;
      } else {
        hasOddQuote ||= quoted === 'odd';
        const stop = plainEnd(at);
        const isReturn =
          (stop >= text.length || text.charCodeAt(stop) === end) && text.charCodeAt(stop - 1) === 0x0d;
        fields.push(withoutBackslashes(text.slice(at, isReturn && stop > at ? stop - 1 : stop)));
        at = stop;
      }
      if (at < text.length && isSeparator(at)) {
        at += separator.length;
        if (at < text.length || !isLast) continue;
        fields.push(''); // the last field of the file is empty
        return { fields, next: at, hasOddQuote };
      }
      if (text.charCodeAt(at) === 0x0d && end !== 0x0d) at++;
      if (at < text.length) return { fields, next: at + 1, hasOddQuote };
      return isLast ? { fields, next: at, hasOddQuote } : undefined;
    }
  }

  function rows(isLast: boolean): DelimitedRow[] {
    const found: DelimitedRow[] = [];
    let start = 0;
    while (start < text.length) {
      const row = rowAt(start, isLast);
      if (!row) break;
      found.push({ line, fields: row.fields, hasOddQuote: row.hasOddQuote });
      line += countOf(text, lineEnd, start, row.next);
      start = row.next;
    }
    text = text.slice(start);
    wanted = text.length > LONG_ROW ? 2 * text.length : 0;
    return found;
  }

  return {
    write(more) {
      text += more;
      const found = text.length < wanted ? [] : rows(false);
      requireRowLength(name, line, text.length);
      return found;
    },
    end: () => rows(true),
  };
}

/** Returns a parser of rows that are each in quotes: what is in the quotes is parsed again. */
function wrappedRowParser(dialect: Dialect, name: string, line: number): RowParser {
  const outer = rowParser({ delimiter: null, quoting: 'doubled', lineEnd: dialect.lineEnd }, name, line);
  const unwrapped = (row: DelimitedRow): DelimitedRow => {
    const inner = rowParser({ ...dialect, isWrapped: false }, name, row.line);
    const [only = row] = [...inner.write(row.fields[0] ?? ''), ...inner.end()];
    return only;
  };
  return {
    write: (text) => outer.write(text).map(unwrapped),
    end: () => outer.end().map(unwrapped),
  };
}

function countOf(text: string, character: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(character, from); at >= 0 && at < to; at = text.indexOf(character, at + 1))
    count++;
  return count;
}
