import { numberOf } from '../exercises/catalog';
import { resetExercise } from '../exercises/stubs';
import { askForSolution, failingFunction, oneMoreHint, seenHints } from './hints';
import { lastTop } from './screen';
import { firstOpen, type Session } from './session';

/** @param again whether the key was pressed twice in a row */
type Action = (session: Session, again: boolean) => void | Promise<void>;

const ACTIONS: Record<string, Action> = {
  h: showHint,
  n: goToNext,
  l: toggleList,
  c: (session) => session.checkAll(),
  r: reset,
  s: toggleSolution,
};

/**
 * Does what a key stands for. It returns at once, and shows errors as a note: long work must not
 * block the keys, and no key may end the program.
 *
 * @param again whether the key was pressed twice in a row
 */
export function press(session: Session, key: string, again: boolean): void {
  if (moveInList(session, key) || scroll(session, key)) return;
  const act = async () => ACTIONS[key]?.(session, again);
  act().catch((error: Error) => session.fail(error));
}

/** Shows one more hint: for the function whose test has failed, if the exercise has several. */
function showHint(session: Session): void {
  const { view, terminal } = session;
  const { current, grade, hints: before } = view;
  const about = failingFunction(current, grade);
  oneMoreHint(current, about);
  const added = seenHints(current).filter((hint) => !before.includes(hint));
  const hints = [...before, ...added];
  const note = `That was the last hint${about ? ` for ${about}` : ''}.${view.solutions ? ' s asks for the solution.' : ''}`;
  session.set({ hints, page: undefined, note: added.length === 0 ? note : undefined });
  session.set({ top: lastTop(view, terminal.size()) }); // shows the new hint, which is the last
}

function goToNext(session: Session): void {
  const { exercises, view } = session;
  const at = exercises.indexOf(view.current);
  const next = firstOpen([...exercises.slice(at + 1), ...exercises.slice(0, at)]);
  if (next) void session.check(next);
  else session.set({ note: 'All other exercises are done.' });
}

function toggleList(session: Session): void {
  const { exercises, view } = session;
  const chosen = exercises.indexOf(view.current);
  session.set({ page: view.page ? undefined : { kind: 'list', chosen }, note: undefined });
}

function reset(session: Session, again: boolean): void {
  const { current } = session.view;
  if (!again) {
    const number = numberOf(current);
    session.set({ note: `Press r again to reset exercise ${number}; your answer is kept in a file.` });
    return;
  }
  const kept = resetExercise(current);
  session.keepNote = kept !== undefined;
  session.set({ note: kept ? `Your answer is kept: ${kept}` : 'The exercise has not been changed.' });
}

function toggleSolution(session: Session): void {
  const { view } = session;
  if (view.page?.kind === 'solution') {
    session.set({ page: undefined, top: 0 });
    return;
  }
  const answer = askForSolution(view.current, 'press s again');
  if ('refused' in answer) session.set({ note: answer.refused });
  else session.set({ page: { kind: 'solution', text: answer.solution }, note: undefined, top: 0 });
}

const LINES: Record<string, number> = { up: -1, k: -1, down: 1, j: 1 };

/**
 * Moves in the list of exercises, or goes to the chosen one. Returns whether the key was for the
 * list.
 */
function moveInList(session: Session, key: string): boolean {
  const { exercises, view } = session;
  if (view.page?.kind !== 'list') return false;
  const { chosen } = view.page;
  if (key === 'return') {
    void session.check(exercises[chosen]!);
    return true;
  }
  const move = LINES[key];
  if (move === undefined) return false;
  session.set({ page: { kind: 'list', chosen: (chosen + move + exercises.length) % exercises.length } });
  return true;
}

/** Scrolls a screen that is longer than the terminal. Returns whether the key was for that. */
function scroll(session: Session, key: string): boolean {
  const { view, terminal } = session;
  const page = Math.max(1, terminal.size().rows - 10);
  const move = { ...LINES, pageup: -page, pagedown: page }[key];
  if (move === undefined) return false;
  session.set({ top: Math.max(0, Math.min(view.top + move, lastTop(view, terminal.size()))) });
  return true;
}
