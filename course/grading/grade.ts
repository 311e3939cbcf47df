/** Grades exercises. `run-tests.ts` runs the tests, and `failure.ts` says why one failed. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { digestOf } from '../exercises/build';
import { type Exercise, exercisesFolder } from '../exercises/catalog';
import { NOT_WRITTEN } from '../exercises/stub';
import { failureOf, type Limits } from './failure';
import { type RunReport, runTests } from './run-tests';

/** The state of an exercise. `not started`: its file is the stub, unchanged. */
export type Status = 'done' | 'failing' | 'not started';

/** The grade of one exercise. */
export interface Grade {
  exercise: Exercise;
  status: Status;
  /** All points of the exercise if it is done, else 0. */
  points: number;
  /** What is wrong, for the author of the answer; absent if the exercise is done. */
  message?: string;
  /** The title of the test that failed. */
  test?: string;
  /** The line of the answer that threw the error: `exercises/12-masked-mean.ts:21`. */
  place?: string;
  /** The output of the answer in that test. */
  printed?: string;
}

/** Options of `grade`. */
export interface GradeOptions {
  /** The folder with the answers. Default: `exercises/`. */
  folder?: string;
  /** Seconds of processor time after which an answer is stopped. Default: 20. */
  seconds?: number;
  /** Megabytes of memory of an answer's process. Default: 1024. */
  megabytes?: number;
  /** Stops the tests. The promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Test unedited stubs, too. By default they count as not started without a test. */
  untouchedToo?: boolean;
  /** Run all answers in one process without limits: faster, for answers that are known to end. */
  together?: boolean;
  /** How many answers run at once. Default: the number of cores. */
  workers?: number;
}

/** The default limits of an answer. */
export const LIMITS: Limits = { seconds: 20, megabytes: 1024 };

/**
 * Grades answers. Each runs in its own process, so that an endless loop, a crash or a
 * `process.exit` fails only its own exercise. The grade follows from the reports of vitest's main
 * process on each test, never from an exit code.
 *
 * @returns one grade per exercise, in the given order
 * @throws if vitest does not work, or the signal is aborted
 */
export async function grade(exercises: readonly Exercise[], options: GradeOptions = {}): Promise<Grade[]> {
  const { folder = exercisesFolder(), untouchedToo = false } = options;
  const { seconds = LIMITS.seconds, megabytes = LIMITS.megabytes } = options;
  const limits = { seconds, megabytes };
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
    const message = existsSync(files[n]!) ? `${file} has not been edited` : missing;
    return { exercise, status: 'not started', points: 0, message };
  });
}

/** Runs something with a temporary folder. */
async function inScratch<T>(run: (work: string) => Promise<T>): Promise<T> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'grade-')));
  try {
    return await run(work);
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * Returns the grade of an exercise from the report of vitest.
 *
 * @param file the path of the answer, for messages
 */
export function gradeOf(
  exercise: Exercise,
  { files, canary }: RunReport,
  file: string,
  limits: Limits,
): Grade {
  const report = files.find(({ name }) => name === exercise.name);
  const failure = failureOf(report, file, limits, canary);
  if (!failure) return { exercise, status: 'done', points: exercise.points };
  const started = failure.passed > 0 || !failure.message.startsWith(NOT_WRITTEN);
  const { message, test, place, printed } = failure;
  return { exercise, status: started ? 'failing' : 'not started', points: 0, message, test, place, printed };
}
