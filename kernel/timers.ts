/**
 * The timers of cells. As soon as a stopped cell is over, its functions cannot start themselves again
 * by a timer. Timers of packages stay as they are: a later cell may need them.
 */
import { promisify } from 'node:util';
import { currentCell } from './cell';
import { addInterval } from './intervals';
import { isRewritten } from './script/marks';

/**
 * Makes timers belong to the cell that starts them.
 *
 * @param start throws if that cell was stopped and is over
 */
export function endTimersWithCells(start: () => void): void {
  const { setTimeout, setImmediate, setInterval } = globalThis;
  const { toString: textOf } = Function.prototype;
  const check = (callback: unknown) => {
    if (typeof callback === 'function' && isRewritten(textOf.call(callback))) start();
  };
  replace('setTimeout', setTimeout, (...given) => {
    check(given[0]);
    return setTimeout(...given);
  });
  replace('setImmediate', setImmediate, (...given) => {
    check(given[0]);
    return setImmediate(...given);
  });
  replace('setInterval', setInterval, (...given) => {
    check(given[0]);
    const timer = setInterval(...given);
    const cell = currentCell();
    if (cell) addInterval(cell, timer);
    return timer;
  });
}

type Timers = Pick<typeof globalThis, 'setTimeout' | 'setImmediate' | 'setInterval'>;

function replace<Name extends keyof Timers>(
  name: Name,
  original: Timers[Name],
  value: (...given: Parameters<Timers[Name]>) => ReturnType<Timers[Name]>,
): void {
  Object.defineProperty(value, 'name', { value: name });
  if (promisify.custom in original)
    Object.defineProperty(value, promisify.custom, { value: original[promisify.custom] });
  Object.defineProperty(globalThis, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}
