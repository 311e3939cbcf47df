/** Programs that read from standard input (`node:readline`) get an input box for each line. */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { currentCell } from './cell';
import { ask } from './input';

/** How long a program must keep on reading before it is given an input box, in ms. */
const READS_MS = 30;

/**
 * Makes `process.stdin` work in cells. A question that is stopped, or that nobody can answer, ends
 * the stream for the program that reads it. The next program gets a new one.
 */
export function offerStandardInput(): void {
  let stdin = standardInput();
  Object.defineProperty(process, 'stdin', {
    get() {
      if (stdin.destroyed) stdin = standardInput();
      return stdin;
    },
    configurable: true,
  });
}

function standardInput(): Readable {
  let isAsking = false;
  const stdin: Readable = new Readable({
    read() {
      if (isAsking) return;
      isAsking = true;
      // A program that has its line stops reading: it must not be asked for another one.
      setTimeout(() => {
        if (stdin.isPaused() || !stdin.readableFlowing) {
          isAsking = false;
          stdin.once('resume', () => stdin._read(0));
          return;
        }
        const cell = currentCell();
        ask('').then(
          (line) => {
            isAsking = false;
            stdin.push(`${line}\n`);
          },
          (error) => stdin.destroy(cell?.stop.signal.aborted ? undefined : error),
        );
      }, READS_MS);
    },
  });
  return stdin;
}
