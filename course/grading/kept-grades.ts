import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { finiteNumber } from '../../lib/files/json-file';
import { parseSealed, writeSealed } from '../../lib/files/sealed-json';
import type { Exercise } from '../exercises/catalog';
import type { Answer } from './answer-file';
import type { Limits } from './failure';
import type { Grade } from './grade';

/** The folder of the kept grades, in the folder of the reports. */
export const KEPT_GRADES = '.grades';

/** The grades of one submission, kept so that unchanged answers are not graded again. */
export interface KeptGrades {
  /** Returns the grade that an answer got before; undefined if something has changed since. */
  find(exercise: Exercise): Grade | undefined;
  /** Keeps the grades. A reader sees the old file or the whole new one. */
  keep(grades: readonly Grade[]): Promise<void>;
}

interface KeptGrade extends Omit<Grade, 'exercise'> {
  /** The digest of what decided the grade. */
  key: string;
}

/**
 * Returns the kept grades of a submission.
 *
 * @param folder the folder of the reports
 * @param submission its name
 * @param grading `gradingDigest()`
 */
export function keptGrades(
  folder: string,
  submission: string,
  answers: ReadonlyMap<string, Answer>,
  grading: string,
  limits: Limits,
): KeptGrades {
  const file = join(folder, KEPT_GRADES, `${fileName(submission)}.json`);
  const before = read(file);
  const codeOf = (name: string) => JSON.stringify(answers.get(name) ?? null);
  const all = JSON.stringify([...answers].sort(([a], [b]) => (a < b ? -1 : 1)));
  const base = [grading, limits.seconds, limits.megabytes];
  /** A grade depends on the other answers if the answer imports them, or they took its time. */
  const keyOf = ({ name, stub }: Exercise, cutShort = false) => {
    const alone = !cutShort && !/['"`]\.\//.test(codeOf(name));
    return hash('sha256', JSON.stringify([...base, stub, alone ? codeOf(name) : all]));
  };
  return {
    find(exercise) {
      const { key, ...grade } = before[exercise.name] ?? {};
      if (!key || key !== keyOf(exercise, grade.cutShort)) return undefined;
      return { ...(grade as Omit<Grade, 'exercise'>), exercise };
    },
    async keep(grades) {
      const kept = Object.fromEntries(
        grades.map(({ exercise, ...grade }) => [
          exercise.name,
          { key: keyOf(exercise, grade.cutShort), ...grade } satisfies KeptGrade,
        ]),
      );
      await writeSealed(file, { ...before, ...kept });
    },
  };
}

const schema = v.record(
  v.string(),
  v.looseObject({ key: v.string(), status: v.string(), points: finiteNumber }),
);

/** A damaged file counts as missing, and so does one of an earlier version, which has no seal. */
function read(file: string): Record<string, Partial<KeptGrade>> {
  try {
    return parseSealed(file, readFileSync(file), schema, 'remove it') as Record<string, KeptGrade>;
  } catch {
    return {};
  }
}

const LONGEST = 100; // characters: with what is added, a file name has at most 255 bytes

/** Returns the name of a submission as a file name, which has a limited length. */
export function fileName(submission: string): string {
  if (Buffer.byteLength(submission) <= LONGEST) return submission;
  return `${submission.slice(0, LONGEST / 4)}-${hash('sha256', submission).slice(0, 12)}`;
}
