import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalog';
import { stubText } from '../exercises/stubs';
import { type Grade, type GradeOptions, grade } from './grade';
import { suspiciousCode } from './suspicious';

/** The answers of one student, graded. */
export interface GradedSubmission {
  /** The name of the folder. */
  name: string;
  grades: Grade[];
  /** What an instructor may want to look at, by exercise. */
  looks: Record<string, string[]>;
}

interface SubmissionsOptions extends Pick<GradeOptions, 'seconds' | 'megabytes' | 'signal'> {
  /** How many submissions are graded at once. Default: the number of cores. */
  jobs?: number;
  /** Called after each submission, the `count`-th of `of`. */
  onGraded?(submission: GradedSubmission, count: number, of: number): void;
}

const LARGEST = 1e6; // bytes: larger files are ignored

/**
 * Grades a folder of submissions. A submission is a folder with `exercises/NN-name.ts`, such as a
 * copy of this repository, or with the answers themselves. Only the answers are read from it:
 * tests, library and packages are those of this repository. Each answer runs in its own process,
 * as in `grade`.
 *
 * @returns one entry per submission, sorted by name
 * @throws if the folder has no submission
 */
export async function gradeSubmissions(
  home: string,
  exercises: readonly Exercise[],
  { jobs = availableParallelism(), onGraded, ...options }: SubmissionsOptions = {},
): Promise<GradedSubmission[]> {
  const names = submissionsIn(home, exercises);
  if (names.length === 0)
    throw new Error(
      `${home} has no submissions: each must be a folder with exercises/${exercises[0]?.name}.ts and so on`,
    );
  const stubs = new Map(exercises.map((exercise) => [exercise.name, stubText(exercise) ?? '']));
  let count = 0;
  const gradeOne = async (name: string) => {
    const submission = await gradeSubmission(join(home, name), name, exercises, stubs, options);
    onGraded?.(submission, ++count, names.length);
    return submission;
  };
  return pMap(names, gradeOne, { concurrency: jobs });
}

function submissionsIn(home: string, exercises: readonly Exercise[]): string[] {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && answersOf(join(home, entry.name), exercises))
    .map(({ name }) => name)
    .sort();
}

/** Returns the folder of a submission that has the answers; undefined if there are none. */
function answersOf(submission: string, exercises: readonly Exercise[]): string | undefined {
  return [join(submission, 'exercises'), submission].find(
    (folder) =>
      lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() &&
      exercises.some(({ name }) => existsSync(join(folder, `${name}.ts`))),
  );
}

async function gradeSubmission(
  submission: string,
  name: string,
  exercises: readonly Exercise[],
  stubs: ReadonlyMap<string, string>,
  options: GradeOptions,
): Promise<GradedSubmission> {
  const state = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(state, { recursive: true });
  const home = mkdtempSync(join(state, 'submission-'));
  const folder = join(home, 'exercises');
  mkdirSync(folder);
  try {
    const looks: Record<string, string[]> = {};
    for (const exercise of exercises) {
      const file = `${exercise.name}.ts`;
      const from = join(answersOf(submission, exercises)!, file);
      const facts = lstatSync(from, { throwIfNoEntry: false }); // does not follow links
      if (!facts?.isFile() || facts.size > LARGEST) continue;
      copyFileSync(from, join(folder, file));
      looks[exercise.name] = suspiciousCode(readFileSync(from, 'utf8'), stubs.get(exercise.name) ?? '');
    }
    const grades = await grade(exercises, { ...options, folder, workers: 1 });
    return { name, grades, looks };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
