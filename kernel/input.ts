/**
 * Input of the reader: `prompt` and what reads from standard input (`node:readline`) open the
 * input box of the notebook.
 */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { currentCell } from './cell';

/** Asks the reader for a line, as part of the current cell. */
function ask(prompt: string, isPassword = false): Promise<string> {
  const cell = currentCell();
  if (!cell?.ask)
    return Promise.reject(new Error('This program cannot ask for input: run the cell in JupyterLab.'));
  const { signal } = cell.stop;
  const answer = cell.ask(prompt, isPassword);
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    answer.then(resolve, reject);
  });
}

/** How long a program must keep on reading before it is given an input box, in ms. */
const READS_MS = 30;

/** Makes `prompt`, `confirm`, `alert` and `process.stdin` work in cells. */
export function offerInput(): void {
  const offered = {
    prompt: (message = '', initial = '') => ask(String(message)).then((line) => line || String(initial)),
    confirm: (message = '') => ask(`${message} (y/n)`).then((line) => /^\s*y/i.test(line)),
    alert: async (message = '') => void (await ask(`${message} (Enter)`)),
  };
  for (const [name, value] of Object.entries(offered))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
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
