/**
 * The current cell. Each cell runs in its own asynchronous context. So whatever it started, even
 * if it continues much later, prints to that cell, is stopped with it, and fails it.
 */
import { context } from './platform';
import type { Content } from './wire';

/**
 * The global that gives code the signal of the cell that runs it. Code finds it under the same
 * name, as `lib/interrupt.ts` does, and without importing the kernel.
 */
const CELL_SIGNAL = Symbol.for('sentiment-lab.cell-signal');

/** A cell that runs or has run. */
export interface Cell {
  /** The execution count that the notebook shows: `[3]`. */
  number: number;
  code: string;
  /** Sends an output message to the notebook, for the output of this cell. */
  publish(msgType: string, content: Content): void;
  /** Asks the reader for a line of text; undefined if the front end has no input box. */
  ask?: ((prompt: string, isPassword: boolean) => Promise<string>) | undefined;
  /** Stops the cell's work when aborted. */
  stop: AbortController;
  /** Until when it may clean up after a stop, by `performance.now()`. */
  cleansUntil?: number;
  /** Whether its reply was sent. */
  isOver: boolean;
}

const cells = context<Cell>();
let latest: Cell | undefined;

/** Runs `work` as part of a cell and returns its result. */
export function runAs<Result>(cell: Cell, work: () => Result): Result {
  latest = cell;
  return cells.run(cell, work);
}

/** Runs what a cell has started earlier, as a timer does. */
export function continueAs<Result>(cell: Cell, work: () => Result): Result {
  return cells.run(cell, work);
}

/** Makes a cell the current one after an `await` of its code, and returns what was awaited. */
export function back<Result>(cell: Cell | undefined, result: Result): Result {
  cells.resume(cell === latest ? undefined : cell);
  return result;
}

/** Returns the cell that started the calling code; if unknown, the latest one. */
export function currentCell(): Cell | undefined {
  return cells.current() ?? latest;
}

/**
 * Does nothing unless the current cell was stopped.
 *
 * @param cleansUp whether a stopped cell may go on while it may clean up
 * @throws its interruption
 */
export function throwIfStopped(cleansUp: boolean): void {
  const cell = currentCell();
  if (cleansUp && performance.now() < (cell?.cleansUntil ?? 0)) return;
  cell?.stop.signal.throwIfAborted();
}

/** Returns the cell whose code goes on. @throws its interruption, if it is over and was stopped */
export function cellThatGoesOn(): Cell | undefined {
  const cell = currentCell();
  if (cell?.isOver) cell.stop.signal.throwIfAborted();
  return cell;
}

/** Defines the global `CELL_SIGNAL`. */
export function offerCellSignal(): void {
  Object.defineProperty(globalThis, CELL_SIGNAL, {
    get: () => currentCell()?.stop.signal,
    configurable: true,
  });
}
