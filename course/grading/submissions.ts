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
import type { Exercise } from '../exercises/catalogue';
import { stubText } from '../exercises/stubs';
import { type Grade, type GradeOptions, grade } from './grade';
import { conspicuous } from './suspicious';

/** What one student handed in, and what it is worth. */
export interface GradedSubmission {
  /** The name of its folder. */
  name: string;
  grades: Grade[];
  /** For each exercise by name: what a person may want to look at. */
  looks: Record<string, string[]>;
}

interface SubmissionsOptions extends Pick<GradeOptions, 'seconds' | 'megabytes' | 'signal'> {
  /** How many submissions are graded at once. Default: as many as there are cores. */
  jobs?: number;
  /** Called after each one. */
  onGraded?(submission: GradedSubmission, count: number, of: number): void;
}

const LARGEST = 1e6; // bytes of an answer: more is no answer

/**
 * Grades a folder of submissions: each a folder that holds `exercises/NN-name.ts`, a whole copy of this repository or
 * not, or the answers themselves. Of a submission nothing but the answers is read: tests, library and packages are this
 * repository's own. Each submission is graded in processes of its own, as `grade` does it.
 *
 * @returns one entry a submission, in the order of their names
 * @throws when the folder holds no submission
 */
export async function gradeSubmissions(
  home: string,
  exercises: readonly Exercise[],
  { jobs = availableParallelism(), onGraded, ...options }: SubmissionsOptions = {},
): Promise<GradedSubmission[]> {
  const names = submissionsIn(home, exercises);
  if (names.length === 0)
    throw new Error(
      `${home} holds no submissions: each has to be a folder with exercises/${exercises[0]?.name}.ts and so on`,
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

/** Returns where in a submission the answers lie; undefined where there are none. */
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
      const facts = lstatSync(from, { throwIfNoEntry: false }); // a link could lead anywhere
      if (!facts?.isFile() || facts.size > LARGEST) continue;
      copyFileSync(from, join(folder, file));
      looks[exercise.name] = conspicuous(readFileSync(from, 'utf8'), stubs.get(exercise.name) ?? '');
    }
    const grades = await grade(exercises, { ...options, folder, workers: 1 });
    return { name, grades, looks };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
