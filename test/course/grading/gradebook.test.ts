import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { filledGradebook } from '../../../course/grading/gradebook';
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
});
