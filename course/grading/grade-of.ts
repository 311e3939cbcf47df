/** The grade of an exercise: from its answer alone, or from the report on its tests. */

import type { Exercise } from '../exercises/catalog';
import { digestOf } from '../exercises/digest';
import { NOT_WRITTEN } from '../exercises/stub';
import type { Answer } from './answer-file';
import { canaryOf } from './canary';
import { type Failure, failureOf, type Limits } from './failure';
import type { RunReport } from './run-tests';

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
  /** The line of the answer that threw the error: `exercises/17-masked-mean.ts:21`. */
  place?: string;
  /** The output of the answer in that test. */
  printed?: string;
  /** It got less time than the limit, because other answers had reached the limit. */
  cutShort?: boolean;
}

/**
 * Returns the grade of an answer that needs no tests: a missing one, one that cannot be read, or
 * the stub, unchanged. Returns undefined for all others.
 *
 * @param file the path of the answer, for messages
 */
export function gradeUntested(
  exercise: Exercise,
  answer: Answer | undefined,
  file: string,
): Grade | undefined {
  const none = { exercise, points: 0 };
  if (!answer)
    return { ...none, status: 'not started', message: `${file} is missing: npm run exercises writes it` };
  if ('fault' in answer) return { ...none, status: 'failing', message: answer.fault };
  if (digestOf(answer.code) !== exercise.stub) return undefined;
  return { ...none, status: 'not started', message: `${file} has not been edited` };
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
  const failure = failureOf(report, file, limits, canary && canaryOf(canary, exercise.name));
  return failure ? failedGrade(exercise, failure) : { exercise, status: 'done', points: exercise.points };
}

function failedGrade(exercise: Exercise, { passed, ...failure }: Failure): Grade {
  const started = passed > 0 || !failure.message.startsWith(NOT_WRITTEN);
  return { exercise, status: started ? 'failing' : 'not started', points: 0, ...failure };
}
