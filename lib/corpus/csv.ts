import { basename } from 'node:path';
import { pause } from '../interrupt';
import { columnNamed, openTable, plainLabel } from '../reading';
import { fileAt } from './data-files';
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
  /** The character between two fields. Default: it is found. */
  delimiter?: string;
}

const LABELS: Readonly<Record<string, Label>> = {
  0: 'negative',
  negative: 'negative',
  1: 'positive',
  positive: 'positive',
  neutral: 'neutral',
};
/** The number of rows between two pauses, in which a notebook's stop button works. */
const PAUSE_EVERY = 1000;

/**
 * Returns the reviews of a CSV file with a header line, in the file's order. Use `csvReviews` for
 * files that do not fit into memory, and `openData` for files of other forms.
 *
 * @throws like `csvReviews`.
 */
export async function readCsv(file: string, columns: CsvColumns): Promise<Review[]> {
  const reviews: Review[] = [];
  for await (const review of csvReviews(file, columns)) reviews.push(review);
  return reviews;
}

/**
 * Yields the reviews of a CSV file with a header line, row by row. The encoding is found.
 *
 * @throws when the file cannot be read or is empty, a column is missing, a row has too few or too
 *   many fields, a text is empty, a label is not in `columns.labels`, or a rating is not a number;
 *   the message names the file and the line.
 */
export async function* csvReviews(file: string, columns: CsvColumns): AsyncGenerator<Review> {
  const table = await openTable(fileAt(file), { header: true, delimiter: columns.delimiter });
  const at = (name: string) => columnNamed(table, name);
  const [text, label, rating] = [columns.text, columns.label, columns.rating].map((name) =>
    name === undefined ? -1 : at(name),
  ) as [number, number, number];
  let rows = 0;
  for await (const { line, fields, problem } of table.rows()) {
    if (++rows % PAUSE_EVERY === 0) await pause();
    if (fields.every((field) => field.trim() === '')) continue; // an empty line
    const place = `${file}:${line}`;
    if (problem) throw new Error(`${place}: ${problem}`);
    if (!fields[text]!.trim()) throw new Error(`${place}: the text in column "${columns.text}" is empty`);
    yield {
      text: fields[text]!,
      source: `${basename(file)}:${line}`,
      ...(label >= 0 && { label: labelOf(fields[label]!, columns.labels ?? LABELS, place) }),
      ...(rating >= 0 && { rating: ratingOf(fields[rating]!, place) }),
    };
  }
}

function labelOf(value: string, labels: Readonly<Record<string, Label>>, place: string): Label {
  const label = labels[value.trim()] ?? labels[value.trim().toLowerCase()] ?? labels[plainLabel(value)];
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
