import type { WriteStream } from 'node:tty';

/** Prints a line. On a terminal, it replaces the progress bar, which reappears below it. */
export function say(line: string, stream: NodeJS.WriteStream | WriteStream = process.stdout): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  stream.write(`${line}\n`);
}

/** Prints how data were read, to stderr. */
export function sayNotes(notes: readonly string[]): void {
  for (const note of notes) say(note, process.stderr);
}

/** Prints a value as one line of JSON. */
export function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Returns `68.9 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Returns `4,196`. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}
