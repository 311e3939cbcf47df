/** Sends the output of the process to the cell that printed it. */
import { StringDecoder } from 'node:string_decoder';
import { currentCell } from './cell';

/** Redirects stdout and stderr of the process to the current cell from now on. */
export function captureOutput(): void {
  capture(process.stdout, 'stdout');
  capture(process.stderr, 'stderr');
}

function capture(stream: NodeJS.WriteStream, name: 'stdout' | 'stderr'): void {
  const decoder = new StringDecoder();
  const uncaptured = stream.write.bind(stream);

  function write(chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean {
    const cell = currentCell();
    if (!cell) return uncaptured(chunk);
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    if (text) cell.publish('stream', { name, text });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }
  stream.write = write as typeof stream.write; // the type has overloads
}
