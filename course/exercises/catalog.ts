import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';

/** The metadata of an exercise, written by hand in `solutions/catalog.json`. */
export interface ExerciseFacts {
  /** The name of its files, without extension: `17-masked-mean`. */
  name: string;
  title: string;
  /** The notebook that prepares it: `09-model`. */
  notebook: string;
  /** About how long it takes. */
  minutes: number;
  /** 1: fill in a line or two; 2: combine a few lines; 3: build something. */
  difficulty: 1 | 2 | 3;
  points: number;
  /** Numbers of the exercises that it builds on. */
  needs: string[];
  /** Earlier names, which a learner's answer may still have: `13-ids-matrix`. */
  formerly?: string[];
}

/**
 * The file in `exercises/` that lists the exercises. It has British spelling, because
 * `npm run update` of earlier copies of the course reads it in the new version.
 */
export const CATALOG = 'catalogue.json';

/** An exercise with what `npm run exercises` adds to it, in `exercises/catalogue.json`. */
export interface Exercise extends ExerciseFacts {
  /** Whether the stub is code with bugs to fix. Otherwise it has gaps to fill. */
  bugHunt: boolean;
  /**
   * In the order in which they are given: the first is a question, the last almost the answer. If
   * the exercise has several functions, each hint starts with the name of its function and a colon.
   */
  hints: string[];
  /** SHA-256 of the stub: a file with this digest has not been edited. */
  stub: string;
}

/** Returns the function that a hint is for; undefined if the exercise has only one. */
export function functionOf(hint: string, { hints }: Exercise): string | undefined {
  const ofAll = hints.map((one) => /^(\w+): /.exec(one)?.[1]);
  return ofAll.every(Boolean) ? ofAll[hints.indexOf(hint)] : undefined;
}

/** Returns the folder that learners work in. */
export function exercisesFolder(): string {
  return join(repositoryRoot(), 'exercises');
}

/**
 * Returns the exercises in a folder's catalog, in the order of the course; none if there is none.
 */
export function readCatalog(folder: string): Exercise[] {
  const path = join(folder, CATALOG);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Exercise[]) : [];
}

/**
 * Returns the named exercises in the order of the course, or all of them if `names` is empty.
 *
 * @param names a number (`4`, `04`), name or path each
 * @throws if there is no exercise of a name, or the catalog has not been built
 */
export function findExercises(names: readonly string[]): Exercise[] {
  const folder = exercisesFolder();
  const all = readCatalog(folder);
  if (all.length === 0) throw new Error(`${join(folder, CATALOG)} is missing: npm run exercises builds it`);
  if (names.length === 0) return all;
  const wanted = names.map((name) => {
    const found = all.find((exercise) => fits(exercise, name));
    if (found) return found;
    throw new Error(`there is no exercise ${name}: there are ${all.map(numberOf).join(', ')}`);
  });
  return all.filter((exercise) => wanted.includes(exercise));
}

/** Returns the number of an exercise: `04`. */
export function numberOf({ name }: { name: string }): string {
  return name.slice(0, 2);
}

function fits(exercise: Exercise, name: string): boolean {
  const file = name.replace(/^.*[\\/]/, '').replace(/\.ts$/, '');
  return file === exercise.name || file.padStart(2, '0') === numberOf(exercise);
}
