/**
 * The current cell. Each cell runs in its own asynchronous context. So whatever it started, even
 * if it continues much later, prints to that cell, is stopped with it, and fails it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
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
  /** Whether its reply was sent. */
  isOver: boolean;
}

const context = new AsyncLocalStorage<Cell>();
let latest: Cell | undefined;

/** Runs `work` as part of a cell and returns its result. */
export function runAs<Result>(cell: Cell, work: () => Result): Result {
  latest = cell;
  return context.run(cell, work);
}

/** Returns the cell that started the calling code; if unknown, the latest one. */
export function currentCell(): Cell | undefined {
  return context.getStore() ?? latest;
}

/** Defines the global `CELL_SIGNAL`. */
export function offerCellSignal(): void {
  Object.defineProperty(globalThis, CELL_SIGNAL, {
    get: () => currentCell()?.stop.signal,
    configurable: true,
  });
}

/**
 * Prints promises without the symbols that Node 20 and 22 add to track their context, which differ
 * from run to run.
 */
export function hideContextOfPromises(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    value(this: Promise<unknown>) {
      for (const symbol of Object.getOwnPropertySymbols(this))
        Object.defineProperty(this, symbol, { enumerable: false });
      return this;
    },
  });
}
