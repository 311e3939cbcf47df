import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { classCsv, classPage } from '../../../course/grading/class-report';
import { type GradedSubmission, gradeSubmissions } from '../../../course/grading/submissions';
import { writeClass } from './class';

const exercises = findExercises(['01', '02']);
const names = ['right', 'untouched', 'endless loop', 'process exit', 'own tests'];
let home: string;
let graded: GradedSubmission[];
const of = (name: string) => graded.find((submission) => submission.name === name)!;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'class-'));
  writeClass(home, names);
  mkdirSync(join(home, '=HYPERLINK(1)')); // answers outside of exercises/, one of them a link
  writeFileSync(
    join(home, '=HYPERLINK(1)', '02-ids-and-padding.ts'),
    '// <script>\nexport const PADDING = process.pid;\n',
  );
  symlinkSync(
    join(home, 'right', 'exercises', '01-cleaning.ts'),
    join(home, '=HYPERLINK(1)', '01-cleaning.ts'),
  );
  mkdirSync(join(home, 'notes'));
  graded = await gradeSubmissions(home, exercises, { seconds: 4 });
}, 300_000);
afterAll(() => rmSync(home, { recursive: true }));

describe('gradeSubmissions', () => {
  test('every folder with answers is a submission', () => {
    expect(graded.map(({ name }) => name)).toEqual(['=HYPERLINK(1)', ...[...names].sort()]);
  });

  test.each([
    ['right', ['done', 'done']],
    ['untouched', ['not started', 'not started']],
    ['endless loop', ['failing', 'done']],
    ['process exit', ['failing', 'done']],
    ['own tests', ['failing', 'done']],
    ['=HYPERLINK(1)', ['not started', 'failing']], // a link is not followed
  ])('the submission "%s" is graded %j', (name, statuses) => {
    expect(of(name).grades.map(({ status }) => status)).toEqual(statuses);
  });

  test('failing grades have their reason', () => {
    expect(of('endless loop').grades[0]?.message).toMatch(/ran longer than 4 seconds/);
    expect(of('process exit').grades[0]?.message).toMatch(/calls process\.exit/);
    expect(of('own tests').grades[0]?.message).toContain('cleanSentences('); // from our tests
    expect(of('process exit').looks['01-cleaning']).toEqual(['process (line 1)']);
  });
});

describe('classCsv', () => {
  test('each submission has a row, and no cell is a formula', () => {
    const rows = parse(classCsv(graded), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(graded.length);
    expect(rows[0]?.['submission']).toBe("'=HYPERLINK(1)");
    expect(rows.find((row) => row['submission'] === 'right')).toMatchObject({
      points: '2',
      of: '2',
      '01-cleaning': '1',
    });
  });
});
describe('classPage', () => {
  test('the page has the reasons, escapes markup and loads nothing', () => {
    const page = classPage(graded, new Date(0));
    expect(page).toContain('ran longer than 4 seconds');
    expect(page).not.toMatch(/<script|src=|https?:/);
    expect(classPage([{ ...of('right'), name: '<b>' }], new Date(0))).toContain('&lt;b&gt;');
  });
});
