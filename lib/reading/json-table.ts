/** Tables of JSON: lines, one array, or an object that holds the rows. */
import type { ByteSource, Peeked } from './byte-source';
import { rowParser } from './delimited';
import { flatRecord, shownValue } from './flat-record';
import { rowsOfObject } from './json-orients';
import { exactJson, type JsonText, jsonSplitter, parseJson } from './json-values';
import { rowsIn, shownColumns, type Table, type TableRow } from './table';
import type { DecodedText } from './text-chunks';

const SAMPLE_ROWS = 1000;
/** The most keys without a column that are kept. */
const MOST_LATE_KEYS = 20;
/** The most characters of a file that is read at once. */
const LONGEST_OBJECT = 2 ** 28;

type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether a file is JSON, from its beginning. */
export function isJson(name: string, text: string): boolean {
  const start = text.trimStart();
  if (/\.(jsonl?|ndjson)$/i.test(name)) return /^[[{]/.test(start);
  return /^(\[\s*[[{]|\{\s*")/.test(start);
}

/**
 * Opens JSON lines, an array of objects, or an object that holds the rows: `{"data": [...]}`, and
 * the forms that pandas writes. Lines and arrays are read row by row, an object at once. The
 * columns are the keys of the rows at the beginning of the file; of an object, those of all rows.
 *
 * @throws when there are no rows
 */
export async function openJson(source: ByteSource, peeked: Peeked, text: DecodedText): Promise<Table> {
  const { name } = source;
  const areLines = hasJsonLines(name, text.beginning);
  const isArray = !areLines && text.beginning.trimStart().startsWith('[');
  const rows = areLines ? jsonLines() : isArray ? arrayElements() : await objectRows(name, text);
  const first: JsonRow[] = rows.of(text.beginning, peeked.isWhole);
  const columns = columnsOf(first.map(({ value }) => value));
  if (columns.length === 0) {
    const [row] = first;
    const found = row?.problem ? `; line ${row.line}: ${row.problem}` : '';
    throw new Error(
      `${name} has no rows: expected objects such as {"text": "...", "label": "..."}, as Python's json.dumps writes them${found}`,
    );
  }
  const sample = first.slice(0, SAMPLE_ROWS);
  // Where the columns are those of all rows, no key comes late.
  const late = !peeked.isWhole && (areLines || isArray) ? new Map<string, number>() : undefined;
  const keys = { columns, known: new Set(columns), late };
  const hasHeader = sample.some(({ value }) => !Array.isArray(value));
  const format = areLines ? 'JSON lines' : 'JSON';
  const table: Table = {
    name,
    format,
    columns,
    hasHeader,
    size: source.size,
    sample: sample.map((row) => rowOf(row, keys)),
    get readAs() {
      return `${format}, ${text.encoding}, ${shownColumns(columns, hasHeader)}`;
    },
    async *blocks(onRead) {
      for await (const block of rows.all(name, text.chunks(onRead)))
        yield block.map((row) => rowOf(row, keys));
    },
    rows(onRead) {
      return rowsIn(this.blocks(onRead));
    },
    ...(late && { lateKeys: () => late }),
    oddity() {
      const { beside = [] } = rows;
      const note = beside.length > 0 && `${name}: not read: ${beside.join(', ')}`;
      return [text.oddity(), note].filter(Boolean).join('\n') || undefined;
    },
    close: () => peeked.close(),
  };
  return table;
}

/** A row as it is in the file. */
interface JsonRow {
  line: number;
  value?: unknown;
  /** Why it has no value, and its text. */
  problem?: string;
  unreadable?: string;
  /** The text, where `value` is not exactly what it says. */
  exact?: string;
}

/** A way to find rows in JSON. */
interface JsonRows {
  /** Lists that lie beside the rows, and are not read. */
  beside?: readonly string[];
  /** Returns the rows at the beginning of a file. */
  of(beginning: string, isWhole: boolean): JsonRow[];
  /** Yields all rows, in blocks. @throws when the file is cut off */
  all(name: string, chunks: AsyncIterable<string>): AsyncIterable<readonly JsonRow[]>;
}

/** Returns whether most of the first lines are JSON values of their own. */
function hasJsonLines(name: string, beginning: string): boolean {
  if (/\.(jsonl|ndjson)$/i.test(name) && !startsWithArray(beginning)) return true;
  const lines = beginning
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 10);
  return lines.length > 1 && lines.filter(isJsonLine).length >= lines.length / 2;
}

/** Returns whether a text is an array of rows that does not end in its first line, or has objects. */
function startsWithArray(beginning: string): boolean {
  const [first = ''] = beginning.trimStart().split('\n', 1);
  return /^\[\s*\{/.test(first) || (first.startsWith('[') && !isJsonLine(first));
}

function isJsonLine(line: string): boolean {
  try {
    return typeof parseJson(line) === 'object';
  } catch {
    return false;
  }
}

function jsonLines(): JsonRows {
  const parser = (name: string) => rowParser({ delimiter: null, quoting: 'none', lineEnd: '\n' }, name);
  const parsed = ({ line, fields: [text = ''] }: { line: number; fields: string[] }) =>
    text.trim() === '' ? [] : [parsedRow({ line, text })];
  return {
    of(beginning, isWhole) {
      const rows = parser('the beginning');
      return [...rows.write(beginning), ...(isWhole ? rows.end() : [])].flatMap(parsed);
    },
    async *all(name, chunks) {
      const rows = parser(name);
      for await (const chunk of chunks) yield rows.write(chunk).flatMap(parsed);
      yield rows.end().flatMap(parsed);
    },
  };
}

function arrayElements(): JsonRows {
  return {
    of: (beginning) => jsonSplitter(1, 'the beginning').write(beginning).map(parsedRow),
    async *all(name, chunks) {
      const values = jsonSplitter(1, name);
      for await (const chunk of chunks) yield values.write(chunk).map(parsedRow);
      const [cut] = values.end();
      if (cut) throw new Error(`${name}:${cut.line}: the file ends within this value: it is cut off`);
    },
  };
}

/** Reads an object, or objects one after another over several lines. */
async function objectRows(name: string, text: DecodedText): Promise<JsonRows> {
  let whole = '';
  for await (const chunk of text.chunks()) {
    whole += chunk;
    if (whole.length > LONGEST_OBJECT)
      throw new Error(
        `${name} is one JSON value of more than ${LONGEST_OBJECT.toLocaleString('en-US')} characters: write each row on a line of its own (JSON lines)`,
      );
  }
  const { rows, beside } = rowsOfText(name, whole);
  return {
    beside,
    of: () => rows,
    async *all(_, chunks) {
      for await (const _chunk of chunks); // for its progress
      yield rows;
    },
  };
}

function rowsOfText(name: string, text: string): { rows: JsonRow[]; beside?: readonly string[] } {
  const splitter = jsonSplitter(0, name);
  const values = splitter.write(text);
  const [cut] = splitter.end();
  if (cut) throw new Error(`${name}:${cut.line}: the file ends within this value: it is cut off`);
  if (values.length > 1) return { rows: values.map(parsedRow) };
  const { value, problem } = parsedRow(values[0] ?? { line: 1, text });
  if (problem) throw new Error(`${name} is no JSON: ${problem}`);
  const { rows, beside } = rowsOfObject(value as Record<string, unknown>);
  return { rows: rows.map((row, at) => ({ line: at + 1, value: row })), beside };
}

function parsedRow({ line, text }: JsonText): JsonRow {
  try {
    const value = parseJson(text);
    if (value !== null && typeof value === 'object') return { line, value, exact: exactJson(text) };
    return {
      line,
      unreadable: text,
      problem: 'expected an object such as {"text": "...", "label": "..."}',
    };
  } catch (error) {
    // Node counts lines and columns within the value.
    const problem = (error as Error).message.replace(/ \(line \d+ column \d+\)$/, '');
    return { line, unreadable: text, problem };
  }
}

/** Returns the names of all keys, in the order in which they appear; numbers for arrays. */
function columnsOf(values: readonly unknown[]): string[] {
  const names = new Set<string>();
  for (const value of values) {
    if (Array.isArray(value)) for (const at of value.keys()) names.add(`${at + 1}`);
    else if (value) for (const key of Object.keys(flatRecord(value as JsonObject))) names.add(key);
  }
  return [...names];
}

/** The keys of a table. */
interface Keys {
  /** Those that are columns. */
  columns: readonly string[];
  known: ReadonlySet<string>;
  /** Others, where there may be some, and the lines that have them first. `rowOf` adds to them. */
  late?: Map<string, number>;
}

function rowOf(
  { line, value, problem, unreadable, exact }: JsonRow,
  { columns, known, late }: Keys,
): TableRow {
  if (problem !== undefined) return { line, fields: columns.map(() => ''), problem, unreadable };
  const record = Array.isArray(value)
    ? Object.fromEntries(value.map((item, at) => [`${at + 1}`, item]))
    : (value as JsonObject);
  const values = flatRecord(record);
  // A column may be called `constructor`.
  const field = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const fields = columns.map((name) => shownValue(field(name)));
  if (late)
    for (const key of Object.keys(values))
      if (!known.has(key) && !late.has(key) && late.size < MOST_LATE_KEYS) late.set(key, line);
  return exact === undefined || Array.isArray(value)
    ? { line, fields, record }
    : { line, fields, record, json: exact };
}
