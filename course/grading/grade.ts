/** Grades exercises. `run-tests.ts` runs the tests, and `failure.ts` says why one failed. */
import { basename, join } from 'node:path';
import { type Exercise, exercisesFolder } from '../exercises/catalog';
import { readAnswer } from './answer-file';
import type { Limits } from './failure';
import { type Grade, gradeOf, gradeUntested } from './grade-of';
import { type RunReport, runTests } from './run-tests';
import { inScratch } from './scratch';

export { type Grade, gradeOf, type Status } from './grade-of';

/** Options of `grade`. */
export interface GradeOptions {
  /** The folder with the answers. Default: `exercises/`. */
  folder?: string;
  /** Seconds of processor time, or of waiting, after which an answer is stopped. Default: 20. */
  seconds?: number;
  /** Megabytes of memory of an answer's process. Default: 1024. */
  megabytes?: number;
  /** Stops the tests. The promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
  /** How many answers run at once. Default: the number of cores. */
  workers?: number;
}

/** The default limits of an answer. */
export const LIMITS: Limits = { seconds: 20, megabytes: 1024 };

/**
 * Grades answers. Many first run in one process, with a lower time limit, and an answer that passes
 * there is done. All others run each in a process of its own, so that an endless loop, a crash or a
 * `process.exit` fails only its own exercise. The grade follows from the reports of vitest's
 * main process on each test, never from an exit code.
 *
 * @returns one grade per exercise, in the given order
 * @throws if vitest does not work, or the signal is aborted
 */
export async function grade(exercises: readonly Exercise[], options: GradeOptions = {}): Promise<Grade[]> {
  const { folder = exercisesFolder() } = options;
  const { seconds = LIMITS.seconds, megabytes = LIMITS.megabytes } = options;
  const grades = new Map<Exercise, Grade>();
  for (const exercise of exercises) {
    const file = fileOf(exercise, folder);
    const known = gradeUntested(exercise, readAnswer(join(folder, `${exercise.name}.ts`), file), file);
    if (known) grades.set(exercise, known);
  }
  const toTest = exercises.filter((exercise) => !grades.has(exercise));
  if (toTest.length > 0) {
    const tested = await inScratch((work) =>
      testAnswers(toTest, { ...options, seconds, megabytes, folder, work }),
    );
    for (const result of tested) grades.set(result.exercise, result);
  }
  return exercises.map((exercise) => grades.get(exercise)!);
}

const fileOf = ({ name }: Exercise, folder: string) => `${basename(folder)}/${name}.ts`;

/** The share of the time limit that an answer gets in a process with others. */
const FIRST_TRY = 1 / 4;
/** So few answers take less time each in a process of its own than first together. */
const FEW = 3;

/**
 * Returns the grades of answers by their tests. A failure counts only in a process in which no
 * other answer has run: what one answer leaves behind cannot fail another one.
 */
async function testAnswers(
  exercises: readonly Exercise[],
  options: GradeOptions & Limits & { folder: string; work: string },
): Promise<Grade[]> {
  const { folder } = options;
  const gradesIn = (report: RunReport, some = exercises) =>
    some.map((exercise) => gradeOf(exercise, report, fileOf(exercise, folder), options));
  const passed = new Map<Exercise, Grade>();
  if (exercises.length > FEW) {
    const seconds = options.seconds * FIRST_TRY;
    const report = await runTests(exercises, { ...options, seconds, shared: true });
    for (const result of gradesIn(report)) if (result.status === 'done') passed.set(result.exercise, result);
  }
  const alone = exercises.filter((exercise) => !passed.has(exercise));
  const results = gradesIn(await runTests(alone, options), alone);
  return [...passed.values(), ...results];
}
