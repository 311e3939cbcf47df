/**
 * The only place where commands write to a terminal, so that nothing in their data can control it
 * (`runtime/visible.ts`). A test forbids `console` in other files of `bin/`.
 */
import type { WriteStream } from 'node:tty';
import { visible, visibleInColor } from '../runtime/visible';

/** Prints a line. On a terminal, it replaces the progress bar, which reappears below it. */
export function say(line: string, stream: NodeJS.WriteStream | WriteStream = process.stdout): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  stream.write(`${visible(line)}\n`);
}

/** Prints lines that our own colors are in. Data in them must have gone through `visible`. */
export function sayInColor(lines: string): void {
  console.log(visibleInColor(lines));
}

/** Prints lines to standard output. */
export function tell(lines = ''): void {
  console.log(visible(lines));
}

/** Prints lines to standard error. */
export function complain(lines: string): void {
  console.error(visible(lines));
}

/** Prints how data were read, to stderr. */
export function sayNotes(notes: readonly string[]): void {
  for (const note of notes) say(note, process.stderr);
}

/** Prints a value as JSON, on one line or indented. */
export function print(value: unknown, indentation?: number): void {
  process.stdout.write(`${visible(JSON.stringify(value, null, indentation))}\n`);
}

/** Returns `68.9 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Returns `4,196`. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}
