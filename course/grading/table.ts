import pc from 'picocolors';
import { numberOf } from '../exercises/catalogue';
import type { Grade, Status } from './grade';

const SIGNS: Record<Status, string> = { done: '✓', failing: '✗', 'not started': '·' };
const COLORS: Record<Status, (text: string) => string> = {
  done: pc.green,
  failing: pc.red,
  'not started': pc.dim,
};

/** Returns grades for a terminal: a line an exercise, under a failing one what is wrong, and the points together. */
export function gradesTable(grades: readonly Grade[]): string {
  const width = Math.max(...grades.map(({ exercise }) => exercise.title.length));
  const lines = grades.flatMap((result) => {
    const { exercise, status, points } = result;
    const earned = `${points}/${exercise.points}`;
    const line = `${SIGNS[status]} ${numberOf(exercise)}  ${exercise.title.padEnd(width)}  ${status.padEnd(11)}  ${earned}`;
    const told = status === 'failing' ? failureLines(result) : [];
    return [COLORS[status](line), ...told.map((text) => `      ${text}`)];
  });
  const { points, of } = total(grades);
  const counts = (['done', 'failing', 'not started'] as const).map(
    (status) => `${grades.filter((grade) => grade.status === status).length} ${status}`,
  );
  return [...lines, '', `${counts.join(', ')}; ${points} of ${of} points`].join('\n');
}

/** What is wrong with an answer, where, and what it printed, line by line. */
export function failureLines({ message = '', place, printed }: Grade): string[] {
  return [
    ...`${message}${place ? ` (${place})` : ''}`.split('\n'),
    ...(printed ? [pc.dim('it printed:'), ...printed.split('\n').map((line) => pc.dim(`  ${line}`))] : []),
  ];
}

/** Grades as data, for other programs. */
export interface GradesRecord {
  points: number;
  of: number;
  exercises: ExerciseRecord[];
}

/** The grade of one exercise, as the JSON report has it. `of`: the points it can give. */
export interface ExerciseRecord
  extends Pick<Grade, 'status' | 'points' | 'message' | 'test' | 'place' | 'printed'> {
  name: string;
  title: string;
  of: number;
}

/** Returns grades as plain data. */
export function gradesRecord(grades: readonly Grade[]): GradesRecord {
  const exercises = grades.map(({ exercise: { name, title, points: of }, ...result }) => ({
    name,
    title,
    of,
    ...result,
  }));
  return { ...total(grades), exercises };
}

/** Returns the points together. */
export function total(grades: readonly Grade[]): { points: number; of: number } {
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
  return { points: sum(grades.map((g) => g.points)), of: sum(grades.map((g) => g.exercise.points)) };
}
