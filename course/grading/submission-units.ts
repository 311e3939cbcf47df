/** Grades a class in units: each submission may be graded on another machine. */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { sha256Hex, wholeNumber } from '../../lib/files/json-file';
import { MachineError, type Manifest, readBody, resultFile, unitsOf, type Work } from '../../lib/units';
import { type Exercise, findExercises } from '../exercises/catalog';
import type { FoundAnswers } from './choose-folder';
import type { Limits } from './failure';
import type { Grade } from './grade';
import { gradingDigest } from './grading-digest';
import {
  answersOf,
  type Entry,
  type GradedSubmission,
  gradeSubmission,
  gradingOf,
  submissionsIn,
} from './submissions';

/** The kind of these units. */
const SUBMISSION = 'submission';

/** Changes when the same inputs give another result. */
const FORM = 1;

const inputsSchema = v.object({
  form: v.literal(FORM),
  grading: sha256Hex,
  exercises: v.array(v.string()),
  seconds: wholeNumber(1),
  megabytes: wholeNumber(1),
  name: v.string(),
  kind: v.picklist(['folder', 'zip', 'link', 'other archive']),
  answers: sha256Hex,
});

/**
 * Returns the units of a class: one for each submission, in the order of their names.
 *
 * @throws if the folder has no submissions
 */
export async function planSubmissions(
  home: string,
  exercises: readonly Exercise[],
  { seconds, megabytes }: Limits,
): Promise<Manifest> {
  const units = [];
  for (const entry of submissionsIn(home, exercises))
    units.push({ ...entry, answers: answersDigest(await answersOf(home, entry, exercises)) });
  const names = exercises.map(({ name }) => name);
  return {
    kind: SUBMISSION,
    shared: { form: FORM, grading: gradingDigest(), exercises: names, seconds, megabytes },
    units,
  };
}

/**
 * The work of such units. `places` has `home`, the folder of the class, and `out`, that of the
 * reports. Answers run with the same limits and without network, as without units.
 *
 * @throws if the submission, the tests or the library are not those of the plan; if the grader fails
 */
export const submissionWork: Work = async ({ inputs }, { places: { home = '', out } = {}, signal }) => {
  const {
    name,
    kind,
    exercises: names,
    seconds,
    megabytes,
    grading,
    answers,
  } = v.parse(inputsSchema, inputs);
  const exercises = findExercises(names);
  const how = gradingOf(exercises, { seconds, megabytes, signal, out });
  if (how.grading !== grading)
    throw new MachineError(
      'the tests, the library or Node are not those of the plan: use the same on all machines',
    );
  if (!existsSync(home))
    throw new MachineError(`${home} is not there: all machines need the submissions at the same path`);
  const entry: Entry = { name, kind };
  const found = await answersOf(home, entry, exercises);
  if (answersDigest(found) !== answers)
    throw new Error(`${name} has changed since the units were planned: run the same command again`);
  const graded = await gradeSubmission(entry, found, how);
  // It is tried again: as a result, it would stay for ever.
  if (graded.outcome === 'not graded') throw new Error(graded.notes.join('; '));
  return { body: `${JSON.stringify(storedOf(graded))}\n`, items: 1 };
};

/** Returns the graded submissions of all units. @throws if one is missing or damaged */
export async function submissionsOfUnits(folder: string, manifest: Manifest): Promise<GradedSubmission[]> {
  const all = findExercises(manifest.shared.exercises as string[]);
  const byName = new Map(all.map((exercise) => [exercise.name, exercise]));
  const graded: GradedSubmission[] = [];
  for (const { digest } of unitsOf(manifest)) {
    const stored = JSON.parse(await readBody(folder, digest)) as Stored;
    const grades = stored.grades.map((grade) => {
      const exercise = byName.get(grade.exercise);
      if (!exercise)
        throw new Error(
          `${resultFile(folder, digest)} is of ${grade.exercise}, which the plan has not: remove it, and run the same command again`,
        );
      return { ...grade, exercise };
    });
    graded.push({ ...stored, grades });
  }
  return graded;
}

/** A graded submission as it is stored, with the names of exercises. */
type Stored = Omit<GradedSubmission, 'grades'> & {
  grades: (Omit<Grade, 'exercise'> & { exercise: string })[];
};

function storedOf({ grades, ...submission }: GradedSubmission): Stored {
  return { ...submission, grades: grades.map((grade) => ({ ...grade, exercise: grade.exercise.name })) };
}

function answersDigest(found: FoundAnswers | { unreadable: string }): string {
  const content =
    'unreadable' in found
      ? found
      : { ...found, answers: [...found.answers].sort(([a], [b]) => (a < b ? -1 : 1)) };
  return hash('sha256', JSON.stringify(content));
}
