import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import { digestOf } from '../exercises/build';
import { type Exercise, exercisesFolder } from '../exercises/catalogue';
import type { Grade } from '../grading/grade';

/** What is remembered of a learner's way, in a file that git ignores; losing it loses no answer. */
export interface Progress {
  /** For each exercise that was done: the digest of the answer that passed. */
  done: Record<string, string>;
  /** How many hints of an exercise were seen. */
  hints: Record<string, number>;
  /** For which exercises the solution was asked for once. */
  asked: string[];
}

const NONE: Progress = { done: {}, hints: {}, asked: [] };

function progressFile(): string {
  return join(repositoryRoot(), '.sentiment-lab', 'progress.json');
}

/** Returns what is remembered; a file that cannot be read counts as none. */
export function readProgress(file = progressFile()): Progress {
  try {
    return { ...NONE, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Progress>) };
  } catch {
    return { ...NONE };
  }
}

/** Changes what is remembered, in one step, and returns it. */
export function changeProgress(change: (progress: Progress) => Progress, file = progressFile()): Progress {
  const changed = change(readProgress(file));
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(changed, null, 2)}\n`);
  renameSync(partial, file);
  return changed;
}

/** Remembers which answers of `exercises/` are done, and forgets those that no longer are. */
export function rememberGrades(
  grades: readonly Grade[],
  folder = exercisesFolder(),
  file = progressFile(),
): void {
  changeProgress((progress) => {
    const done = { ...progress.done };
    for (const { exercise, status } of grades) {
      const digest = answerDigest(exercise, folder);
      if (status === 'done' && digest) done[exercise.name] = digest;
      else delete done[exercise.name];
    }
    return { ...progress, done };
  }, file);
}

/** Returns whether the answer that stands in the folder now has passed before. */
export function isDone({ done }: Progress, exercise: Exercise, folder = exercisesFolder()): boolean {
  return done[exercise.name] !== undefined && done[exercise.name] === answerDigest(exercise, folder);
}

function answerDigest({ name }: Exercise, folder: string): string | undefined {
  const path = join(folder, `${name}.ts`);
  return existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : undefined;
}
