import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';

/** What is known of an exercise beside its code; written by hand in `solutions/catalogue.json`. */
export interface ExerciseFacts {
  /** `12-masked-mean`: the name of its files, without extension. */
  name: string;
  title: string;
  /** The notebook that prepares it, `09-model`. */
  notebook: string;
  /** How long it takes, about. */
  minutes: number;
  /** 1: fill in a line or two; 2: put a few together; 3: build something. */
  difficulty: 1 | 2 | 3;
  points: number;
  /** Numbers of the exercises whose idea this one needs. */
  needs: string[];
  /** Earlier names, under which a learner's answer may still lie: `13-ids-matrix`. */
  formerly?: string[];
}

/** An exercise as learners have it; built into `exercises/catalogue.json`. */
export interface Exercise extends ExerciseFacts {
  /** Whether the stub is code that runs and is wrong, to be mended; otherwise it has gaps to be filled. */
  mend: boolean;
  /** From a question to the shape of the answer. */
  hints: string[];
  /** SHA-256 of the stub as it was built: a file with this digest has not been touched. */
  stub: string;
}

/** Returns the folder of what learners edit. */
export function exercisesFolder(): string {
  return join(repositoryRoot(), 'exercises');
}

/**
 * Returns all exercises in the order of the course.
 *
 * @throws when the catalogue has not been built
 */
function allExercises(): Exercise[] {
  const path = join(exercisesFolder(), 'catalogue.json');
  if (!existsSync(path)) throw new Error(`${path} is missing: npm run exercises builds it`);
  return JSON.parse(readFileSync(path, 'utf8')) as Exercise[];
}

/**
 * Returns the exercises that are named, by number (`4`, `04`), name or path, in the order of the course; all of
 * them where none is named.
 *
 * @throws when a name fits no exercise
 */
export function findExercises(names: readonly string[]): Exercise[] {
  const all = allExercises();
  if (names.length === 0) return all;
  const wanted = names.map((name) => {
    const found = all.find((exercise) => fits(exercise, name));
    if (found) return found;
    throw new Error(`there is no exercise ${name}: there are ${all.map(numberOf).join(', ')}`);
  });
  return all.filter((exercise) => wanted.includes(exercise));
}

/** Returns an exercise's number, `04`. */
export function numberOf({ name }: { name: string }): string {
  return name.slice(0, 2);
}

function fits(exercise: Exercise, name: string): boolean {
  const file = name.replace(/^.*[\\/]/, '').replace(/\.ts$/, '');
  return file === exercise.name || file.padStart(2, '0') === numberOf(exercise);
}
