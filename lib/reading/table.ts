import type { Quoting } from './delimited';

/** How a file is written. What is not given is found. */
export interface TableOptions {
  /** The character, or characters, between two fields. Null: each line is one field. */
  delimiter?: string | null;
  /** The encoding, as the web or Python spells it: `windows-1252`, `latin-1`, `utf-16`. */
  encoding?: string;
  quoting?: Quoting;
  /** Whether the first row has the names of the columns. */
  header?: boolean;
  /** Whether lines may begin with a label: `1 a fine film`. Default: no. */
  leadingLabels?: boolean;
  /**
   * How many bytes to look at to find the format. Default: 256 KiB. A pipe that answers line by
   * line takes 1, and what comes first decides.
   */
  headBytes?: number;
}

/** A table to read, row by row. */
export interface Table {
  /** The file's name. */
  name: string;
  format:
    | 'delimited'
    | 'lines'
    | 'fastText'
    | 'text@label'
    | 'trees'
    | 'label text'
    | 'JSON lines'
    | 'JSON'
    | 'Parquet';
  /** The columns' names. Columns without a header are called `1`, `2`, ... */
  columns: readonly string[];
  /** Whether the columns have names of their own. */
  hasHeader: boolean;
  /** How it was read, for people: `TSV, windows-1252, columns id, sentiment, review`. */
  readonly readAs: string;
  /** The first rows, at most 1000. */
  sample: readonly TableRow[];
  /** How many bytes reading takes, for progress; undefined: unknown. */
  size?: number;
  /** What delimited text is written with, so that rows can be written back the same way. */
  delimiter?: string;
  /**
   * Yields the rows in blocks, as they come. Many rows are faster to read this way than with
   * `rows`.
   *
   * @throws like `rows`
   */
  blocks(onRead?: (done: number) => void): AsyncIterable<readonly TableRow[]>;
  /**
   * Yields all rows in order, blank and bad ones too. It can be called again where the source can
   * be read again.
   *
   * @param onRead receives how many bytes of `size` are read so far
   * @throws when the bytes are damaged, or not of the given encoding
   */
  rows(onRead?: (done: number) => void): AsyncIterable<TableRow>;
  /**
   * Returns the keys of JSON in the rows read so far that are in no column, since the beginning of
   * the file has none of them, and the lines that have them first. At most 20 are kept.
   */
  lateKeys?(): ReadonlyMap<string, number>;
  /** Returns what is odd about the bytes read so far, for people; undefined if nothing is. */
  oddity?(): string | undefined;
  /** Closes the file, if `rows` was never called. */
  close(): Promise<void>;
}

/** A row of a table. */
export interface TableRow {
  /** The line where it starts, or the number of the row where there are no lines, from 1. */
  line: number;
  /** One for each column. What is missing is empty. */
  fields: readonly string[];
  /** Why it is no row of the table: `3 fields instead of 2`. Its fields are as they were found. */
  problem?: string;
  /** Its text, where it is no JSON that can be read: it has no fields then. */
  unreadable?: string;
  /** The values with their types, from JSON and Parquet. */
  record?: Readonly<Record<string, unknown>>;
  /** The object in JSON, where its numbers have more digits than those in `record`. */
  json?: string;
}

/** Returns `columns id, sentiment, review`, or `3 columns without names`. */
export function shownColumns(columns: readonly string[], hasHeader: boolean): string {
  if (columns.length === 1) return hasHeader ? `column ${columns[0]}` : '1 column without a name';
  if (!hasHeader) return `${columns.length} columns without names`;
  const shown = columns.map((name) => (name === '' ? '(no name)' : name));
  return `columns ${shown.length > 12 ? `${shown.slice(0, 12).join(', ')}, ...` : shown.join(', ')}`;
}

/** Yields the rows of blocks one by one. */
export async function* rowsIn<T>(blocks: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const block of blocks) for (const row of block) yield row;
}
