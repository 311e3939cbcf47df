/**
 * The cell that asks. Each cell runs in an asynchronous context of its own, so that whatever it started, however
 * much later it goes on, prints into that cell, is stopped with that cell, and fails that cell.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { CELL_SIGNAL } from '../lib/interrupt';
import type { Content } from './wire';

export interface Cell {
  /** The number that the notebook shows: `[3]`. */
  number: number;
  code: string;
  /** Sends output to where the cell's output is shown. */
  publish(msgType: string, content: Content): void;
  /** Stops the cell's work when aborted. */
  stop: AbortController;
}

const context = new AsyncLocalStorage<Cell>();
let latest: Cell | undefined;

/** Returns what `work` returns, run as part of a cell. */
export function runAs<Result>(cell: Cell, work: () => Result): Result {
  latest = cell;
  return context.run(cell, work);
}

/** Returns the cell that started the calling code; where that is not known, the latest one. */
export function currentCell(): Cell | undefined {
  return context.getStore() ?? latest;
}

/** Shows the library the signal of the cell that its caller belongs to, under `CELL_SIGNAL`. */
export function offerCellSignal(): void {
  Object.defineProperty(globalThis, CELL_SIGNAL, {
    get: () => currentCell()?.stop.signal,
    configurable: true,
  });
}

/**
 * Prints promises without the marks that Node 20 and 22 put on them to know their context. They would differ from
 * run to run.
 */
export function hideContextOfPromises(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    value(this: Promise<unknown>) {
      for (const mark of Object.getOwnPropertySymbols(this))
        Object.defineProperty(this, mark, { enumerable: false });
      return this;
    },
  });
}
