import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { filledGradebook as fillBook, readGradebook } from '../../../course/grading/gradebook';
import type { GradedSubmission } from '../../../course/grading/submissions';

const exercises = findExercises([]).slice(0, 2);
const of = exercises.reduce((sum, { points }) => sum + points, 0);
/** A submission whose first exercise is done. */
const submission = (name: string): GradedSubmission => ({
  ...{ name, outcome: 'graded', notes: [], looks: {}, tested: 2 },
  grades: exercises.map((exercise, n) =>
    n === 0
      ? { exercise, status: 'done', points: exercise.points }
      : { exercise, status: 'failing', points: 0 },
  ),
});
const points = String(exercises[0]!.points);
const filledGradebook = (text: string, submissions: GradedSubmission[], column?: string) =>
  fillBook({ file: 'grades.csv', text }, submissions, column);
const rowsOf = (text: string) => parse(text, { columns: true }) as Record<string, string>[];

const CANVAS = `\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (77)
    Points Possible,,,,,10
"Doe, Jane",1234,s1,jdoe,A,7
"Roe, Rick",1235,s2,rroe,A,
`;
const MOODLE = `Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments
Participant 51,Jane Doe,jane@example.org,Submitted,,100,
Participant 52,Rick Roe,rick@example.org,Submitted,,100,
`;

describe('filledGradebook', () => {
  test('Canvas gets a new column, with the points that are possible', () => {
    const names = ['doejane_LATE_1234_998_exercises.zip', 'rroe', 'stranger'];
    const { text, unmatched } = filledGradebook(CANVAS, names.map(submission));
    expect(rowsOf(text).map((row) => row['Sentiment Lab'])).toEqual([String(of), points, points]);
    expect(rowsOf(text).map((row) => row['Essay (77)'])).toEqual(['10', '7', '']);
    expect(unmatched).toEqual(['stranger']);
  });

  test('the column that an earlier import made is found again', () => {
    const again = CANVAS.replaceAll('Essay (77)', 'Sentiment Lab (98)');
    const { text } = filledGradebook(again, [submission('rroe')]);
    expect(rowsOf(text).map((row) => row['Sentiment Lab (98)'])).toEqual(['10', '7', points]);
    expect(rowsOf(text)[0]).not.toHaveProperty('Sentiment Lab');
  });

  test('a column that is there is found without its id', () => {
    const { text } = filledGradebook(CANVAS, [submission('rroe')], 'Essay');
    expect(rowsOf(text).map((row) => row['Essay (77)'])).toEqual(['10', '7', points]);
  });

  test("Moodle's grades are scaled to its maximum, and the comment has the points", () => {
    const { text } = filledGradebook(MOODLE, [submission('Rick Roe_52_assignsubmission_file')]);
    const [jane, rick] = rowsOf(text);
    expect(jane).toMatchObject({ Grade: '', 'Feedback comments': '' });
    expect(Number(rick!.Grade)).toBeCloseTo((100 * Number(points)) / of, 1);
    expect(rick!['Feedback comments']).toBe(`${points} of ${of} points`);
  });

  test('a name that two students have is not matched', () => {
    const twins = MOODLE.replace('Rick Roe', 'Jane Doe');
    expect(filledGradebook(twins, [submission('Jane Doe')]).unmatched).toEqual(['Jane Doe']);
  });

  test('another file is refused with its columns', () => {
    expect(() => filledGradebook('name,grade\na,1\n', [])).toThrow(/its columns are name, grade/);
  });

  test.each([
    ['two columns of one title', 'Essay,Essay', '5,9', 'Essay,Essay,Sentiment Lab', '5,9,P'],
    ['titles that are numbers', '2,1', '5,9', '2,1,Sentiment Lab', '5,9,P'],
    ['columns without a title', ',', '5,9', ',,Sentiment Lab', '5,9,P'],
    ['a row that is longer', 'Essay', '5,9', 'Essay,,Sentiment Lab', '5,9,P'],
    ['a row that is shorter', 'Essay,Late', '5', 'Essay,Late,Sentiment Lab', '5,,P'],
  ])('every cell stays in its place with %s', (_, titles, cells, allTitles, allCells) => {
    const { text } = filledGradebook(`Student,ID,Section,${titles}\nAnn,7,A,${cells}\n`, [submission('7')]);
    expect(text).toBe(`Student,ID,Section,${allTitles}\r\nAnn,7,A,${allCells.replace('P', points)}\r\n`);
  });

  test('a column can have any title, and a file semicolons', () => {
    const { text } = filledGradebook('Student;ID;Section\nAnn;7;A\n', [submission('7')], '__proto__');
    expect(text).toBe(`Student;ID;Section;__proto__\r\nAnn;7;A;${points}\r\n`);
  });

  test('a column that is not clear, or that says who it is, is refused', () => {
    const text = 'Student,ID,Section,Essay (1),Essay (2)\nAnn,7,A,5,6\n';
    expect(() => filledGradebook(text, [], 'Essay')).toThrow(
      'grades.csv has 2 columns Essay (Essay (1), Essay (2)): name one with --column',
    );
    expect(() => filledGradebook(text, [], 'ID')).toThrow('the column ID of grades.csv says whose row it is');
  });

  test('an open quote is named with its file', () => {
    expect(() => filledGradebook('Student,ID,Section\n"Ann,7,A\n', [])).toThrow(
      /^grades\.csv is damaged at a quote before the end of line \d: export it again$/,
    );
  });
});

describe('readGradebook', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gradebook-'));
  const file = join(dir, 'grades.csv');
  afterAll(() => rmSync(dir, { recursive: true }));

  test.each([
    ['windows-1252', Buffer.from('Student,ID,Section\nMüller,7,A\n', 'latin1')],
    ['UTF-16LE', Buffer.from('\ufeffStudent,ID,Section\nMüller,7,A\n', 'utf16le')],
    ['UTF-8', Buffer.from('\ufeffStudent,ID,Section\nMüller,7,A\n')],
  ])('reads %s', async (encoding, bytes) => {
    writeFileSync(file, bytes);
    const book = await readGradebook(file);
    expect(book.encoding).toBe(encoding);
    expect(fillBook(book, [submission('müller')]).text).toContain(`Müller,7,A,${points}`);
  });

  test('refuses a folder, and a file that is missing', async () => {
    await expect(readGradebook(dir)).rejects.toThrow(`${dir} is a folder: expected a file`);
    await expect(readGradebook(join(dir, 'no.csv'))).rejects.toThrow('no.csv is missing: export it again');
  });
});
