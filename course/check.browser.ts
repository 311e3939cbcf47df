/** `check.ts` in a tab: answers are files of JupyterLite, and are graded in a worker. */
import { cellSignal } from '../lib/interrupt';
import { findExercises, numberOf } from './exercises/catalog';
import { gradeCard } from './grading/card';
import type { Grade } from './grading/grade-of';
import { gradeInTab } from './grading/tab/grade';
import { solutionOf } from './learn/hints';

interface CheckOptions {
  /** Ask for the solution too. It is shown if the exercise is done, or on the second request. */
  solution?: boolean;
}

/** The exercises whose solution was asked for since the kernel started. */
const asked = new Set<string>();

/**
 * Grades one exercise and shows the result as a card under the cell. A wrong answer does not throw,
 * so that Run All continues.
 *
 * @param name its number (`'04'`) or name
 * @throws if there is no such exercise, or the cell is interrupted
 */
export async function check(name: string, options: CheckOptions = {}): Promise<void> {
  const { display } = require('tslab') as typeof import('tslab');
  for (const exercise of findExercises([name])) {
    const result = await gradeInTab(exercise, { signal: cellSignal() });
    display.html(cardWithSolution(result, options));
  }
}

function cardWithSolution(result: Grade, { solution = false }: CheckOptions): string {
  const { exercise, status } = result;
  if (!solution && status !== 'done') return gradeCard(result);
  const text = solutionOf(exercise);
  if (status === 'done' || (asked.has(exercise.name) && text !== undefined))
    return gradeCard(result, { solution: text });
  asked.add(exercise.name);
  const again = `run this cell again: await check('${numberOf(exercise)}', { solution: true })`;
  return gradeCard(result, {
    refused: text
      ? `This exercise is not done yet. To see the solution anyway, ${again}.`
      : 'The solutions are not in this copy. Ask your instructor for them.',
  });
}
