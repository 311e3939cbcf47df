import { readFile } from 'node:fs/promises';
import { type CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { requireFile } from '../../lib/files/require-file';
import { decoder } from '../../lib/reading';
import type { GradedSubmission } from './submissions';
import { total } from './table';

/** A file of a gradebook. */
export interface Gradebook {
  /** Its path, for messages. */
  file: string;
  text: string;
  /** The encoding as it was found: `UTF-8`, `UTF-16LE`, `windows-1252`. */
  encoding: string;
}

/** A gradebook with grades. */
export interface FilledGradebook {
  /** The CSV file, ready for the import. */
  text: string;
  /** The names of submissions that fit no row. */
  unmatched: string[];
}

/** The cells of a file. Rows may have fewer cells than there are titles, or more. */
interface Cells {
  titles: string[];
  rows: string[][];
  delimiter: string;
}

/** A learning platform: how its CSV file is recognized, and which row a submission belongs to. */
interface Platform {
  needs: string[];
  column: string;
  /** The column for the points that are possible. */
  most?: string;
  /** The column for a note. */
  comments?: string;
  /** Returns the id in the name that the platform gives to a downloaded submission. */
  idIn(name: string): string | undefined;
  /** The columns with an id or a name, the one of `idIn` first. */
  keys: string[];
}

const PLATFORMS: Platform[] = [
  {
    // Gradebook, Export. Downloads are called doejane_LATE_1234_56789_exercises.zip: 1234 is the
    // ID.
    needs: ['Student', 'ID', 'Section'],
    column: 'Sentiment Lab',
    idIn: (name) => /^[^_]+_(?:LATE_)?(\d+)_\d+_/.exec(name)?.[1],
    keys: ['ID', 'SIS Login ID', 'SIS User ID', 'Student'],
  },
  {
    // Download grading worksheet. Downloads are called Jane Doe_1234_assignsubmission_file.
    needs: ['Identifier', 'Grade'],
    column: 'Grade',
    most: 'Maximum Grade',
    comments: 'Feedback comments',
    idIn: (name) => {
      const id = /_(\d+)_assignsubmission_/.exec(name)?.[1];
      return id && `Participant ${id}`;
    },
    keys: ['Identifier', 'Email address', 'ID number', 'Username', 'Full name'],
  },
];

/** Returns the text of a gradebook. @throws if it is no file, or cannot be read */
export async function readGradebook(file: string): Promise<Gradebook> {
  requireFile(file, 'export it again, or name another file with --gradebook');
  const text = decoder(file);
  const decoded = text.write(await readFile(file)) + text.end();
  return { file, text: decoded, encoding: text.encoding };
}

/**
 * Writes grades into a gradebook: a CSV file that was exported from Canvas, or a grading worksheet
 * of Moodle. A submission belongs to the student whose id is in its name, as in a bulk download of
 * these platforms, or whose login, e-mail address or name it is. All other cells stay as they are
 * and where they are. Where Moodle's worksheet has a maximum grade, points are scaled to it.
 *
 * @param column the title of the column for the grades. Default: Moodle's `Grade`, or a new column,
 *   of which Canvas makes an assignment
 * @throws if the file is from neither platform, has an open quote, or several such columns; if the
 *   column identifies students
 */
export function filledGradebook(
  book: Pick<Gradebook, 'file' | 'text'>,
  submissions: readonly GradedSubmission[],
  column?: string,
): FilledGradebook {
  const cells = cellsOf(book);
  const { titles, rows, delimiter } = cells;
  const platform = PLATFORMS.find(({ needs }) => needs.every((title) => titles.includes(title)));
  if (!platform)
    throw new Error(
      `${book.file} is no gradebook of Canvas, with columns Student, ID and Section, and no grading worksheet ` +
        `of Moodle, with columns Identifier and Grade: its columns are ${titles.join(', ') || 'none'}`,
    );
  const target = targetIn(book.file, cells, platform, column);
  const unmatched: string[] = [];
  for (const submission of submissions) {
    const row = rowOf(submission.name, cells, platform);
    if (!row) unmatched.push(submission.name);
    else if (submission.outcome === 'graded') fill(row, submission, target, titles, platform);
  }
  const possible = rows.find((row) => cellOf(row, titles, 'Student').trim() === 'Points Possible');
  const [first] = submissions;
  if (possible && first) possible[target] ||= String(total(first.grades).of);
  const filled = [titles, ...rows].map((row) =>
    Array.from({ length: Math.max(row.length, titles.length) }, (_, at) => row[at] ?? ''),
  );
  return { text: stringify(filled, { delimiter, record_delimiter: 'windows' }), unmatched };
}

/** Returns the cells of a gradebook. @throws if a quote in it is not closed, or inside of a cell */
function cellsOf({ file, text }: Pick<Gradebook, 'file' | 'text'>): Cells {
  const delimiter = delimiterOf(text);
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, delimiter };
  try {
    const [titles = [], ...rows] = parse(text, options) as string[][];
    return { titles, rows, delimiter };
  } catch (error) {
    const { lines } = error as CsvError;
    throw new Error(
      `${file} is damaged at a quote${lines === undefined ? '' : ` before the end of line ${lines}`}: export it again`,
      { cause: error },
    );
  }
}

