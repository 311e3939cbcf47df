import { cellSignal } from '../interrupt';
import { findExercises } from './exercises/catalogue';
import { gradeCard } from './grading/card';
import { grade } from './grading/grade';
import { gradesTable } from './grading/table';

/**
 * Grades one exercise and shows the result: a card under the running cell in a notebook, a line elsewhere. A
 * wrong answer is shown, not thrown, so that Run All goes on.
 *
 * @param name its number, `'12'`, or name
 * @throws when there is no such exercise, or the cell is interrupted
 */
export async function check(name: string): Promise<void> {
  const signal = cellSignal();
  const grades = await grade(findExercises([name]), { signal });
  if (!signal) {
    console.log(gradesTable(grades));
    return;
  }
  const { display } = require('tslab') as typeof import('tslab');
  for (const result of grades) display.html(gradeCard(result));
}
