import { type Exercise, findExercises, numberOf } from '../exercises/catalogue';
import { keepStubs, resetExercise } from '../exercises/stubs';
import { grade } from '../grading/grade';
import { askForSolution, oneMoreHint, seenHints, solutionOf } from './hints';
import { isDone, readProgress, rememberGrades } from './progress';
import { lastTop, type Size, screen, type View } from './screen';
import { watchAnswers } from './watch';

/** As much of a terminal as is used here. */
export interface Terminal {
  /** Shows a screen in place of the one before. */
  show(text: string): void;
  size(): Size;
  /** Yields keys by name: `h`, `up`, `return`, `ctrl-c`. */
  keys: AsyncIterable<string>;
}

/**
 * Leads through the exercises: shows the first that is not done, grades it whenever it is saved, and answers keys.
 * Ends when the learner quits.
 *
 * @returns how many exercises are done then, in words
 * @throws when the test runner does not start
 */
export async function learn(terminal: Terminal, draws: (redraw: () => void) => void): Promise<string> {
  const exercises = findExercises([]);
  keepStubs(exercises);
  const view: View = {
    exercises,
    done: doneOf(exercises),
    current: firstOpen(exercises) ?? exercises[0]!,
    hints: [],
    top: 0,
    solutions: solutionOf(exercises[0]!) !== undefined,
    busy: 'starting',
  };
  const draw = () => terminal.show(screen(view, terminal.size()));
  const set = (change: Partial<View>) => {
    Object.assign(view, change);
    draw();
  };
  draws(draw);
  set({ hints: seenHints(view.current) });

  const left = new AbortController(); // the learner has quit
  const watcher = await watchAnswers({ exercises, saved: (exercise) => void check(exercise) });

  let keepNote = false; // a reset is a save too, and what it says has to be read
  async function check(exercise: Exercise): Promise<void> {
    if (exercise !== view.current) goTo(exercise);
    set({ busy: 'checking', note: keepNote ? view.note : undefined, page: undefined, top: 0 });
    keepNote = false;
    const result = await watcher.grade(exercise).catch((error: Error) => {
      if (!left.signal.aborted) set({ busy: undefined, note: error.message });
    });
    if (!result || exercise !== view.current) return; // another save came meanwhile
    rememberGrades([result]);
    set({ grade: result, busy: undefined, done: doneOf(exercises) });
  }

  function goTo(exercise: Exercise): void {
    set({
      current: exercise,
      grade: undefined,
      page: undefined,
      note: undefined,
      hints: seenHints(exercise),
      top: 0,
    });
  }

  async function checkAll(): Promise<void> {
    set({ busy: 'checking all exercises', note: undefined, page: undefined, top: 0 });
    const grades = await grade(exercises, { signal: left.signal });
    rememberGrades(grades);
    const open = grades
      .filter(({ status }) => status === 'failing')
      .map(({ exercise }) => numberOf(exercise));
    const note = open.length > 0 ? `Not yet right: ${open.join(', ')}.` : 'Of those begun, all are right.';
    const mine = grades.find(({ exercise }) => exercise === view.current);
    set({ busy: undefined, note, grade: mine, done: doneOf(exercises) });
  }

  function next(): void {
    const at = exercises.indexOf(view.current);
    const open = firstOpen([...exercises.slice(at + 1), ...exercises.slice(0, at)]);
    if (!open) {
      set({ note: 'All other exercises are done.' });
      return;
    }
    goTo(open);
    void check(open);
  }

  let asked: string | undefined; // the key whose second press does what cannot be taken back at once
  function reset(): void {
    const number = numberOf(view.current);
    if (asked !== 'r') {
      set({ note: `Press r again to start exercise ${number} anew; your answer is kept in a file.` });
      return;
    }
    const kept = resetExercise(view.current);
    keepNote = kept !== undefined;
    set({ note: kept ? `Your answer is kept: ${kept}` : 'The exercise is as it was handed out.' });
  }

  function solution(): void {
    if (view.page?.kind === 'solution') {
      set({ page: undefined, top: 0 });
      return;
    }
    const answer = askForSolution(view.current, 'press s again');
    if ('solution' in answer)
      set({ page: { kind: 'solution', text: answer.solution }, note: undefined, top: 0 });
    else set({ note: answer.refused });
  }

  function choose(key: string): boolean {
    if (view.page?.kind !== 'list') return false;
    const { chosen } = view.page;
    const moves: Record<string, number> = { up: -1, k: -1, down: 1, j: 1 };
    const move = moves[key];
    if (move) set({ page: { kind: 'list', chosen: (chosen + move + exercises.length) % exercises.length } });
    if (key !== 'return') return move !== undefined;
    goTo(exercises[chosen]!);
    void check(exercises[chosen]!);
    return true;
  }

  /** Moves through a screen that is longer than the terminal. */
  function scroll(key: string): boolean {
    const page = Math.max(1, terminal.size().rows - 10);
    const moves: Record<string, number> = { up: -1, k: -1, down: 1, j: 1, pageup: -page, pagedown: page };
    const move = moves[key];
    if (move === undefined) return false;
    set({ top: Math.max(0, Math.min(view.top + move, lastTop(view, terminal.size()))) });
    return true;
  }

  const actions: Record<string, () => void | Promise<void>> = {
    h() {
      const hints = oneMoreHint(view.current);
      const all = hints.length === view.hints.length;
      const last = `That was the last hint.${view.solutions ? ' s asks for the solution.' : ''}`;
      const note = all ? last : undefined;
      set({ hints, page: undefined, note });
      set({ top: lastTop(view, terminal.size()) }); // where the new one stands
    },
    n: next,
    l: () =>
      set({
        page: view.page ? undefined : { kind: 'list', chosen: exercises.indexOf(view.current) },
        note: undefined,
      }),
    c: checkAll,
    r: reset,
    s: solution,
  };

  /** A key must never end the program, and long work must never keep keys waiting. */
  async function act(key: string): Promise<void> {
    try {
      await actions[key]?.();
    } catch (error) {
      if (!left.signal.aborted) set({ busy: undefined, note: (error as Error).message });
    }
  }

  try {
    void check(view.current);
    for await (const key of terminal.keys) {
      if (key === 'q' || key === 'ctrl-c') break;
      if (!choose(key) && !scroll(key)) void act(key);
      asked = asked === key ? undefined : key;
    }
  } finally {
    left.abort();
    await watcher.close();
  }
  const [done, all] = [doneOf(exercises).size, exercises.length];
  if (done === all) return `All ${all} exercises are done.`;
  return `${done} of ${all} exercises are done; npm run learn goes on from here.`;
}

function doneOf(exercises: readonly Exercise[]): Set<string> {
  const progress = readProgress();
  return new Set(exercises.filter((exercise) => isDone(progress, exercise)).map(({ name }) => name));
}

function firstOpen(exercises: readonly Exercise[]): Exercise | undefined {
  const done = doneOf(exercises);
  return exercises.find(({ name }) => !done.has(name));
}
