import type { WriteStream } from 'node:tty';

/** Writes a line; on a terminal it takes the place of a progress bar, which comes back below it. */
export function say(line: string, stream: NodeJS.WriteStream | WriteStream = process.stdout): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  stream.write(`${line}\n`);
}

/** Writes a value as one line of JSON on stdout. */
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
