/**
 * Makes the loops and functions of the reader's own modules stoppable, as those of cells are. Those
 * of the library stay as they are: they stop by themselves (`lib/interrupt.ts`), and must be fast.
 */
import { sep } from 'node:path';
import { type AnyNode, parse } from 'acorn';
import { edits } from '../script/edits';
import { addTick, endTick } from '../script/rewrite';
import { children } from '../script/scopes';

/** The global with `tick`, `start` and `stop` of `CellHost`, for modules. */
export const LOOP_HOST = Symbol.for('sentiment-lab.loop-host');

/** Folders of this repository whose code stays as it is. */
const UNCHANGED = ['lib', 'course', 'experiments', 'kernel', 'packages'];

/**
 * Returns a compiled module with loops and functions that can be stopped.
 *
 * @param javascript a CommonJS module
 * @param path its file
 * @param root the repository, if the kernel runs in it
 */
export function stoppable(javascript: string, path: string, root?: string): string {
  if (root && UNCHANGED.some((folder) => path.startsWith(`${root}${sep}${folder}${sep}`))) return javascript;
  if (!/\b(for|while|do|function)\b|=>|\)\s*\{/.test(javascript)) return javascript;
  const program = parse(javascript, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
  });
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
