import type { ByteSource, Peeked } from './byte-source';
import { type DelimitedRow, rowParser } from './delimited';
import { findDialect, isBlank, usualWidth } from './dialect';
import { headerRow } from './header';
import { rowsIn, shownColumns, type Table, type TableOptions, type TableRow } from './table';
import type { DecodedText } from './text-chunks';

const SAMPLE_ROWS = 1000;
const NAMES: Readonly<Record<string, string>> = { ',': 'CSV', '\t': 'TSV' };

/** Opens delimited text, or lines. @throws when there are no rows */
export function openDelimited(
  source: ByteSource,
  peeked: Peeked,
  text: DecodedText,
  options: TableOptions,
): Table {
  const { name } = source;
  const { beginning } = text;
  const given = { delimiter: delimiterNamed(options.delimiter), quoting: options.quoting };
  const { dialect, preamble } = findDialect(name, beginning, peeked.isWhole, given);
  const firstLine = preamble ? 2 : 1;
  const parser = rowParser(dialect, name, firstLine);
  const complete = parser.write(beginning.slice(preamble.length));
  const all = peeked.isWhole || complete.length === 0 ? [...complete, ...parser.end()] : complete;
  const filled = all.filter((row) => !isBlank(row)).slice(0, SAMPLE_ROWS + 1);
  if (filled.length === 0) throw new Error(`${name} has no rows`);
  const header = options.header === false ? -1 : headerRow(filled.map(({ fields }) => fields));
  const hasHeader = options.header ?? header >= 0;
  const [first, ...others] = filled.slice(hasHeader ? Math.max(0, header) : 0);
  const columns = hasHeader ? namesOf(first!, others) : numbered(usualWidth(filled));
  if (hasHeader && others.length === 0 && peeked.isWhole)
    throw new Error(`${name} has no rows: expected some behind the header ${columns.join(', ')}`);
  const headerLine = hasHeader ? first!.line : 0;

  const oddQuotes = { count: 0, first: 0 };
  let headersAgain = 0;
  function rowOf({ line, fields, hasOddQuote }: DelimitedRow): TableRow {
    if (hasOddQuote && oddQuotes.count++ === 0) oddQuotes.first = line;
    while (fields.length > columns.length && fields.at(-1) === '') fields.pop(); // commas at the end
    if (fields.length === columns.length || isBlank({ fields })) return { line, fields };
    return { line, fields, problem: `${fieldCount(fields.length)} instead of ${columns.length}` };
  }

  /** Returns whether a row is the header again, in a file that was joined from several. */
  function isHeaderAgain({ fields }: DelimitedRow): boolean {
    if (!hasHeader || columns.length < 2) return false;
    if (!first!.fields.every((name, at) => fields[at] === name)) return false;
    headersAgain++;
    return true;
  }

  const blockOf = (rows: readonly DelimitedRow[]) =>
    rows.filter((row) => row.line > headerLine && !isHeaderAgain(row)).map(rowOf);

  return {
    name,
    format: dialect.delimiter === null ? 'lines' : 'delimited',
    columns,
    hasHeader,
    size: source.size,
    ...(dialect.delimiter !== null && { delimiter: dialect.delimiter }),
    sample: (hasHeader ? others : filled).map(rowOf).slice(0, SAMPLE_ROWS),
    get readAs() {
      const kind =
        dialect.delimiter === null
          ? 'lines'
          : (NAMES[dialect.delimiter] ?? `text with ${JSON.stringify(dialect.delimiter)} between fields`);
      const quotes = {
        doubled: '',
        backslash: ', quotes as \\"',
        single: ", quotes as '",
        none: dialect.delimiter === null ? '' : ', quotes as text',
      }[dialect.quoting];
      const rows = dialect.isWrapped ? ', each row in quotes' : '';
      const place = hasHeader && header > 0 ? `, header in line ${headerLine}` : '';
      return `${kind}, ${text.encoding}${quotes}${rows}${place}, ${shownColumns(columns, hasHeader)}`;
    },
    async *blocks(onRead) {
      oddQuotes.count = 0;
      headersAgain = 0;
      const rows = rowParser(dialect, name, firstLine);
      let skip = preamble.length;
      for await (const chunk of text.chunks(onRead)) {
        const part = skip > 0 ? chunk.slice(skip) : chunk;
        skip = Math.max(0, skip - chunk.length);
        yield blockOf(rows.write(part));
      }
      yield blockOf(rows.end());
    },
    rows(onRead) {
      return rowsIn(this.blocks(onRead));
    },
    oddity() {
      const { count, first: line } = oddQuotes;
      const quotes =
        count === 0
          ? undefined
          : `${name}: quotes in odd places are read as characters in ${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}, the first in line ${line}`;
      const again =
        headersAgain > 0 &&
        `${name}: ${headersAgain === 1 ? '1 row is' : `${headersAgain} rows are`} the header again, and left out`;
      return [text.oddity(), quotes, again].filter(Boolean).join('\n') || undefined;
    },
    close: () => peeked.close(),
  };
}

/** Returns a delimiter as people write it on a command line: `tab` and `\t` are a tab. */
function delimiterNamed(delimiter: string | null | undefined): string | null | undefined {
  if (!delimiter || delimiter.toLowerCase() === 'none') return delimiter === undefined ? undefined : null;
  const names: Readonly<Record<string, string>> = {
    '\\t': '\t',
    tab: '\t',
    comma: ',',
    semicolon: ';',
    pipe: '|',
    space: ' ',
  };
  return names[delimiter.toLowerCase()] ?? delimiter;
}

/**
 * Returns the names in a header. R leaves out the name of the first column, the row names, so
 * that the header has one field less than the rows.
 */
function namesOf({ fields }: DelimitedRow, others: readonly DelimitedRow[]): string[] {
  const names = fields.map((field) => field.trim());
  const width = usualWidth(others);
  const own = others.filter((row) => row.fields.length === width);
  const areNumbers = own.every((row) => /^\d*$/.test(row.fields[0]!.trim()));
  const endsEmpty = others.every((row) => row.fields.length < width || row.fields.at(-1) === '');
  return others.length > 0 && width === names.length + 1 && areNumbers && !endsEmpty ? ['', ...names] : names;
}

function numbered(width: number): string[] {
  return Array.from({ length: width }, (_, at) => `${at + 1}`);
}

function fieldCount(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}
