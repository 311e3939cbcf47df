import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { classFiles } from '../../../course/grading/class-files';
import { classCsv, classPage, feedbackPage } from '../../../course/grading/class-report';
import { LIMITS } from '../../../course/grading/grade';
import {
  planSubmissions,
  submissionsOfUnits,
  submissionWork,
} from '../../../course/grading/submission-units';
import { type GradedSubmission, gradeSubmissions, otherFiles } from '../../../course/grading/submissions';
import { deliveredUnits, doShard, MachineError, parseShard } from '../../../lib/units';
import { CLEANING, ERRORS, IDS, STUDENTS, writeClass, writeOddSubmissions } from './class';

const exercises = findExercises([CLEANING, IDS, ERRORS]);
let home: string;
let out: string;
let graded: GradedSubmission[];
const of = (name: string) => graded.find((submission) => submission.name === name)!;
const statusesOf = (name: string) =>
  [CLEANING, IDS, ERRORS].map(
    (exercise) => of(name).grades.find((result) => result.exercise.name === exercise)?.status,
  );
const messageOf = (name: string, exercise: string) =>
  of(name).grades.find((result) => result.exercise.name === exercise)?.message;
const gradeClass = (onGraded?: (submission: GradedSubmission) => void, signal?: AbortSignal) =>
  gradeSubmissions(home, exercises, { seconds: 4, out, onGraded, signal });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'class-'));
  out = join(home, '.reports');
  writeClass(home);
  writeOddSubmissions(home);
  // The first run is stopped after some submissions. The second one goes on.
  const stop = new AbortController();
  const first: GradedSubmission[] = [];
  const stopped = gradeClass((submission) => {
    first.push(submission);
    if (first.filter(({ tested }) => tested > 0).length === 1) stop.abort();
  }, stop.signal);
  await expect(stopped).rejects.toThrow(/abort/i);
  graded = await gradeClass();
  for (const { name, tested } of first.filter(({ tested }) => tested > 0)) {
    expect(of(name).tested, `${name} was graded before`).toBe(0);
    expect(tested).toBeGreaterThan(0);
  }
}, 300_000);
afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

test('units of submissions, graded in shards, give the same grades', async () => {
  const limits = { seconds: 4, megabytes: LIMITS.megabytes };
  const manifest = await planSubmissions(home, exercises, limits);
  expect(manifest.units).toHaveLength(graded.length);
  const folder = join(out, 'units');
  const places = { home, out }; // the kept grades of `out` are used again
  for (const shard of ['2/2', '1/2'].map(parseShard))
    await doShard(manifest, submissionWork, { folder, shard, places });
  const divided = await submissionsOfUnits(folder, manifest);
  expect(classCsv(divided)).toBe(classCsv(graded));
  const when = new Date(0);
  for (const [at, submission] of divided.entries())
    expect(feedbackPage(submission, when)).toBe(feedbackPage(graded[at]!, when));
});

test('a submission that cannot be graded, or has changed since the plan, has no result', async () => {
  const one = join(home, '.one');
  writeClass(one, ['right']);
  const manifest = await planSubmissions(one, exercises, { seconds: 4, megabytes: 512 });
  // A grader that cannot work gives no result, so that the next run grades.
  writeFileSync(join(one, 'no folder'), '');
  vi.stubEnv('TMPDIR', join(one, 'no folder'));
  const places = { home: one };
  const failing = doShard(manifest, submissionWork, { folder: join(one, 'failed'), places });
  await expect(failing).rejects.toThrow('no folder');
  const [row] = await gradeSubmissions(one, exercises);
  expect(row).toMatchObject({ outcome: 'not graded', notes: [expect.stringContaining('no folder')] });
  vi.unstubAllEnvs();
  expect((await deliveredUnits(join(one, 'failed'))).size).toBe(0);
  const elsewhere = { folder: join(one, 'failed'), places: { home: join(one, 'unmounted') } };
  await expect(doShard(manifest, submissionWork, elsewhere)).rejects.toBeInstanceOf(MachineError);

  writeFileSync(join(one, 'right', 'exercises', `${IDS}.ts`), 'export {};');
  const done = doShard(manifest, submissionWork, { folder: join(one, 'units'), places: { home: one } });
  await expect(done).rejects.toThrow('right has changed since the units were planned');
});

