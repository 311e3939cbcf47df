/** Finds out how the fields of a file are written, from its beginning. */
import { type DelimitedRow, type Dialect, type Quoting, rowParser } from './delimited';

const DELIMITERS = [',', '\t', ';', '|'];
/** Endings of names that say which delimiter to expect. */
const BY_ENDING: readonly [RegExp, string][] = [
  [/\.(tsv|tab)$/i, '\t'],
  [/\.csv$/i, ','],
];
/**
 * The share of rows with the same number of fields, from which a file without a usual ending is a
 * table.
 */
const REGULAR = 0.9;
const SAMPLE_ROWS = 400;
/**
 * What a first row with another number of fields counts: it is often a header, so it is one of
 * many.
 */
const HEADER_FAULT = 0.05;
/** The difference in faults that makes single quotes likely: many texts have apostrophes. */
const MUCH = 0.1;
/** Excel's first line, which says the delimiter. */
const EXCEL_SEPARATOR = /^"?sep\s?=\s?(.)"?[,;|\t]*\r?(?:\n|\r|$)/i;

/** The dialect of a file, and the line where its rows begin. */
export interface FoundDialect {
  dialect: Dialect;
  /** The text before the rows: Excel's line `sep=;` with its line end. Usually empty. */
  preamble: string;
}

/** What is known of a dialect. */
export interface GivenDialect {
  /** Null: each line is one field. */
  delimiter?: string | null;
  quoting?: Quoting;
}

/**
 * Returns the dialect of a file.
 *
 * Every likely dialect reads the beginning. The best one gives most rows the same number of
 * fields, and finds quotes only where they belong. Where nothing separates fields regularly, each
 * line is one field.
 *
 * @param name the file's name; its ending decides between equals
 * @param text the beginning of the file
 * @param isWhole whether that is all of it
 */
export function findDialect(
  name: string,
  text: string,
  isWhole: boolean,
  given: GivenDialect = {},
): FoundDialect {
  const lineEnd = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  if (given.delimiter === null)
    return { dialect: { delimiter: null, quoting: given.quoting ?? 'none', lineEnd }, preamble: '' };
  const [preamble = '', told] = EXCEL_SEPARATOR.exec(text) ?? [];
  const sample = text.slice(preamble.length);
  const expected = BY_ENDING.find(([ending]) => ending.test(name))?.[1];
  const known = given.delimiter ?? told;
  const delimiters = known ? [known] : [...new Set([...(expected ? [expected] : []), ...DELIMITERS])];
  const quotings = given.quoting ? [given.quoting] : quotingsIn(sample);
  const tried = delimiters.flatMap((delimiter) =>
    quotings.map((quoting) => judged({ delimiter, quoting, lineEnd }, sample, isWhole)),
  );
  const separators = hasOnlyPunctuation(sample) ? withoutCommas(tried) : tried;
  const best = separators.reduce((one, other) => (isBetter(other, one) ? other : one));
  const isTable =
    known !== undefined ||
    (best.width > 1 && (best.regular >= REGULAR || expected === best.dialect.delimiter));
  const isClear = isTable && best.regular >= REGULAR && best.dialect.quoting !== 'none';
  const wrapped = isClear ? undefined : wrappedDialect(name, sample, isWhole, given);
  if (wrapped) return { dialect: wrapped, preamble };
  if (isTable || (expected && text.includes('"'))) return { dialect: best.dialect, preamble };
  return { dialect: { delimiter: null, quoting: given.quoting ?? 'none', lineEnd }, preamble };
}

/** Returns whether all commas are those of sentences and numbers: before a space, or as in `4,5`. */
function hasOnlyPunctuation(text: string): boolean {
  return text.includes(',') && !/,(?!\s)(?<!\d,(?=\d))/.test(text);
}

/** Returns the dialects without commas if one of them fits all rows, or else all of them. */
function withoutCommas(tried: readonly Judged[]): readonly Judged[] {
  const others = tried.filter(({ dialect }) => dialect.delimiter !== ',');
  return others.some(({ width, faults }) => width > 1 && faults === 0) ? others : tried;
}

/**
 * Returns the dialect of rows that are each in quotes as a whole; undefined if they are not, or are
 * no table. Spreadsheets write such rows when a table was opened as one column.
 */
