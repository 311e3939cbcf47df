import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { type Exercise, numberOf } from '../exercises/catalogue';
import type { Grade } from '../grading/grade';

/** What `npm run learn` knows when it draws. */
export interface View {
  exercises: readonly Exercise[];
  /** Names of those that are done. */
  done: ReadonlySet<string>;
  current: Exercise;
  /** Of the current one; undefined while it is being graded for the first time. */
  grade?: Grade;
  /** What is being done, `checking`. */
  busy?: string;
  hints: readonly string[];
  /** Shown in place of the exercise. */
  page?: { kind: 'list'; chosen: number } | { kind: 'solution'; text: string };
  /** An answer to the last key: what was kept, or what a second press does. */
  note?: string;
}

export const LEAST_WIDTH = 40;
const MOST_WIDTH = 100;
const INDENT = '  ';

/** Returns the whole screen, no line wider than `columns`. */
export function screen(view: View, columns: number): string {
  const width = Math.max(LEAST_WIDTH, Math.min(columns, MOST_WIDTH)) - 1; // the last column would wrap in some terminals
  const { page } = view;
  const body =
    page?.kind === 'list'
      ? listLines(view, page.chosen, width)
      : page?.kind === 'solution'
        ? [...title(view, width), '', ...wrapped(page.text.trimEnd(), width)]
        : exerciseLines(view, width);
  const note = view.note ? ['', ...wrapped(view.note, width).map(pc.yellow)] : [];
  return [bar(view, width), '', ...body, ...note, '', keys(view, width), ''].join('\n');
}

/** The bar counts points, as exercises differ in size. */
function bar({ exercises, done }: View, width: number): string {
  const sum = (some: readonly Exercise[]) => some.reduce((points, exercise) => points + exercise.points, 0);
  const finished = exercises.filter(({ name }) => done.has(name));
  const [points, of] = [sum(finished), sum(exercises)];
  const text = `  ${finished.length} of ${exercises.length} exercises, ${points} of ${of} points`;
  const room = Math.max(0, Math.min(30, width - text.length - 2));
  const filled = of > 0 ? Math.round((room * points) / of) : 0;
  return `[${pc.green('#'.repeat(filled))}${pc.dim('-'.repeat(room - filled))}]${text}`;
}

function title({ current }: View, width: number): string[] {
  const file = `exercises/${current.name}.ts`;
  return [
    pc.bold(`${numberOf(current)}  ${current.title}`),
    ...wrapped(
      `Edit ${file} and save it. About ${current.minutes} minutes; prepared by notebooks/${current.notebook}.ipynb.`,
      width,
    ).map(pc.dim),
  ];
}

function exerciseLines(view: View, width: number): string[] {
  const { grade, busy, hints, current } = view;
  const lines = [...title(view, width), ''];
  if (grade) lines.push(...gradeLines(grade, width));
  if (busy) lines.push(pc.cyan(`${busy} …`));
  for (const [n, hint] of hints.entries())
    lines.push(
      '',
      pc.bold(`Hint ${n + 1} of ${current.hints.length}`),
      ...wrapped(hint, width - INDENT.length).map(indented),
    );
  return lines;
}

function gradeLines(grade: Grade, width: number): string[] {
  const { status, message = '', place, printed, test } = grade;
  if (status === 'done')
    return [pc.green('✓ done: all its tests pass.'), 'n goes on to the next exercise, s shows a solution.'];
  if (status === 'not started') return [pc.dim(`· not started: ${message}`)];
  const inner = width - INDENT.length;
  return [
    ...wrapped(`✗ not yet${test ? `: ${test}` : ''}`, width).map(pc.red),
    ...wrapped(message, inner).map(indented),
    ...(place ? [indented(pc.dim(place))] : []),
    ...(printed
      ? [pc.dim('It printed:'), ...wrapped(printed, inner).map((line) => indented(pc.dim(line)))]
      : []),
  ];
}

function listLines({ exercises, done, current }: View, chosen: number, width: number): string[] {
  return exercises.map((exercise, n) => {
    const sign = done.has(exercise.name)
      ? pc.green('✓')
      : exercise.name === current.name
        ? pc.yellow('›')
        : pc.dim('·');
    const tail = `${'*'.repeat(exercise.difficulty).padEnd(3)}  ${exercise.points} ${exercise.points === 1 ? 'point ' : 'points'}`;
    const room = width - tail.length - 10;
    const label =
      exercise.title.length > room ? `${exercise.title.slice(0, room - 1)}…` : exercise.title.padEnd(room);
    const line = `${numberOf(exercise)}  ${label}  ${tail}`;
    return `${sign} ${n === chosen ? pc.inverse(line) : line}`;
  });
}

const KEYS = [
  ...[
    ['h', 'hint'],
    ['n', 'next'],
    ['l', 'list'],
    ['c', 'check all'],
  ],
  ...[
    ['r', 'reset'],
    ['s', 'solution'],
    ['q', 'quit'],
  ],
] as const;

function keys({ page }: View, width: number): string {
  if (page?.kind === 'list') return pc.dim('up, down: choose   enter: go there   l: back');
  if (page?.kind === 'solution') return pc.dim('s: back');
  const all = KEYS.map(([key, what]) => `${pc.bold(key)} ${what}`);
  return wrapped(all.join('   '), width).join('\n');
}

const indented = (line: string) => INDENT + line;

/** Breaks text between words, or within a word that is wider than a line; spaces at the start of a line stay. */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const piece of paragraph.match(/\s*\S+/g) ?? []) {
      const last = lines[lines.length - 1]!;
      if (last === '' || visible(last + piece) <= width) lines[lines.length - 1] = last + piece;
      else lines.push(piece.trimStart());
    }
    return lines.flatMap((line) => (visible(line) > width ? cut(line, width) : [line]));
  });
}

function cut(line: string, width: number): string[] {
  const characters = [...stripVTControlCharacters(line)];
  const parts: string[] = [];
  for (let start = 0; start < characters.length; start += width)
    parts.push(characters.slice(start, start + width).join(''));
  return parts;
}

function visible(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