/** Returns what is between two titles: a comma, or in some countries a semicolon or a tab. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/[\r\n]/, 1);
  const [most] = [',', ';', '\t'].sort((a, b) => header.split(b).length - header.split(a).length);
  return most!;
}

/**
 * Returns the place of the column for the grades. A new one stands behind all cells.
 *
 * @throws if several columns could be meant, or if it identifies students
 */
function targetIn(file: string, { titles, rows }: Cells, platform: Platform, column?: string): number {
  const wanted = column ?? platform.column;
  const isCalled = (title: string) => title === wanted;
  const matches = titles.some(isCalled) ? isCalled : (title: string) => title.startsWith(`${wanted} (`);
  const found = [...titles.keys()].filter((at) => matches(titles[at]!));
  if (found.length > 1)
    throw new Error(
      `${file} has ${found.length} columns ${wanted} (${found.map((at) => titles[at]).join(', ')}): name one with --column, or give one another title`,
    );
  if (platform.keys.includes(wanted))
    throw new Error(`the column ${wanted} of ${file} says whose row it is: name another one with --column`);
  const [place = Math.max(titles.length, ...rows.map((row) => row.length))] = found;
  while (titles.length < place) titles.push('');
  if (found.length === 0) titles.push(wanted);
  return place;
}

/** Returns a cell by the first column with a title; empty if there is none. */
function cellOf(row: readonly string[], titles: readonly string[], title: string): string {
  return row[titles.indexOf(title)] ?? '';
}

function rowOf(name: string, { titles, rows }: Cells, { idIn, keys }: Platform): string[] | undefined {
  const [idKey = ''] = keys;
  const id = idIn(name);
  if (id) return rows.find((row) => cellOf(row, titles, idKey) === id);
  const plain = name.replace(/\.zip$/i, '').toLowerCase();
  const fits = (value: string) => value !== '' && value.toLowerCase() === plain;
  const found = rows.filter((row) => keys.some((key) => fits(cellOf(row, titles, key))));
  return found.length === 1 ? found[0] : undefined; // two of one name: nobody gets a wrong grade
}

function fill(
  row: string[],
  { grades }: GradedSubmission,
  target: number,
  titles: readonly string[],
  { most: mostTitle, comments }: Platform,
): void {
  const { points, of } = total(grades);
  const most = Number(mostTitle && cellOf(row, titles, mostTitle));
  row[target] = String(most > 0 ? Math.round((100 * points * most) / of) / 100 : points);
  if (comments && titles.includes(comments)) row[titles.indexOf(comments)] = `${points} of ${of} points`;
}
