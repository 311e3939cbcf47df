import { cellSignal } from '../lib/interrupt';
import { findExercises, numberOf } from './exercises/catalog';
import { gradeCard } from './grading/card';
import { type Grade, grade } from './grading/grade';
import { gradesTable } from './grading/table';
import { askForSolution } from './learn/hints';
import { rememberGrades } from './learn/progress';

interface CheckOptions {
  /** Ask for the solution too. It is shown if the exercise is done, or on the second request. */
  solution?: boolean;
}

/**
 * Grades one exercise and shows the result: in a notebook as a card under the cell, elsewhere as a
 * line. A wrong answer does not throw, so that Run All continues.
 *
 * @param name its number (`'04'`) or name
 * @throws if there is no such exercise, or the cell is interrupted
 */
export async function check(name: string, options: CheckOptions = {}): Promise<void> {
  const signal = cellSignal();
  const grades = await grade(findExercises([name]), { signal });
  rememberGrades(grades);
  if (!signal) {
    console.log(gradesTable(grades));
    return;
  }
  const { display } = require('tslab') as typeof import('tslab');
  for (const result of grades) display.html(cardWithSolution(result, options));
}

function cardWithSolution(result: Grade, { solution = false }: CheckOptions): string {
  const { exercise, status } = result;
  if (!solution && status !== 'done') return gradeCard(result);
  const answer = askForSolution(
    exercise,
    `run this cell again: await check('${numberOf(exercise)}', { solution: true })`,
    0, // hints left: the card shows all of them
  );
  if ('solution' in answer) return gradeCard(result, { solution: answer.solution });
  return gradeCard(result, solution ? { refused: answer.refused } : {});
}
