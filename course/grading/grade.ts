import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { digestOf } from '../exercises/build';
import { type Exercise, exercisesFolder } from '../exercises/catalogue';
import { NOT_WRITTEN } from '../exercises/stub';
import { failureOf, type Limits } from './failure';
import { type RunReport, runTests } from './run-tests';

/** The state of an exercise. `not started`: its file is the stub, unchanged. */
export type Status = 'done' | 'failing' | 'not started';

/** What came of one exercise. */
export interface Grade {
  exercise: Exercise;
  status: Status;
  /** All of the exercise's points where it is done, else 0. */
  points: number;
  /** What is wrong, in words for the one who wrote the answer; absent where the exercise is done. */
  message?: string;
  /** Which test said so. */
  test?: string;
  /** Where in the answer an error was thrown, `exercises/12-masked-mean.ts:21`. */
  place?: string;
  /** What the answer printed in that test. */
  printed?: string;
}

/** Options of `grade`. */
export interface GradeOptions {
  /** Where the answers lie. Default: `exercises/`. */
  folder?: string;
  /** Seconds of processor time after which an answer that has not come to an end is stopped. Default 20. */
  seconds?: number;
  /** Megabytes that an answer's process may take. Default 1024. */
  megabytes?: number;
  /** Give up: the tests are stopped, and the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Test files too that are as they were handed out, whose grade is known without. */
  untouchedToo?: boolean;
  /** Run all answers in one process: faster, for answers that are known to come to an end. */
  together?: boolean;
  /** How many answers run at once. Default: as many as there are cores. */
  workers?: number;
}

/** What an answer may take where nobody says otherwise. */
export const LIMITS: Limits = { seconds: 20, megabytes: 1024 };

/**
 * Grades answers, each in a process of its own: an endless loop, a crash or a `process.exit` fails the exercise
 * in which it stands and no other. What counts is what the test runner reports from outside that process, test
 * by test, never an exit code.
 *
 * @returns one grade an exercise, in the order given
 * @throws when the test runner itself does not work
 */
export async function grade(exercises: readonly Exercise[], options: GradeOptions = {}): Promise<Grade[]> {
  const { folder = exercisesFolder(), untouchedToo = false } = options;
  const limits = { ...LIMITS, ...given(options) };
  const files = exercises.map(({ name }) => join(folder, `${name}.ts`));
  const toTest = exercises.filter((exercise, n) => {
    if (!existsSync(files[n]!)) return false;
    return untouchedToo || digestOf(readFileSync(files[n]!, 'utf8')) !== exercise.stub;
  });
  const report =
    toTest.length > 0
      ? await inScratch((work) => runTests(toTest, { ...options, ...limits, folder, work }))
      : { files: [] };
  return exercises.map((exercise, n) => {
    const file = `${basename(folder)}/${exercise.name}.ts`;
    if (toTest.includes(exercise)) return gradeOf(exercise, report, file, limits);
    const missing = `${file} is missing: npm run exercises writes it`;
    const message = existsSync(files[n]!) ? `${file} is as it was handed out` : missing;
    return { exercise, status: 'not started', points: 0, message };
  });
}

/** Returns the limits that are set. */
function given({ seconds, megabytes }: Partial<Limits>): Partial<Limits> {
  return { ...(seconds && { seconds }), ...(megabytes && { megabytes }) };
}

async function inScratch<T>(run: (work: string) => Promise<T>): Promise<T> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'grade-')));
  try {
    return await run(work);
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Returns what an exercise earns by what the test runner reported. */
export function gradeOf(
  exercise: Exercise,
  { files, canary }: RunReport,
  file: string,
  limits: Limits,
): Grade {
  const report = files.find(({ name }) => name === exercise.name);
  const failure = failureOf(report, file, limits, canary);
  if (!failure) return { exercise, status: 'done', points: exercise.points };
  const begun = failure.passed > 0 || !failure.message.startsWith(NOT_WRITTEN);
  const { message, test, place, printed } = failure;
  return { exercise, status: begun ? 'failing' : 'not started', points: 0, message, test, place, printed };
}
