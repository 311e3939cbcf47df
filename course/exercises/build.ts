import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder';
import { replaceFileSync } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';
import { CATALOG, type Exercise, type ExerciseFacts, readCatalog } from './catalog';
import { digestOf } from './digest';
import { stubOf } from './stub';

function solutionsFolder(): string {
  return join(repositoryRoot(), 'solutions');
}

/** An exercise that was built from its solution. */
interface BuiltExercise {
  /** Its entry in the catalog. */
  exercise: Exercise;
  /** The stub. */
  text: string;
}

/**
 * Returns all exercises, built from their solutions.
 *
 * @throws if a solution or its entry in the catalog is missing, or its markers are wrong
 */
export function buildExercises(): BuiltExercise[] {
  const facts = JSON.parse(readFileSync(join(solutionsFolder(), 'catalog.json'), 'utf8')) as ExerciseFacts[];
  const unlisted = readdirSync(solutionsFolder()).find(
    (file) => /^\d\d-.+\.ts$/.test(file) && !facts.some(({ name }) => file === `${name}.ts`),
  );
  if (unlisted) throw new Error(`solutions/${unlisted} has no entry in solutions/catalog.json: add one`);
  return facts.map((fact) => {
    const file = `solutions/${fact.name}.ts`;
    const solution = readFileSync(join(solutionsFolder(), `${fact.name}.ts`), 'utf8');
    const { text, hints, bugHunt } = stubOf(solution, file);
    return { exercise: { ...fact, bugHunt, hints, stub: digestOf(text) }, text };
  });
}

/** What `writeExercises` did with a stub. */
type Written = { name: string; outcome: 'written' | 'unchanged' | 'kept, it has been edited' };

/**
 * Writes the stubs and the catalog into `folder`. A missing stub is written, and the stub of an
 * earlier build is updated. A stub that somebody has edited is kept, unless `force` is set.
 *
 * @returns the outcome for each exercise
 */
export function writeExercises(folder: string, { force = false } = {}): Written[] {
  makeFolder(folder);
  const earlier = readCatalog(folder);
  const built = buildExercises();
  const written = built.map(({ exercise: { name, stub }, text }): Written => {
    const path = join(folder, `${name}.ts`);
    const present = existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : undefined;
    if (present === stub) return { name, outcome: 'unchanged' };
    const untouched = present === undefined || earlier.some((before) => before.stub === present);
    if (!untouched && !force) return { name, outcome: 'kept, it has been edited' };
    replaceFileSync(path, text);
    return { name, outcome: 'written' };
  });
  replaceFileSync(join(folder, CATALOG), catalogText(built));
  return written;
}

function catalogText(built: readonly BuiltExercise[]): string {
  return (
    JSON.stringify(
      built.map(({ exercise }) => exercise),
      null,
      2,
    ) + '\n'
  );
}

/** Options of `checkExercises`. */
export interface CheckOptions {
  /**
   * Compare only the catalog, which records what was built, and not the stubs: learners edit
   * these.
   */
  recorded?: boolean;
}

/**
 * Returns a message for each exercise in `folder` that differs from what its solution would
 * build.
 */
export function checkExercises(folder: string, { recorded = false }: CheckOptions = {}): string[] {
  const built = buildExercises();
  const present = readCatalog(folder);
  const faults = built.flatMap(({ exercise }) => {
    const { name, stub } = exercise;
    const entry = present.find((candidate) => candidate.name === name);
    if (JSON.stringify(entry) !== JSON.stringify(exercise))
      return [
        `exercises/${name}.ts was built from another version of its solution or of the catalog: npm run exercises`,
      ];
    if (recorded) return [];
    const path = join(folder, `${name}.ts`);
    if (!existsSync(path)) return [`exercises/${name}.ts is missing: npm run exercises`];
    if (digestOf(readFileSync(path, 'utf8')) !== stub)
      return [`exercises/${name}.ts has been edited: npm run exercises -- --force restores the stub`];
    return [];
  });
  const stray = present.filter(({ name }) => !built.some(({ exercise }) => exercise.name === name));
  return [
    ...faults,
    ...stray.map(({ name }) => `exercises/${name}.ts has no solution: remove it and run npm run exercises`),
  ];
}