describe('gradeSubmissions', () => {
  test('everything that was given has a row', () => {
    const odd = ['=HYPERLINK(1)', 'broken.zip', 'empty', 'linked', 'nested', 'packed.rar', 'slip.zip'];
    expect(graded.map(({ name }) => name)).toEqual([...odd, 'zipped.zip', ...Object.keys(STUDENTS)].sort());
    expect(otherFiles(home)).toEqual(['notes.txt']);
  });

  test.each([
    ['right', ['done', 'done', 'done']],
    ['untouched', ['not started', 'not started', 'not started']],
    ['endless', ['failing', 'failing', 'done']],
    ['ends', ['failing', 'failing', 'done']],
    ['own tests', ['failing', 'failing', 'done']],
    ['nested', ['done', 'not started', 'not started']],
    ['zipped.zip', ['done', 'failing', 'not started']],
    ['=HYPERLINK(1)', ['failing', 'failing', process.platform === 'win32' ? 'not started' : 'failing']],
  ])('the submission "%s" is graded %j', (name, statuses) => {
    expect(of(name).outcome).toBe('graded');
    expect(statusesOf(name)).toEqual(statuses);
  });

  test.each([
    ['endless', CLEANING, /ran longer than 4 seconds/],
    ['endless', IDS, /waited longer than 4 seconds/],
    ['ends', CLEANING, /calls process\.exit/],
    ['ends', IDS, /no use for process\.reallyExit/],
    ['own tests', CLEANING, /no use for fetch/],
    ['own tests', IDS, /tokenIds\(/], // from our tests
    ['=HYPERLINK(1)', CLEANING, /is a link/],
    ['=HYPERLINK(1)', IDS, /is a folder/],
    ['zipped.zip', IDS, /larger than 1 MB/],
  ])('"%s" fails in %s with the right reason', (name, exercise, reason) => {
    expect(messageOf(name, exercise)).toMatch(reason);
  });

  test.each([
    ['empty', 'empty', /no answers/],
    ['linked', 'unreadable', /a link, which is not followed/],
    ['packed.rar', 'unreadable', /not a zip archive: unpack it/],
    ['broken.zip', 'unreadable', /./],
    ['slip.zip', 'unreadable', /invalid relative path/],
  ])('"%s" is %s, and the note says why', (name, outcome, note) => {
    expect(of(name).outcome).toBe(outcome);
    expect(of(name).notes.join()).toMatch(note);
  });

  test('answers that lie deeper are found, and the note says where', () => {
    expect(of('nested').notes).toEqual(['the answers were in me/sentiment-lab-main/Exercises']);
    expect(of('zipped.zip').notes).toEqual(['the answers were in lab-main/exercises']);
  });

  test('an answer to look at is marked', () => {
    expect(of('own tests').looks[CLEANING]).toEqual(['fetch (line 1)']);
  });

  test('no copy of an answer is left', () => {
    const left = readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`));
    expect(left.filter((name) => name.startsWith('sentiment-lab-grade'))).toEqual([]);
  });

  test('unchanged answers are not graded again, changed ones are', { timeout: 120_000 }, async () => {
    const { right } = STUDENTS as { right: Record<string, string> };
    writeFileSync(join(home, 'own tests', 'exercises', `${IDS}.ts`), right[IDS]!);
    const again = await gradeClass();
    expect(again.filter(({ tested }) => tested > 0).map(({ name }) => name)).toEqual(['own tests']);
    const changed = again.find(({ name }) => name === 'own tests')!;
    expect(changed.tested).toBe(1);
    expect(changed.grades.map(({ status }) => status).sort()).toEqual(['done', 'done', 'failing']);
  });
});

describe('the reports of a class', () => {
  test('each submission has a row in the CSV, and no cell is a formula', () => {
    const rows = parse(classCsv(graded), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(graded.length);
    expect(rows[0]?.submission).toBe("'=HYPERLINK(1)");
    const right = rows.find((row) => row.submission === 'right');
    expect(right).toMatchObject({ points: right!.of, outcome: 'graded', [CLEANING]: '1' });
  });

  test('the page has the reasons, escapes markup and loads nothing', () => {
    const page = classPage(graded, new Date(0));
    expect(page).toContain('ran longer than 4 seconds');
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!127)/);
    expect(classPage([{ ...of('right'), name: '<b>' }], new Date(0))).toContain('&lt;b&gt;');
  });

  test('the feedback for a student has the reasons, but not what to look at', () => {
    const page = feedbackPage(of('own tests'), new Date(0));
    expect(page).toContain('no use for fetch');
    expect(page).not.toContain('class="look"');
    expect(feedbackPage(of('empty'), new Date(0))).toContain('no answers were found');
  });

  test('the files are written', async () => {
    const files = classFiles(out);
    for (const submission of graded) files.add(submission);
    await files.finish(graded);
    expect(readFileSync(join(out, 'grades.csv'), 'utf8')).toBe(classCsv(graded));
    expect(readdirSync(join(out, 'grades-feedback'))).toHaveLength(graded.length);
    expect(existsSync(join(out, 'grades.html'))).toBe(true);
  });
});
