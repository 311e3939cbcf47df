/** Makes the loops and functions of a module stoppable, as those of cells are. */
import type { AnyNode, Program } from 'acorn';
import { edits } from './edits';
import { unusedMark } from './marks';
import { addTick, endTick, type Ticker } from './rewrite';
import { awaits, children, cleanUpsIn } from './scopes';

/** The global with the `LoopHost`, for modules. */
export const LOOP_HOST = Symbol.for('sentiment-lab.loop-host');

/** What loops and functions call while they run. */
export interface LoopHost {
  /**
   * Throws if the cell that runs was stopped.
   *
   * @param always false in a loop that may call often. Default: false
   * @param cleansUp whether a stopped cell may go on for a while. Default: false
   */
  tick(always?: boolean, cleansUp?: boolean): void;
  /**
   * Returns the cell that runs. An asynchronous function calls it.
   *
   * @throws if that cell was stopped and is over
   */
  start(): unknown;
  /** At index 0: `ASKING`, `STOPPING`, or 0 while loops that never await need not ask. */
  stop: Int32Array;
  /** Continues as part of a cell after an `await`, and returns what was awaited. */
  back<Result>(cell: unknown, result: Result): Result;
}

/** Returns the declarations of the names that loops and functions use. */
export function hostNames(mark: string, host: string, isAsync: boolean): string {
  const names = ['tick', 'start', 'stop', 'back'].map((name) => `${name}: _${mark}${name}`).join(', ');
  return `const { ${names} } = ${host}; const _${mark}cell = ${isAsync ? `_${mark}start()` : 'undefined'};`;
}

/**
 * Returns JavaScript whose loops and functions ask whether they should stop.
 *
 * @param program its syntax tree
 */
export function withTicks(javascript: string, program: Program): string {
  const mark = unusedMark(javascript);
  const edited = edits(javascript);
  const to: Ticker = { edited, mark, cleanUps: [...cleanUpsIn(program)] };
  const visit = (node: AnyNode) => {
    addTick(to, node);
    for (const child of children(node)) visit(child);
    endTick(to, node);
  };
  visit(program);
  const host = `globalThis[Symbol.for('sentiment-lab.loop-host')]`;
  const strict = javascript.startsWith('"use strict";') ? '"use strict"; ' : '';
  edited.first(`${strict}${hostNames(mark, host, awaits(program))} `);
  return edited.apply().text;
}