function wrappedDialect(
  name: string,
  text: string,
  isWhole: boolean,
  given: GivenDialect,
): Dialect | undefined {
  const lines = text.split('\n', SAMPLE_ROWS).filter((line) => line.trim() !== '');
  const quoted = lines.filter(isOneField);
  if (given.quoting || quoted.length < 2 || quoted.length < REGULAR * (lines.length - 1)) return undefined;
  const inner = quoted.map((line) => line.trim().slice(1, -1).replaceAll('""', '"')).join('\n');
  const { dialect } = findDialect(name, `${inner}\n`, isWhole, given);
  if (dialect.delimiter === null || judged(dialect, `${inner}\n`, true).regular < REGULAR) return undefined;
  return { ...dialect, isWrapped: true };
}

/** Returns whether a line is in quotes, and has no others but doubled ones. */
function isOneField(line: string): boolean {
  const field = line.trim();
  return isIn('"', field) && !field.slice(1, -1).replaceAll('""', '').includes('"');
}

/** Returns the quotings that make a difference for this text. */
function quotingsIn(text: string): Quoting[] {
  const quotings: Quoting[] = ['doubled'];
  if (/\\["\t,;|]/.test(text)) quotings.push('backslash');
  if (/(?:^|[\t,;|\n]) ?'/.test(text) && /' ?(?:[\t,;|\r\n]|$)/.test(text)) quotings.push('single');
  if (text.includes('"')) quotings.push('none');
  return quotings;
}

interface Judged {
  dialect: Dialect;
  /** The most frequent number of fields. */
  width: number;
  /** The share of rows with that many fields. */
  regular: number;
  /** The share of rows that have another number of fields, or a quote in a wrong place. */
  faults: number;
  rows: number;
}

function judged(dialect: Dialect, text: string, isWhole: boolean): Judged {
  const parser = rowParser(dialect, 'the beginning');
  const complete = parser.write(text);
  const all = isWhole || complete.length === 0 ? [...complete, ...parser.end()] : complete;
  const rows = all.filter((row) => !isBlank(row)).slice(0, SAMPLE_ROWS);
  const width = usualWidth(rows);
  const irregular = rows.filter(({ fields }) => fields.length !== width).length;
  const odd = rows.filter((row) => row.fields.length === width && hasOddQuotes(row, dialect.quoting)).length;
  const count = Math.max(1, rows.length);
  return {
    dialect,
    width,
    regular: 1 - irregular / count,
    faults: (irregular + odd) / count + (rows[0]?.fields.length === width ? 0 : HEADER_FAULT),
    rows: rows.length,
  };
}

/** Returns whether quotes are no part of the text, but read as one, or the other way around. */
function hasOddQuotes({ fields, hasOddQuote }: DelimitedRow, quoting: Quoting): boolean {
  if (quoting === 'single') return hasOddQuote;
  return hasOddQuote || fields.some((field) => isIn("'", field) || (quoting === 'none' && isIn('"', field)));
}

function isIn(quote: string, field: string): boolean {
  return field.length > 1 && field.startsWith(quote) && field.endsWith(quote);
}

/** Returns whether `one` fits better than `other`, which was tried before. */
function isBetter(one: Judged, other: Judged): boolean {
  if (one.width > 1 !== other.width > 1) return one.width > 1 && one.regular > 0.5;
  const isRare = one.dialect.quoting === 'single' || other.dialect.quoting === 'single';
  if (one.dialect.quoting === 'single' && one.regular < other.regular) return false;
  if (Math.abs(one.faults - other.faults) > (isRare ? MUCH : 0.01)) return one.faults < other.faults;
  if (isRare) return false;
  return one.dialect.delimiter === other.dialect.delimiter && one.rows > other.rows * 1.005;
}

/** Returns the most frequent number of fields in rows. */
export function usualWidth(rows: readonly DelimitedRow[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [[width] = [1]] = [...counts].sort(([a, m], [b, n]) => n - m || b - a);
  return width;
}

/** Returns whether all fields of a row are empty. Excel leaves such rows at the end. */
export function isBlank({ fields }: { fields: readonly string[] }): boolean {
  return fields.every((field) => field.trim() === '');
}
