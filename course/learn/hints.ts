import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import { type Exercise, functionOf } from '../exercises/catalog';
import type { Grade } from '../grading/grade';
import { changeProgress, hasAsked, isDone, type Progress, readProgress, seenCount } from './progress';

/**
 * Returns the hints that the learner has seen and one more, and records it as seen.
 *
 * @param about the function that the hint is for. Default: the hints come in their order
 * @param file the stored progress. Default: that of this folder
 * @throws if no hint is for this function
 */
export function oneMoreHint(exercise: Exercise, about?: string, file?: string): string[] {
  const { name } = exercise;
  const own = hintsFor(exercise, about);
  const key = about ? `${name} ${about}` : name;
  const progress = changeProgress((before) => {
    const seen = new Set(seenIn(before, exercise));
    const next = own.findIndex((hint) => !seen.has(hint));
    return { ...before, hints: { ...before.hints, [key]: next < 0 ? own.length : next + 1 } };
  }, file);
  return seenIn(progress, exercise).filter((hint) => own.includes(hint));
}

/** Returns the hints that the learner has seen. */
export function seenHints(exercise: Exercise): string[] {
  return seenIn(readProgress(), exercise);
}

/** Hints are seen in their order, or in the order of those for one function. */
function seenIn(progress: Progress, exercise: Exercise): string[] {
  const seen = exercise.hints.slice(0, seenCount(progress, exercise));
  const ofOne = functionsOf(exercise).flatMap((about) =>
    hintsFor(exercise, about).slice(0, progress.hints[`${exercise.name} ${about}`] ?? 0),
  );
  return exercise.hints.filter((hint) => seen.includes(hint) || ofOne.includes(hint));
}

/** Returns the functions of an exercise that has hints for each of several; else none. */
export function functionsOf(exercise: Exercise): string[] {
  return [...new Set(exercise.hints.flatMap((hint) => functionOf(hint, exercise) ?? []))];
}

/**
 * Returns the function of an exercise that a grade says is to be mended, or still to be written:
 * the one that the failed test is named after. Undefined if that is unknown, or there is only one.
 */
export function failingFunction(exercise: Exercise, grade: Grade | undefined): string | undefined {
  if (grade?.status !== 'failing') return undefined;
  const names = functionsOf(exercise);
  for (const text of [grade.test, grade.message]) {
    const words = text?.match(/\w+/g) ?? [];
    const found = words.find((word) => names.includes(word));
    if (found) return found;
  }
  return undefined;
}

/**
 * Returns the hints of an exercise for one function. Default: all hints.
 *
 * @throws if no hint is for this function
 */
export function hintsFor(exercise: Exercise, about?: string): string[] {
  if (about === undefined) return exercise.hints;
  const own = exercise.hints.filter((hint) => functionOf(hint, exercise) === about);
  if (own.length > 0) return own;
  const names = functionsOf(exercise).join(', ');
  throw new Error(
    `exercise ${exercise.name} has no hints for "${about}". ${names ? `It has hints for ${names}` : 'Ask for a hint without a function'}`,
  );
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
