import { type Exercise, numberOf } from '../exercises/catalog';
import { grade } from '../grading/grade';
import { seenHints, solutionOf } from './hints';
import { isDone, readProgress, rememberGrades } from './progress';
import { type Size, screen, type View } from './screen';
import { type AnswersWatcher, watchAnswers } from './watch';

/** The part of a terminal that is used here. */
export interface Terminal {
  /** Replaces the screen. */
  show(text: string): void;
  size(): Size;
  /** Yields the names of the keys that are pressed: `h`, `up`, `return`, `ctrl-c`. */
  keys: AsyncIterable<string>;
}

/** The state of `npm run learn`: the screen, and the grading that runs. `keys.ts` changes it. */
export class Session {
  readonly view: View;
  /** Aborted when the learner quits. */
  readonly quit = new AbortController();
  /**
   * Keeps the note through the next check: a reset saves the file, and its note must stay
   * readable.
   */
  keepNote = false;
  #watcher?: AnswersWatcher;

  constructor(
    readonly exercises: readonly Exercise[],
    readonly terminal: Terminal,
  ) {
    const current = firstOpen(exercises) ?? exercises[0]!;
    this.view = {
      exercises,
      done: doneOf(exercises),
      current,
      hints: seenHints(current),
      top: 0,
      solutions: solutionOf(current) !== undefined,
      busy: 'starting',
    };
  }

  draw(): void {
    this.terminal.show(screen(this.view, this.terminal.size()));
  }

  /** Changes parts of the view and draws it. */
  set(change: Partial<View>): void {
    Object.assign(this.view, change);
    this.draw();
  }

  /**
   * Starts to watch the answers, and checks the current one. @throws if the test runner does not
   * start
   */
  async start(): Promise<void> {
    const { exercises } = this;
    this.#watcher = await watchAnswers({ exercises, saved: (exercise) => void this.check(exercise) });
    void this.check(this.view.current);
  }

  /** Stops all grading. */
  async close(): Promise<void> {
    this.quit.abort();
    await this.#watcher?.close();
  }

  /** Shows another exercise. */
  goTo(exercise: Exercise): void {
    const nothing = { grade: undefined, page: undefined, note: undefined };
    this.set({ ...nothing, current: exercise, hints: seenHints(exercise), top: 0 });
  }

  /** Grades an exercise and shows the result or the error, unless it is saved again before that. */
  async check(exercise: Exercise): Promise<void> {
    await this.#check(exercise).catch((error: Error) => this.fail(error));
  }

  async #check(exercise: Exercise): Promise<void> {
    if (exercise !== this.view.current) this.goTo(exercise);
    const note = this.keepNote ? this.view.note : undefined;
    this.keepNote = false;
    this.set({ busy: 'checking', note, page: undefined, top: 0 });
    const result = await this.#watcher?.grade(exercise);
    if (!result || exercise !== this.view.current) return;
    rememberGrades([result]);
    this.set({ grade: result, busy: undefined, done: doneOf(this.exercises) });
  }

  /** Grades all exercises, and says which of those that were begun fail. */
  async checkAll(): Promise<void> {
    this.set({ busy: 'checking all exercises', note: undefined, page: undefined, top: 0 });
    const grades = await grade(this.exercises, { signal: this.quit.signal });
    rememberGrades(grades);
    const failing = grades.filter(({ status }) => status === 'failing');
    const numbers = failing.map(({ exercise }) => numberOf(exercise)).join(', ');
    const note = numbers ? `Not yet right: ${numbers}.` : 'All exercises that you have begun are right.';
    const current = grades.find(({ exercise }) => exercise === this.view.current);
    this.set({ busy: undefined, note, grade: current, done: doneOf(this.exercises) });
  }

  /** Shows an error as a note. */
  fail(error: Error): void {
    if (!this.quit.signal.aborted) this.set({ busy: undefined, note: error.message });
  }
}

/** Returns the names of the exercises that are done. */
export function doneOf(exercises: readonly Exercise[]): Set<string> {
  const progress = readProgress();
  return new Set(exercises.filter((exercise) => isDone(progress, exercise)).map(({ name }) => name));
}

/** Returns the first exercise that is not done; undefined if all are. */
export function firstOpen(exercises: readonly Exercise[]): Exercise | undefined {
  const done = doneOf(exercises);
  return exercises.find(({ name }) => !done.has(name));
}
