/**
 * The timers of cells in a browser. What a timer starts belongs to the cell that started the timer.
 * As soon as a stopped cell is over, its functions cannot start themselves again by a timer.
 */
import { continueAs, currentCell } from './cell';
import { addInterval } from './intervals';
import { setImmediate as afterEvents } from './platform';
import { isRewritten } from './script/marks';

type Callback = (...given: unknown[]) => unknown;

/**
 * Makes timers belong to the cell that starts them, and defines `setImmediate`.
 *
 * @param start throws if that cell was stopped and is over
 */
export function endTimersWithCells(start: () => void): void {
  const later = globalThis.setTimeout.bind(globalThis);
  const repeatedly = globalThis.setInterval.bind(globalThis);
  const { toString: textOf } = Function.prototype;
  const ofCell = (callback: unknown): Callback => {
    if (typeof callback !== 'function') return () => {};
    if (isRewritten(textOf.call(callback))) start();
    const cell = currentCell();
    return (...given) => {
      if (cell) return continueAs(cell, () => callback(...given));
      return callback(...given);
    };
  };
  const timers = {
    setTimeout: (callback: unknown, ms?: number, ...given: unknown[]) =>
      later(ofCell(callback), ms, ...given),
    setInterval(callback: unknown, ms?: number, ...given: unknown[]) {
      const timer = repeatedly(ofCell(callback), ms, ...given);
      const cell = currentCell();
      if (cell) addInterval(cell, timer);
      return timer;
    },
    setImmediate: (callback: unknown, ...given: unknown[]) => afterEvents(ofCell(callback), ...given),
  };
  for (const [name, value] of Object.entries(timers))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
}
