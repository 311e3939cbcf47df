import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalog';
import { changeProgress, hasAsked, isDone, readProgress, seenCount } from './progress';

/** Returns the hints that the learner has seen and one more, and records it as seen. */
export function oneMoreHint(exercise: Exercise): string[] {
  const { name, hints } = exercise;
  const { hints: seen } = changeProgress((progress) => ({
    ...progress,
    hints: { ...progress.hints, [name]: Math.min(seenCount(progress, exercise) + 1, hints.length) },
  }));
  return hints.slice(0, seen[name]);
}

/** Returns the hints that the learner has seen. */
export function seenHints(exercise: Exercise): string[] {
  return exercise.hints.slice(0, seenCount(readProgress(), exercise));
}

/** The solution, or why it is not shown. */
type SolutionAnswer = { solution: string } | { refused: string };

/**
 * Returns the solution of an exercise if the exercise is done, or on the second request.
 *
 * @param again how to ask again, for the message: `press s again`
 * @param left the number of unseen hints; default: those that `oneMoreHint` has not returned
 */
export function askForSolution(
  exercise: Exercise,
  again: string,
  left = hintsLeft(exercise),
): SolutionAnswer {
  const solution = solutionOf(exercise);
  if (!solution) return { refused: 'The solutions are not in this copy. Ask your instructor for them.' };
  const progress = readProgress();
  if (isDone(progress, exercise) || hasAsked(progress, exercise)) return { solution };
  changeProgress((before) => ({ ...before, asked: [...before.asked, exercise.name] }));
  const hints = left > 0 ? `${left === 1 ? 'A hint is' : `${left} hints are`} left. ` : '';
  return { refused: `This exercise is not done yet. ${hints}To see the solution anyway, ${again}.` };
}

function hintsLeft(exercise: Exercise): number {
  return exercise.hints.length - seenHints(exercise).length;
}

/**
 * Returns a solution without the markers of `stubOf`; undefined if this copy has no solutions.
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
