import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../../repository';
import { digestOf } from '../exercises/build';
import { type Exercise, exercisesFolder } from '../exercises/catalogue';
import { NOT_WRITTEN } from '../exercises/stub';
import { type FileReport, failureOf } from './failure';
import { runTests } from './run-tests';

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
}

export interface GradeOptions {
  /** Where the answers lie. Default: `exercises/`. */
  folder?: string;
  /** Seconds of processor time after which an answer that has not come to an end is stopped. Default 20. */
  seconds?: number;
  /** Give up: the tests are stopped, and the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Test files too that are as they were handed out, whose grade is known without. */
  untouchedToo?: boolean;
  /** Run all answers in one process: faster, for answers that are known to come to an end. */
  together?: boolean;
}

/**
 * Grades answers, each in a process of its own: an endless loop, a crash or a `process.exit` fails the exercise
 * in which it stands and no other. What counts is what the test runner reports from outside that process, test
 * by test, never an exit code.
 *
 * @returns one grade an exercise, in the order given
 * @throws when the test runner itself does not work
 */
export async function grade(exercises: readonly Exercise[], options: GradeOptions = {}): Promise<Grade[]> {
  const { folder = exercisesFolder(), seconds = 20, untouchedToo = false } = options;
  const files = exercises.map(({ name }) => join(folder, `${name}.ts`));
  const toTest = exercises.filter((exercise, n) => {
    if (!existsSync(files[n]!)) return false;
    return untouchedToo || digestOf(readFileSync(files[n]!, 'utf8')) !== exercise.stub;
  });
  const reports = new Map<string, FileReport>();
  if (toTest.length > 0) {
    const work = mkdtempSync(join(tmpdir(), 'grade-'));
    try {
      for (const report of await runTests(toTest, { ...options, folder, seconds, work }))
        reports.set(report.name, report);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return exercises.map((exercise, n) => {
    const file = relative(repositoryRoot(), files[n]!).replaceAll('\\', '/');
    if (toTest.includes(exercise)) return gradeOf(exercise, reports.get(exercise.name), file, seconds);
    const missing = `${file} is missing: npm run exercises writes it`;
    const message = existsSync(files[n]!) ? `${file} is as it was handed out` : missing;
    return { exercise, status: 'not started', points: 0, message };
  });
}

function gradeOf(exercise: Exercise, report: FileReport | undefined, file: string, seconds: number): Grade {
  const failure = failureOf(report, file, seconds);
  if (!failure) return { exercise, status: 'done', points: exercise.points };
  const begun = failure.passed > 0 || !failure.message.startsWith(NOT_WRITTEN);
  const { message, test, place } = failure;
  return { exercise, status: begun ? 'failing' : 'not started', points: 0, message, test, place };
}
