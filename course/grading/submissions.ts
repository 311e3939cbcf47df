import { type Dirent, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import { coresOfJob } from '../../lib/cores';
import type { Exercise } from '../exercises/catalog';
import { stubText } from '../exercises/stubs';
import type { Answer } from './answer-file';
import type { FoundAnswers } from './choose-folder';
import { findAnswers } from './find-answers';
import { type Grade, type GradeOptions, grade, LIMITS } from './grade';
import { gradingDigest } from './grading-digest';
import { KEPT_GRADES, keptGrades } from './kept-grades';
import { inScratch } from './scratch';
import { suspiciousCode } from './suspicious';

/**
 * What became of a submission. `empty`: it has no answers. `unreadable`: a folder, archive or link
 * that cannot be read. `not graded`: the grader failed.
 */
export type Outcome = 'graded' | 'empty' | 'unreadable' | 'not graded';

/** The answers of one student, graded. */
export interface GradedSubmission {
  /** The name of the folder or archive. */
  name: string;
  outcome: Outcome;
  /** Where the answers were, if not in `exercises/`, and why the outcome is not `graded`. */
  notes: string[];
  /** One per exercise, with 0 points where nothing could be graded. */
  grades: Grade[];
  /** What an instructor may want to look at, by exercise. */
  looks: Record<string, string[]>;
  /** How many answers were graded now. The others have not changed since the last run. */
  tested: number;
}

/** Options of `gradeSubmissions`. */
export interface SubmissionsOptions extends Pick<GradeOptions, 'seconds' | 'megabytes' | 'signal'> {
  /** The folder of the reports, in which grades are kept. Default: grades are not kept. */
  out?: string;
  /** How many submissions are graded at once. Default: the number of cores. */
  jobs?: number;
  /** Called after each submission, the `count`-th of `of`. */
  onGraded?(submission: GradedSubmission, count: number, of: number): void;
}

/** The files of the reports, which may lie among the submissions. */
export const REPORTS = ['grades.csv', 'grades.html', 'grades-feedback', KEPT_GRADES];
/** How the name of a filled gradebook begins. It may lie there, too. */
export const FILLED = 'grades-';

/** A submission, or what may be meant as one. */
export interface Entry {
  name: string;
  kind: 'folder' | 'zip' | 'link' | 'other archive' | 'file';
}

/**
 * Grades a folder of submissions: folders and zip archives, in which `findAnswers` finds the
 * answers. Only answers are read from them: tests, library and packages are those of this
 * repository. Whatever a submission does or is, the others are graded.
 *
 * @returns one entry for everything in the folder that may be a submission, sorted by name
 * @throws if the folder has none or cannot be read, or the signal is aborted
 */
export async function gradeSubmissions(
  home: string,
  exercises: readonly Exercise[],
  { jobs = coresOfJob(), onGraded, ...options }: SubmissionsOptions = {},
): Promise<GradedSubmission[]> {
  const entries = submissionsIn(home, exercises);
  const how = gradingOf(exercises, options);
  let count = 0;
  const gradeOne = async (entry: Entry) => {
    options.signal?.throwIfAborted();
    const found = await answersOf(home, entry, exercises);
    const submission = await gradeSubmission(entry, found, how).catch((error: Error) => {
      options.signal?.throwIfAborted();
      return ungraded(entry, how, 'not graded', error.message);
    });
    onGraded?.(submission, ++count, entries.length);
    return submission;
  };
  try {
    // When it is aborted, wait for those in work: they remove their copies of the answers.
    return await pMap(entries, gradeOne, { concurrency: jobs, stopOnError: false });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Returns everything in the folder of a class that may be a submission, sorted by name.
 *
 * @throws if there is nothing to grade, or the folder cannot be read
 */
export function submissionsIn(home: string, exercises: readonly Exercise[]): Entry[] {
  const entries = entriesIn(home).filter(({ kind }) => kind !== 'file');
  if (entries.some(({ kind }) => kind === 'folder' || kind === 'zip')) return entries;
  throw new Error(
    `${home} has no submissions: each must be a folder or a zip archive with exercises/${exercises[0]?.name}.ts and so on`,
  );
}

/** Returns the names of the files in the folder of a class that are no submissions. */
export function otherFiles(home: string): string[] {
  return entriesIn(home)
    .filter(({ kind }) => kind === 'file')
    .map(({ name }) => name);
}

/** Returns what lies in the folder of a class, except for reports and hidden files. */
function entriesIn(home: string): Entry[] {
  return readdirSync(home, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !isReport(name))
    .map((entry): Entry => ({ name: entry.name, kind: kindOf(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isReport(name: string): boolean {
  return REPORTS.includes(name) || (name.startsWith(FILLED) && name.endsWith('.csv'));
}

function kindOf(entry: Dirent): Entry['kind'] {
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFile() && /\.zip$/i.test(entry.name)) return 'zip';
  return /\.(rar|7z|tar|gz|tgz|bz2|xz)$/i.test(entry.name) ? 'other archive' : 'file';
}

/** How submissions are graded. */
export interface Grading {
  exercises: readonly Exercise[];
  stubs: ReadonlyMap<string, string>;
  grading: string;
  options: SubmissionsOptions;
}

const WHY_NOT: Record<Exclude<Entry['kind'], 'folder' | 'zip'>, string> = {
  file: 'neither a folder nor a zip archive',
  link: 'a link, which is not followed: copy the folder here',
  'other archive': 'not a zip archive: unpack it into a folder',
};

/** Returns how submissions are graded with these options. */
export function gradingOf(exercises: readonly Exercise[], options: SubmissionsOptions): Grading {
  const stubs = new Map(exercises.map((exercise) => [exercise.name, stubText(exercise) ?? '']));
  return { exercises, stubs, grading: gradingDigest(), options };
}

/** Returns the answers of a submission, or why it cannot be read. */
export async function answersOf(
  home: string,
  { name, kind }: Entry,
  exercises: readonly Exercise[],
): Promise<FoundAnswers | { unreadable: string }> {
  if (kind !== 'folder' && kind !== 'zip') return { unreadable: WHY_NOT[kind] };
  try {
    return await findAnswers(join(home, name), kind === 'zip', exercises);
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}

/** Grades one submission. @throws if the grader fails, or the signal is aborted */
export async function gradeSubmission(
  entry: Entry,
  found: FoundAnswers | { unreadable: string },
  how: Grading,
): Promise<GradedSubmission> {
  const { name } = entry;
  if ('unreadable' in found) return ungraded(entry, how, 'unreadable', found.unreadable);
  if (found.answers.size === 0)
    return ungraded(entry, how, 'empty', 'no answers were found', ...found.problems);
  const graded = await gradeAnswers(name, found.answers, how);
  return { name, outcome: 'graded', notes: notesOn(found), ...graded };
}

function ungraded(
  { name }: Entry,
  { exercises }: Grading,
  outcome: Exclude<Outcome, 'graded'>,
  ...notes: string[]
): GradedSubmission {
  const none = { status: 'not started', points: 0 } as const;
  const grades = exercises.map((exercise): Grade => ({ exercise, ...none, message: outcome }));
  return { name, outcome, notes, grades, looks: {}, tested: 0 };
}

function notesOn({ folder, others, problems }: FoundAnswers): string[] {
  const usual = folder === 'exercises' || folder === '.';
  const where = usual ? [] : [`the answers were in ${folder}`];
  const more = others.length > 0 ? [`not graded: the answers in ${others.join(', ')}`] : [];
  return [...where, ...more, ...problems];
}

async function gradeAnswers(
  name: string,
  answers: ReadonlyMap<string, Answer>,
  { exercises, stubs, grading, options: { out, ...options } }: Grading,
): Promise<Pick<GradedSubmission, 'grades' | 'looks' | 'tested'>> {
  const { seconds = LIMITS.seconds, megabytes = LIMITS.megabytes } = options;
  const kept = out ? keptGrades(out, name, answers, grading, { seconds, megabytes }) : undefined;
  const grades = new Map<Exercise, Grade>();
  const looks: Record<string, string[]> = {};
  for (const exercise of exercises) {
    const answer = answers.get(exercise.name);
    if (answer && 'code' in answer)
      looks[exercise.name] = suspiciousCode(answer.code, stubs.get(exercise.name) ?? '');
    const known = answer && 'fault' in answer ? faulty(exercise, answer.fault) : kept?.find(exercise);
    if (known) grades.set(exercise, known);
  }
  const left = exercises.filter((exercise) => !grades.has(exercise));
  if (left.length > 0) {
    const graded = await inScratch((folder) =>
      grade(left, { ...options, folder: copyOf(answers, folder), workers: 1 }),
    );
    for (const result of graded) grades.set(result.exercise, result);
    await kept?.keep(graded);
  }
  const tested = left.filter(({ name }) => answers.has(name)).length;
  return { grades: exercises.map((exercise) => grades.get(exercise)!), looks, tested };
}

function faulty(exercise: Exercise, fault: string): Grade {
  return { exercise, status: 'failing', points: 0, message: fault };
}

/** Writes the answers into a folder `exercises`, without anything else of the submission. */
function copyOf(answers: ReadonlyMap<string, Answer>, folder: string): string {
  const copy = join(folder, 'exercises');
  mkdirSync(copy);
  for (const [name, answer] of answers)
    if ('code' in answer) writeFileSync(join(copy, `${name}.ts`), answer.code);
  return copy;
}
