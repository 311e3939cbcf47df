import pc from 'picocolors';
import { visible } from '../../runtime/visible';
import { numberOf } from '../exercises/catalog';
import type { Grade, Status } from './grade';

/** In the order in which they are counted. */
export const STATUSES: readonly Status[] = ['done', 'failing', 'not started'];
/** One character for each status. */
export const SIGNS: Record<Status, string> = { done: '✓', failing: '✗', 'not started': '·' };
const COLORS: Record<Status, (text: string) => string> = {
  done: pc.green,
  failing: pc.red,
  'not started': pc.dim,
};

/**
 * Returns grades for a terminal: a line per exercise, the reason under a failing one, and the
 * total.
 */
export function gradesTable(grades: readonly Grade[]): string {
  const width = Math.max(...grades.map(({ exercise }) => exercise.title.length));
  const lines = grades.flatMap((result) => {
    const { exercise, status, points } = result;
    const earned = `${points}/${exercise.points}`;
    const line = `${SIGNS[status]} ${numberOf(exercise)}  ${exercise.title.padEnd(width)}  ${status.padEnd(11)}  ${earned}`;
    const reasons = status === 'failing' ? failureLines(result) : [];
    return [COLORS[status](line), ...reasons.map((text) => `      ${text}`)];
  });
  const { points, of } = total(grades);
  const counts = STATUSES.map((status) => `${countOf(grades, status)} ${status}`);
  return [...lines, '', `${counts.join(', ')}; ${points} of ${of} points`].join('\n');
}

/** Returns the lines that say what is wrong with an answer, where, and what it printed. */
function failureLines({ message = '', place, printed }: Grade): string[] {
  return [
    ...visible(`${message}${place ? ` (${place})` : ''}`).split('\n'),
    ...(printed
      ? [
          pc.dim('it printed:'),
          ...visible(printed)
            .split('\n')
            .map((line) => pc.dim(`  ${line}`)),
        ]
      : []),
  ];
}

/** Grades as JSON data. */
interface GradesRecord {
  points: number;
  of: number;
  exercises: ExerciseRecord[];
}

interface ExerciseRecord extends Pick<Grade, 'status' | 'points' | 'message' | 'test' | 'place' | 'printed'> {
  name: string;
  title: string;
  of: number;
}

/** Returns grades as JSON data. */
export function gradesRecord(grades: readonly Grade[]): GradesRecord {
  const exercises = grades.map(({ exercise: { name, title, points: of }, ...result }) => ({
    name,
    title,
    of,
    ...result,
  }));
  return { ...total(grades), exercises };
}

/** Returns how many grades have a status. */
export function countOf(grades: readonly Grade[], status: Status): number {
  return grades.filter((grade) => grade.status === status).length;
}

/** Returns the sum of the points, and how many are possible. */
export function total(grades: readonly Grade[]): { points: number; of: number } {
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
  return { points: sum(grades.map((g) => g.points)), of: sum(grades.map((g) => g.exercise.points)) };
}
