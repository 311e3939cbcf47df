import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise, ExerciseFacts } from './catalogue';
import { stubOf } from './stub';

/** Returns the folder of what instructors maintain. */
function solutionsFolder(): string {
  return join(repositoryRoot(), 'solutions');
}

/** A stub together with its entry in the catalogue. */
interface BuiltExercise {
  exercise: Exercise;
  text: string;
}

/**
 * Returns all exercises as their solutions give them now.
 *
 * @throws when a solution is missing, or its marks are wrong
 */
export function buildExercises(): BuiltExercise[] {
  const facts = JSON.parse(
    readFileSync(join(solutionsFolder(), 'catalogue.json'), 'utf8'),
  ) as ExerciseFacts[];
  return facts.map((fact) => {
    const file = `solutions/${fact.name}.ts`;
    const solution = readFileSync(join(solutionsFolder(), `${fact.name}.ts`), 'utf8');
    const { text, hints, mend } = stubOf(solution, file);
    return { exercise: { ...fact, mend, hints, stub: digestOf(text) }, text };
  });
}

/** Returns the digest by which a stub is known again; line ends do not count. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex');
}

/** What became of a stub: an edited one is only overwritten when that is asked for. */
type Written = { name: string; outcome: 'written' | 'unchanged' | 'kept, it has been edited' };

/**
 * Writes stubs and catalogue into `folder`. A file that is not there is written; one that is as an earlier
 * build left it is brought up to date; one that somebody has edited is kept, unless `force` is set.
 */
export function writeExercises(folder: string, { force = false } = {}): Written[] {
  mkdirSync(folder, { recursive: true });
  const catalog = join(folder, 'catalogue.json');
  const earlier = existsSync(catalog) ? (JSON.parse(readFileSync(catalog, 'utf8')) as Exercise[]) : [];
  const built = buildExercises();
  const written = built.map(({ exercise: { name, stub }, text }): Written => {
    const path = join(folder, `${name}.ts`);
    const present = existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : undefined;
    if (present === stub) return { name, outcome: 'unchanged' };
    const untouched = present === undefined || earlier.some((before) => before.stub === present);
    if (!untouched && !force) return { name, outcome: 'kept, it has been edited' };
    writeFileSync(path, text);
    return { name, outcome: 'written' };
  });
  writeFileSync(catalog, catalogText(built));
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

export interface CheckOptions {
  /**
   * Compare the catalogue only, which records what was built, and not the stubs: whoever has begun with an
   * exercise has done nothing wrong.
   */
  recorded?: boolean;
}

/** Returns one sentence for each exercise in `folder` that is not what its solution gives now. */
export function checkExercises(folder: string, { recorded = false }: CheckOptions = {}): string[] {
  const built = buildExercises();
  const catalog = join(folder, 'catalogue.json');
  const present = existsSync(catalog) ? (JSON.parse(readFileSync(catalog, 'utf8')) as Exercise[]) : [];
  const faults = built.flatMap(({ exercise }) => {
    const { name, stub } = exercise;
    const entry = present.find((candidate) => candidate.name === name);
    if (JSON.stringify(entry) !== JSON.stringify(exercise))
      return [
        `exercises/${name}.ts was built from another solutions/${name}.ts or catalogue: npm run exercises`,
      ];
    if (recorded) return [];
    const path = join(folder, `${name}.ts`);
    if (!existsSync(path)) return [`exercises/${name}.ts is missing: npm run exercises`];
    if (digestOf(readFileSync(path, 'utf8')) !== stub)
      return [`exercises/${name}.ts has been edited: npm run exercises -- --force writes the stub again`];
    return [];
  });
  const stray = present.filter(({ name }) => !built.some(({ exercise }) => exercise.name === name));
  return [
    ...faults,
    ...stray.map(({ name }) => `exercises/${name}.ts has no solution: remove it, and npm run exercises`),
  ];
}
