/** The intervals of cells: when a cell is stopped, they end. */
import type { Cell } from './cell';
import { clearInterval } from './platform';

type Timer = ReturnType<typeof setInterval>;

const intervals = new WeakMap<Cell, Timer[]>();

/** Records that a cell has started an interval. */
export function addInterval(cell: Cell, timer: Timer): void {
  intervals.set(cell, [...(intervals.get(cell) ?? []), timer]);
}

/** Ends the intervals that a cell has started. */
export function endIntervalsOf(cell: Cell): void {
  for (const timer of intervals.get(cell) ?? []) clearInterval(timer);
  intervals.delete(cell);
}
