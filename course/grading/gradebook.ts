import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { GradedSubmission } from './submissions';
import { total } from './table';

/** A gradebook with grades. */
export interface FilledGradebook {
  /** The CSV file, ready for the import. */
  text: string;
  /** The names of submissions that fit no row. */
  unmatched: string[];
}

type Row = Record<string, string>;

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

/**
 * Writes grades into a gradebook: a CSV file that was exported from Canvas, or a grading worksheet
 * of Moodle. A submission belongs to the student whose id is in its name, as in a bulk download of
 * these platforms, or whose login, e-mail address or name it is. Cells of students without a
 * submission stay as they are. Where Moodle's worksheet has a maximum grade, points are scaled to
 * it.
 *
 * @param column the title of the column for the grades. Default: Moodle's `Grade`, or a new column,
 *   of which Canvas makes an assignment
 * @throws if the file is from neither platform
 */
export function filledGradebook(
  text: string,
  submissions: readonly GradedSubmission[],
  column?: string,
): FilledGradebook {
  const rows = parse(text, { bom: true, columns: true, relax_column_count: true }) as Row[];
  const titles = Object.keys(rows[0] ?? {});
  const platform = PLATFORMS.find(({ needs }) => needs.every((title) => titles.includes(title)));
  if (!platform)
    throw new Error(
      'this is no gradebook of Canvas, with columns Student, ID and Section, and no grading worksheet ' +
        `of Moodle, with columns Identifier and Grade: its columns are ${titles.join(', ') || 'none'}`,
    );
  const wanted = column ?? platform.column;
  const target = titles.find((title) => title === wanted || title.startsWith(`${wanted} (`)) ?? wanted;
  const unmatched: string[] = [];
  for (const submission of submissions) {
    const row = rowOf(submission.name, rows, platform);
    if (!row) unmatched.push(submission.name);
    else if (submission.outcome === 'graded') fill(row, submission, target, platform);
  }
  const possible = rows.find((row) => row.Student?.trim() === 'Points Possible');
  const [first] = submissions;
  if (possible && first) possible[target] ||= String(total(first.grades).of);
  const all = titles.includes(target) ? titles : [...titles, target];
  return { text: stringify(rows, { header: true, columns: all, record_delimiter: 'windows' }), unmatched };
}

function rowOf(name: string, rows: readonly Row[], { idIn, keys }: Platform): Row | undefined {
  const [idKey, ...others] = keys as [string, ...string[]];
  const id = idIn(name);
  if (id) return rows.find((row) => row[idKey] === id);
  const plain = name.replace(/\.zip$/i, '').toLowerCase();
  const fits = (value = '') => value !== '' && value.toLowerCase() === plain;
  const found = rows.filter((row) => [idKey, ...others].some((key) => fits(row[key])));
  return found.length === 1 ? found[0] : undefined; // two of one name: nobody gets a wrong grade
}

function fill(row: Row, { grades }: GradedSubmission, column: string, platform: Platform): void {
  const { points, of } = total(grades);
  const most = Number(platform.most && row[platform.most]);
  row[column] = String(most > 0 ? Math.round((100 * points * most) / of) / 100 : points);
  if (platform.comments) row[platform.comments] = `${points} of ${of} points`;
}
