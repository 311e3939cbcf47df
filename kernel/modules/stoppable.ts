/**
 * Makes the loops and functions of the reader's own modules stoppable, as those of cells are. Those
 * of the library stay as they are: they stop by themselves (`lib/interrupt.ts`), and must be fast.
 */
import { sep } from 'node:path';
import { parse } from 'acorn';
import { withTicks } from '../script/ticks';

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
  return withTicks(javascript, program);
}
