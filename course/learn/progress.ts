import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { wholeNumber } from '../../lib/files/json-file';
import { withLock } from '../../lib/files/lock';
import { replaceFileSync } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';
import { type Exercise, exercisesFolder } from '../exercises/catalog';
import { digestOf } from '../exercises/digest';
import type { Grade } from '../grading/grade';

/** The learner's progress, stored in a file that git ignores. It holds no answers. */
export interface Progress {
  /** The digest of the answer that passed, by exercise. */
  done: Record<string, string>;
  /** The number of hints that the learner has seen, by exercise. */
  hints: Record<string, number>;
  /** The exercises whose solution was asked for. */
  asked: string[];
}

const PARTS = {
  done: v.record(v.string(), v.string()),
  hints: v.record(v.string(), wholeNumber()),
  asked: v.array(v.string()),
};
const wholeSchema = v.partial(v.object(PARTS));
/** A damaged part counts as empty. */
const progressSchema = v.object({
  done: v.fallback(PARTS.done, {}),
  hints: v.fallback(PARTS.hints, {}),
  asked: v.fallback(PARTS.asked, []),
});

function progressFile(): string {
  return join(repositoryRoot(), '.sentiment-lab', 'progress.json');
}

/** Returns the stored progress; what is missing or damaged is empty. */
export function readProgress(file = progressFile()): Progress {
  return progressIn(contentOf(file));
}

function progressIn(content: unknown): Progress {
  const { success, output } = v.safeParse(progressSchema, content);
  return success ? output : { done: {}, hints: {}, asked: [] };
}

/** Returns what a file of JSON holds; undefined if it is missing or damaged. */
function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Changes the stored progress, and returns it. Changes of several processes wait for each other. A
 * damaged file is kept beside the new one, as `progress.json.damaged`.
 *
 * @throws DiskError when it cannot be stored
 */
export function changeProgress(change: (progress: Progress) => Progress, file = progressFile()): Progress {
  return withLock(`${file}.lock`, 'the stored progress', LOCK_LIMIT, () => {
    const content = contentOf(file);
    const changed = change(progressIn(content));
    if (existsSync(file) && !v.is(wholeSchema, content)) renameSync(file, `${file}.damaged`);
    replaceFileSync(file, `${JSON.stringify(changed, null, 2)}\n`);
    return changed;
  });
}

const LOCK_LIMIT = 10_000; // ms

/** Records which of the graded answers are done, and removes those that no longer are. */
export function rememberGrades(
  grades: readonly Grade[],
  folder = exercisesFolder(),
  file = progressFile(),
): void {
  changeProgress((progress) => {
    const done = { ...progress.done };
    for (const { exercise, status } of grades) {
      const digest = answerDigest(exercise, folder);
      for (const name of namesOf(exercise)) delete done[name];
      if (status === 'done' && digest) done[exercise.name] = digest;
    }
    return { ...progress, done };
  }, file);
}

/** Returns whether the answer in the folder is one that has passed. */
export function isDone({ done }: Progress, exercise: Exercise, folder = exercisesFolder()): boolean {
  const digest = answerDigest(exercise, folder);
  return digest !== undefined && namesOf(exercise).some((name) => done[name] === digest);
}

/** Returns how many hints for an exercise the learner has seen. */
export function seenCount({ hints }: Progress, exercise: Exercise): number {
  const seen = Math.max(...namesOf(exercise).map((name) => hints[name] ?? 0));
  return Math.min(seen, exercise.hints.length);
}

/** Returns whether the learner has asked for the solution of an exercise. */
export function hasAsked({ asked }: Progress, exercise: Exercise): boolean {
  return namesOf(exercise).some((name) => asked.includes(name));
}

/** Progress may be stored under an earlier name of the exercise. */
function namesOf({ name, formerly = [] }: Exercise): string[] {
  return [name, ...formerly];
}

function answerDigest({ name }: Exercise, folder: string): string | undefined {
  const path = join(folder, `${name}.ts`);
  return existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : undefined;
}
