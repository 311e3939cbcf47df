/** Programs that read from standard input (`node:readline`) get an input box for each line. */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { ask } from './input';

/** How long a program must keep on reading before it is given an input box, in ms. */
const READS_MS = 30;

/** Makes `process.stdin` work in cells. */
export function offerStandardInput(): void {
  const stdin = standardInput();
  Object.defineProperty(process, 'stdin', { get: () => stdin, configurable: true });
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
        ask('').then(
          (line) => {
            isAsking = false;
            stdin.push(`${line}\n`);
          },
          () => {
            isAsking = false;
          },
        );
      }, READS_MS);
    },
  });
  return stdin;
}
