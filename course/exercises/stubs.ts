import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder';
import { replaceFileSync } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';
import { type Exercise, exercisesFolder } from './catalog';
import { digestOf } from './digest';
import { stubOf } from './stub';

const stateFolder = () => join(repositoryRoot(), '.sentiment-lab');

/** Saves a copy of every stub that has not been edited, so that `resetExercise` can restore it. */
export function keepStubs(exercises: readonly Exercise[], folder = exercisesFolder()): void {
  for (const { name, stub } of exercises) {
    const text = textOf(join(folder, `${name}.ts`));
    const kept = keptStub(name);
    if (text === undefined || digestOf(text) !== stub || textOf(kept) === text) continue;
    makeFolder(join(stateFolder(), 'stubs'));
    replaceFileSync(kept, text);
  }
}

/**
 * Returns the stub of an exercise: built from the solution, from the copy of `keepStubs`, or from
 * git's history. Returns undefined if none of them has it.
 */
export function stubText({ name, stub }: Exercise): string | undefined {
  const isStub = (text: string | undefined) => text !== undefined && digestOf(text) === stub;
  const solution = textOf(join(repositoryRoot(), 'solutions', `${name}.ts`));
  const built = solution === undefined ? undefined : stubOf(solution, name).text;
  const found = [built, textOf(keptStub(name))].find(isStub);
  if (found !== undefined) return found;
  const path = `exercises/${name}.ts`;
  for (const commit of git('log', '--format=%H', '-n', '50', '--', path).split('\n').filter(Boolean)) {
    const text = git('show', `${commit}:${path}`);
    if (isStub(text)) return text;
  }
  return undefined;
}

/**
 * Restores the stub of an exercise. The answer is kept beside it, in a file that git ignores.
 *
 * @returns the path of the kept answer, relative to the repository; undefined if the stub was not
 *   edited
 * @throws if the stub cannot be found
 */
export function resetExercise(exercise: Exercise, folder = exercisesFolder()): string | undefined {
  const text = stubText(exercise);
  const path = join(folder, `${exercise.name}.ts`);
  if (text === undefined)
    throw new Error(`the stub of exercises/${exercise.name}.ts is not in this copy: take it from a new one`);
  if (textOf(path) === text) return undefined;
  const kept = freeName(folder, exercise.name);
  if (existsSync(path)) renameSync(path, kept);
  replaceFileSync(path, text);
  return relative(repositoryRoot(), kept).replaceAll('\\', '/');
}

function freeName(folder: string, name: string): string {
  for (let n = 1; ; n++) {
    const path = join(folder, `${name}.kept-${n}.ts`);
    if (!existsSync(path)) return path;
  }
}

function keptStub(name: string): string {
  return join(stateFolder(), 'stubs', `${name}.ts`);
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Returns the output of git; the empty string if git fails or is not installed. */
function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: repositoryRoot(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
