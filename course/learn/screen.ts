import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { type Exercise, numberOf } from '../exercises/catalogue';
import { NOT_WRITTEN } from '../exercises/stub';
import type { Grade } from '../grading/grade';

/** What `npm run learn` knows when it draws. */
export interface View {
  exercises: readonly Exercise[];
  /** Names of those that are done. */
  done: ReadonlySet<string>;
  current: Exercise;
  /** Of the current one; undefined while it is being graded for the first time. */
  grade?: Grade;
  /** Whether this copy has solutions to be shown. */
  solutions: boolean;
  /** What is being done, `checking`. */
  busy?: string;
  hints: readonly string[];
  /** Shown in place of the exercise. */
  page?: { kind: 'list'; chosen: number } | { kind: 'solution'; text: string };
  /** How many lines are scrolled out at the top, where there are more than the terminal has room for. */
  top: number;
  /** An answer to the last key: what was kept, or what a second press does. */
  note?: string;
}

const LEAST_WIDTH = 40;
const MOST_WIDTH = 100;
const LEAST_ROOM = 5;
const INDENT = '  ';
const CODE_INDENT = '    '; // of a line of code that is continued

/** How large a terminal is, in characters. */
export interface Size {
  columns: number;
  rows: number;
}

/** Returns the whole screen: no line wider than the terminal, and no more lines than it has, from 12 up. */
export function screen(view: View, size: Size): string {
  const { head, body, foot, room } = layout(view, size);
  const { page, top } = view;
  const wanted = page?.kind === 'list' ? page.chosen - Math.floor(room / 2) : top;
  const shown = cutOut(body, room, Math.max(0, Math.min(wanted, body.length - room)));
  return [...head, ...shown, ...foot].join('\n');
}

/** Returns how far a screen can be scrolled, in lines; 0 where all of it is to be seen. */
export function lastTop(view: View, size: Size): number {
  const { body, room } = layout(view, size);
  return Math.max(0, body.length - room);
}

interface Layout {
  head: string[];
  /** What scrolls. */
  body: string[];
  foot: string[];
  /** How many lines of the body are shown. */
  room: number;
}

function layout(view: View, { columns, rows }: Size): Layout {
  const width = Math.max(LEAST_WIDTH, Math.min(columns, MOST_WIDTH)) - 1; // the last column would wrap in some terminals
  const { page } = view;
  const body =
    page?.kind === 'list'
      ? listLines(view, page.chosen, width)
      : page?.kind === 'solution'
        ? [...title(view, width), '', ...wrapped(page.text.trimEnd(), width, CODE_INDENT)]
        : exerciseLines(view, width);
  const note = view.note ? ['', ...wrapped(view.note, width).map(pc.yellow)] : [];
  const head = [bar(view, width), ''];
  const foot = [...note, '', ...keys(view, width)];
  return { head, body, foot, room: Math.max(LEAST_ROOM, rows - head.length - foot.length) };
}

/** Returns as many lines as there is room for, and says in the first and the last of them what is missing. */
function cutOut(lines: readonly string[], room: number, top: number): string[] {
  const shown = lines.slice(top, top + room);
  const below = lines.length - top - room;
  if (top > 0) shown[0] = pc.dim(`… ${top + 1} more lines: up`);
  if (below > 0) shown[shown.length - 1] = pc.dim(`… ${below + 1} more lines: down`);
  return shown;
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
  if (grade) lines.push(...gradeLines(view, grade, width));
  if (busy) lines.push(pc.cyan(`${busy} …`));
  if (grade?.status === 'done') return lines; // which needs no hints any more
  for (const [n, hint] of hints.entries())
    lines.push(
      '',
      pc.bold(`Hint ${n + 1} of ${current.hints.length}`),
      ...wrapped(hint, width - INDENT.length).map(indented),
    );
  return lines;
}

function gradeLines({ solutions }: View, grade: Grade, width: number): string[] {
  const { status, message = '', place, printed, test } = grade;
  if (status === 'done')
    return [
      pc.green('✓ done: all its tests pass.'),
      `n goes on to the next exercise${solutions ? ', s shows a solution' : ''}.`,
    ];
  if (status === 'not started') return wrapped(`· not started: ${toDo(message)}`, width).map(pc.dim);
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

/** Of a stub it is said what its test ran into; here, what is to be done about it. */
function toDo(message: string): string {
  const what = new RegExp(`^${NOT_WRITTEN}: (.+)`).exec(message)?.[1];
  return what ? `write ${what}, where the file throws "${NOT_WRITTEN}"` : message;
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

function keys({ page, solutions }: View, width: number): string[] {
  if (page?.kind === 'list') return [pc.dim('up, down: choose   enter: go there   l: back')];
  if (page?.kind === 'solution') return [pc.dim('s: back')];
  const all = KEYS.filter(([key]) => key !== 's' || solutions).map(
    ([key, what]) => `${pc.bold(key)} ${what}`,
  );
  return wrapped(all.join('   '), width);
}

const indented = (line: string) => INDENT + line;

/**
 * Wraps each line between words, or inside a word that is wider than the screen. What starts the line
 * is repeated on its continuation lines: its indentation, and `* ` or `// ` of a comment.
 *
 * @param more added after it on continuation lines, except of comments
 */
export function wrapped(text: string, width: number, more = ''): string[] {
  return text.split('\n').flatMap((line) => {
    const [start = '', marker] = /^\s*(\* |\/\/ )?/.exec(line) ?? [];
    const wrap = (room: number) => wrapAnsi(line.slice(start.length), room, { hard: true }).split('\n');
    if (wrap(width - start.length).length === 1) return [line];
    const next = marker ? start : start + more;
    const [first, ...rest] = wrap(width - next.length);
    return [start + first, ...rest.map((part) => next + part)];
  });
}
