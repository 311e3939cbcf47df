import { posix } from 'node:path';
import type { Exercise } from '../exercises/catalog';
import type { Answer } from './answer-file';

/** The answers of a submission. */
export interface FoundAnswers {
  /** By the name of the exercise. */
  answers: Map<string, Answer>;
  /** Where they were, relative to the submission: `sentiment-lab-main/exercises`. */
  folder: string;
  /** Other folders with answers, which are not graded. */
  others: string[];
  /** What could not be read or followed. */
  problems: string[];
}

/** Returns whether a folder of that name has no answers of the student. */
export function isSkipped(folder: string): boolean {
  return /^(\..*|node_modules|solutions|misconceptions|__MACOSX)$/i.test(folder);
}

/**
 * Returns the exercise of a file, by its name, also an earlier one, in capital or small letters;
 * undefined if it is no answer.
 */
export function exerciseOfFile(path: string, exercises: readonly Exercise[]): Exercise | undefined {
  const file = posix.basename(path).toLowerCase();
  return exercises.find(({ name, formerly = [] }) => [name, ...formerly].some((one) => file === `${one}.ts`));
}

/**
 * Chooses the folder to grade.
 *
 * @param files relative paths of files that are answers by their names
 * @returns its answers by exercise, and the folders that are not chosen
 */
export function chooseFolder(files: readonly string[], exercises: readonly Exercise[]) {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  // A folder called exercises wins over the one above it.
  const rank = (folder: string) =>
    (folder === '.' ? 0 : folder.split('/').length) - (/^exercises$/i.test(posix.basename(folder)) ? 1.5 : 0);
  const [folder = '.', ...others] = [...folders.keys()].sort(
    (a, b) => rank(a) - rank(b) || a.localeCompare(b),
  );
  const chosen = new Map<string, string>();
  for (const file of folders.get(folder) ?? []) {
    const { name } = exerciseOfFile(file, exercises)!;
    if (!chosen.has(name) || posix.basename(file) === `${name}.ts`) chosen.set(name, file);
  }
  return { folder, chosen, others };
}
