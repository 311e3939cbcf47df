import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { pause } from '../interrupt';
import { notUtf8, unfinished } from './read-text';
import type { Label, Review } from './review';

/** The names of a CSV file's columns, as in its header. */
export interface CsvColumns {
  text: string;
  label?: string;
  /** A column of numbers. It does not affect the labels. */
  rating?: string;
  /**
   * The label for each value of the label column. Default: 0, neg and negative are negative; 1,
   * pos and positive are positive; neutral is neutral; other values stay as they are.
   */
  labels?: Readonly<Record<string, Label>>;
  /** The character between two fields. Default: a comma. */
  delimiter?: string;
}

const LABELS: Readonly<Record<string, Label>> = {
  0: 'negative',
  neg: 'negative',
  negative: 'negative',
  1: 'positive',
  pos: 'positive',
  positive: 'positive',
  neutral: 'neutral',
};
/** The number of rows between two pauses, in which a notebook's stop button works. */
const PAUSE_EVERY = 1000;

/**
 * Returns the reviews of a CSV file with a header line, in the file's order. Use `csvReviews` for
 * files that do not fit into memory.
 *
 * @throws like `csvReviews`.
 */
export async function readCsv(file: string, columns: CsvColumns): Promise<Review[]> {
  const reviews: Review[] = [];
  for await (const review of csvReviews(file, columns)) reviews.push(review);
  return reviews;
}

/**
 * Yields the reviews of a CSV file with a header line, row by row.
 *
 * @throws when the file cannot be read, is empty or not UTF-8, a column is missing, a row has too
 *   few or too many fields, a text is empty, a label is not in `columns.labels`, or a rating is
 *   not a number; the message names the file and the line.
 */
export async function* csvReviews(file: string, columns: CsvColumns): AsyncGenerator<Review> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => checkedHeader(file, header, columns),
    delimiter: columns.delimiter ?? ',',
    raw: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(decodedChunks(file)).on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let rows = 0;
  let line = 2;
  try {
    for await (const { record, raw } of parser as AsyncIterable<Row>) {
      if (++rows % PAUSE_EVERY === 0) await pause();
      line += lineEnds(/^[\r\n]*/.exec(raw)![0]); // empty lines before the row
      yield reviewOf(record, columns, `${file}:${line}`, `${basename(file)}:${line}`);
      line += lineEnds(raw.replace(/^[\r\n]+/, ''));
    }
  } catch (error) {
    throw error instanceof CsvError ? new Error(`${file}: ${error.message}`, { cause: error }) : error;
  } finally {
    source.destroy();
  }
  if (rows === 0) throw new Error(`${file} has no rows: expected a header line and at least one review`);
}

interface Row {
  record: Record<string, string>;
  /**
   * The row as it is in the file. The parser's own line numbers count `\r\n` in a quoted field
   * twice.
   */
  raw: string;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function checkedHeader(file: string, header: string[], columns: CsvColumns): string[] {
  for (const column of [columns.text, columns.label, columns.rating]) {
    if (column !== undefined && !header.includes(column))
      throw new Error(`${file}:1: there is no column "${column}"; the columns are ${header.join(', ')}`);
  }
  return header;
}

function reviewOf(row: Record<string, string>, columns: CsvColumns, place: string, source: string): Review {
  const text = row[columns.text] ?? '';
  if (!text.trim()) throw new Error(`${place}: the text in column "${columns.text}" is empty`);
  const review: Review = { text, source };
  if (columns.label !== undefined)
    review.label = labelOf(row[columns.label] ?? '', columns.labels ?? LABELS, place);
  if (columns.rating !== undefined) review.rating = ratingOf(row[columns.rating] ?? '', place);
  return review;
}

function labelOf(value: string, labels: Readonly<Record<string, Label>>, place: string): Label {
  const label = labels[value.trim()] ?? labels[value.trim().toLowerCase()];
  if (label) return label;
  if (labels === LABELS && value.trim()) return value.trim();
  throw new Error(
    `${place}: the label "${value}" is unknown; expected one of ${Object.keys(labels).join(', ')}`,
  );
}

/**
 * Returns a rating as a number.
 *
 * @throws when `value` is not a number; the message names `place`.
 */
export function ratingOf(value: string, place: string): number {
  const rating = Number(value);
  if (value.trim() && Number.isFinite(rating)) return rating;
  throw new Error(`${place}: the rating "${value}" is not a number`);
}

/** Yields a file's text in parts that end between two characters. */
async function* decodedChunks(file: string): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array();
  let offset = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.length - unfinished(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw new Error(notUtf8(file, whole, offset));
    yield whole.toString('utf8');
    offset += end;
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) throw new Error(notUtf8(file, rest, offset));
}
