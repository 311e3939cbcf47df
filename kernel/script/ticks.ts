/** Makes the loops and functions of a module stoppable, as those of cells are. */
import type { AnyNode, Program } from 'acorn';
import { edits } from './edits';
import { addTick, endTick } from './rewrite';
import { children } from './scopes';

/** The global with `tick`, `start` and `stop` of `CellHost`, for modules. */
export const LOOP_HOST = Symbol.for('sentiment-lab.loop-host');

/**
 * Returns JavaScript whose loops and functions ask whether they should stop.
 *
 * @param program its syntax tree
 */
export function withTicks(javascript: string, program: Program): string {
  let mark = '$$';
  while (javascript.includes(mark)) mark += '$';
  const edited = edits(javascript);
  const visit = (node: AnyNode) => {
    addTick(edited, mark, node);
    for (const child of children(node)) visit(child);
    endTick(edited, node);
  };
  visit(program);
  const host = `globalThis[Symbol.for('sentiment-lab.loop-host')]`;
  const strict = javascript.startsWith('"use strict";') ? '"use strict"; ' : '';
  edited.first(`${strict}const { tick: _${mark}tick, start: _${mark}start, stop: _${mark}stop } = ${host}; `);
  return edited.apply().text;
}
