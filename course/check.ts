import { cellSignal } from '../lib/interrupt';
import { findExercises, numberOf } from './exercises/catalogue';
import { gradeCard } from './grading/card';
import { type Grade, grade } from './grading/grade';
import { gradesTable } from './grading/table';
import { askForSolution } from './learn/hints';
import { rememberGrades } from './learn/progress';

interface CheckOptions {
  /** Ask for the solution too: it is shown once the exercise is done, or when it is asked for a second time. */
  solution?: boolean;
}

/**
 * Grades one exercise and shows the result: a card under the running cell in a notebook, a line elsewhere. A
 * wrong answer is shown, not thrown, so that Run All goes on.
 *
 * @param name its number, `'04'`, or name
 * @throws when there is no such exercise, or the cell is interrupted
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
    0, // the card has all hints
  );
  if ('solution' in answer) return gradeCard(result, { solution: answer.solution });
  return gradeCard(result, solution ? { refused: answer.refused } : {});
}
