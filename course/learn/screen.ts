import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { visible } from '../../runtime/visible';
import { type Exercise, numberOf } from '../exercises/catalog';
import { NOT_WRITTEN } from '../exercises/stub';
import type { Grade } from '../grading/grade';

/** The state that the screen shows. */
export interface View {
  exercises: readonly Exercise[];
  /** Names of the exercises that are done. */
  done: ReadonlySet<string>;
  current: Exercise;
  /** The grade of the current exercise; undefined until it has been graded. */
  grade?: Grade;
  /** Whether this copy has solutions. */
  solutions: boolean;
  /** What is running: `checking`. */
  busy?: string;
  /** The hints that the learner has seen, the newest last. */
  hints: readonly string[];
  /** Shown instead of the exercise. */
  page?: { kind: 'list'; chosen: number } | { kind: 'solution'; text: string };
  /** How many lines are scrolled off the top. */
  top: number;
  /** A message about the last key. */
  note?: string;
}

const LEAST_WIDTH = 40;
const MOST_WIDTH = 100;
const LEAST_ROOM = 5;
const INDENT = '  ';
const CODE_INDENT = '    '; // of a line of code that is continued

/** The size of a terminal, in characters. */
export interface Size {
  columns: number;
  rows: number;
}

/** Returns the whole screen. It fits any terminal of at least 40 columns and 12 rows. */
export function screen(view: View, size: Size): string {
  const { head, body, foot, room } = layout(view, size);
  const { page, top } = view;
  const wanted = page?.kind === 'list' ? page.chosen - Math.floor(room / 2) : top;
  const shown = visiblePart(body, room, Math.max(0, Math.min(wanted, body.length - room)));
  return [...head, ...shown, ...foot].join('\n');
}

/** Returns how many lines a screen can be scrolled; 0 if it fits the terminal. */
export function lastTop(view: View, size: Size): number {
  const { body, room } = layout(view, size);
  return Math.max(0, body.length - room);
}

interface Layout {
  head: string[];
  /** The part that scrolls. */
  body: string[];
  foot: string[];
  /** How many lines of the body fit. */
  room: number;
}

function layout(view: View, { columns, rows }: Size): Layout {
  // Not the last column, at which some terminals wrap.
  const width = Math.max(LEAST_WIDTH, Math.min(columns, MOST_WIDTH)) - 1;
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

/** Returns the visible lines. The first and the last say how many more there are. */
function visiblePart(lines: readonly string[], room: number, top: number): string[] {
  const shown = lines.slice(top, top + room);
  const below = lines.length - top - room;
  if (top > 0) shown[0] = pc.dim(`… ${top + 1} more lines: up`);
  if (below > 0) shown[shown.length - 1] = pc.dim(`… ${below + 1} more lines: down`);
  return shown;
}

/** Returns the progress bar. It counts points, because exercises differ in size. */
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
  if (grade?.status === 'done') return lines; // hints are no longer needed
  for (const hint of hints)
    lines.push(
      '',
      pc.bold(`Hint ${current.hints.indexOf(hint) + 1} of ${current.hints.length}`),
      ...wrapped(hint, width - INDENT.length).map(indented),
    );
  return lines;
}

function gradeLines({ solutions }: View, grade: Grade, width: number): string[] {
  const { status, message = '', place, printed, test } = grade;
  if (status === 'done')
    return [
      pc.green('✓ done: all its tests pass.'),
      `n goes to the next exercise${solutions ? ', s shows a solution' : ''}.`,
    ];
  if (status === 'not started') return wrapped(`· not started: ${toDo(message)}`, width).map(pc.dim);
  const inner = width - INDENT.length;
  return [
    ...wrapped(`✗ not yet${test ? `: ${test}` : ''}`, width).map(pc.red),
    ...wrapped(visible(message), inner).map(indented),
    ...(place ? [indented(pc.dim(visible(place)))] : []),
    ...(printed
      ? [pc.dim('It printed:'), ...wrapped(visible(printed), inner).map((line) => indented(pc.dim(line)))]
      : []),
  ];
}

/** Returns what to write, from the message of a stub's failed test. */
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

const KEYS = {
  h: 'hint',
  n: 'next',
  l: 'list',
  c: 'check all',
  r: 'reset',
  s: 'solution',
  q: 'quit',
};

function keys({ page, solutions }: View, width: number): string[] {
  if (page?.kind === 'list') return [pc.dim('up, down: choose   enter: go there   l: back')];
  if (page?.kind === 'solution') return [pc.dim('s: back')];
  const available = Object.entries(KEYS).filter(([key]) => key !== 's' || solutions);
  return wrapped(available.map(([key, what]) => `${pc.bold(key)} ${what}`).join('   '), width);
}

const indented = (line: string) => INDENT + line;

/** A line of the frame around code in a compiler's error, which wrapping would take to pieces. */
const FRAME = /[│╭╰┬]/;

/**
 * Wraps each line between words, or inside a word that is wider than the screen. What starts the
 * line is repeated on its continuation lines: its indentation, and `* ` or `// ` of a comment.
 *
 * @param more added after it on continuation lines, except of comments
 */
export function wrapped(text: string, width: number, more = ''): string[] {
  return text.split('\n').flatMap((line) => {
    if (FRAME.test(line)) return [line.slice(0, width)];
    const [start = '', marker] = /^\s*(\* |\/\/ )?/.exec(line) ?? [];
    const wrap = (room: number) => wrapAnsi(line.slice(start.length), room, { hard: true }).split('\n');
    if (wrap(width - start.length).length === 1) return [line];
    const next = marker ? start : start + more;
    const [first, ...rest] = wrap(width - next.length);
    return [start + first, ...rest.map((part) => next + part)];
  });
}
