import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalogue';
import { changeProgress, isDone, readProgress } from './progress';

/** Returns the hints that were seen so far and one more, and remembers that. */
export function oneMoreHint({ name, hints }: Exercise): string[] {
  const { hints: seen } = changeProgress((progress) => ({
    ...progress,
    hints: { ...progress.hints, [name]: Math.min((progress.hints[name] ?? 0) + 1, hints.length) },
  }));
  return hints.slice(0, seen[name]);
}

/** Returns the hints that were seen so far. */
export function seenHints({ name, hints }: Exercise): string[] {
  return hints.slice(0, readProgress().hints[name] ?? 0);
}

/** What comes of asking for a solution. */
type SolutionAnswer = { solution: string } | { refused: string };

/**
 * Returns the solution of an exercise that is done, or that is asked for a second time.
 *
 * @param again what to do for asking again, in words: `ask again`
 * @param left how many hints were not given yet; by default those that `oneMoreHint` has not given
 */
export function askForSolution(
  exercise: Exercise,
  again: string,
  left = hintsLeft(exercise),
): SolutionAnswer {
  const solution = solutionOf(exercise);
  if (!solution)
    return {
      refused: 'The solutions are not in this copy: whoever gave it to you has them.',
    };
  const progress = readProgress();
  if (isDone(progress, exercise) || progress.asked.includes(exercise.name)) return { solution };
  changeProgress((before) => ({ ...before, asked: [...before.asked, exercise.name] }));
  const hints = left > 0 ? `${left === 1 ? 'A hint is' : `${left} hints are`} left. ` : '';
  return { refused: `This exercise is not done yet. ${hints}To see the solution all the same, ${again}.` };
}

function hintsLeft(exercise: Exercise): number {
  return exercise.hints.length - seenHints(exercise).length;
}

/**
 * Returns a solution as people read it, without the marks from which the stub was made; undefined where this copy of
 * the repository has none.
 */
export function solutionOf({ name }: Exercise): string | undefined {
  const path = join(repositoryRoot(), 'solutions', `${name}.ts`);
  if (!existsSync(path)) return undefined;
  let dropping: 'hint' | 'given' | undefined;
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => {
      if (/^\s*\/\/ HINT\s/.test(line)) dropping = 'hint';
      else if (/^\s*\/\/ GIVEN\s*$/.test(line)) dropping = 'given';
      else if (dropping === 'hint' && !/^\s*\/\/ {3,}\S/.test(line)) dropping = undefined;
      else if (/^\s*\/\/ END SOLUTION/.test(line)) dropping = undefined;
      return !dropping && !/^\s*\/\/ (BEGIN|END) SOLUTION/.test(line);
    });
  return lines.join('\n');
}
