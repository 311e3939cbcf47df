/** Programs that read from standard input (`node:readline`) get an input box for each line. */
import { Interface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { type Cell, currentCell } from './cell';
import { ask } from './input';

/** How long a program must keep on reading before it is given an input box, in ms. */
const READS_MS = 30;

/** A standard input. */
interface StandardInput {
  stream: Readable;
  /** Gives the current cell an input box, if a program still reads after a moment. */
  want(): void;
  /** Whether a cell that has ended still reads it. */
  isLeft(): boolean;
}

/**
 * Makes `process.stdin` work in cells. A question that is stopped, or that nobody can answer, ends
 * the stream for the program that reads it. The next program gets a new one. So does one that comes
 * after a cell that has ended while it was reading.
 */
export function offerStandardInput(): void {
  let stdin = standardInput();
  const inputs = new WeakMap<object, StandardInput>();
  Object.defineProperty(process, 'stdin', {
    get() {
      if (stdin.stream.destroyed || stdin.isLeft()) stdin = standardInput();
      inputs.set(stdin.stream, stdin);
      return stdin.stream;
    },
    configurable: true,
  });
  onPrompt((stream) => inputs.get(stream)?.want());
}

function standardInput(): StandardInput {
  let reader: Cell | undefined; // the cell that reads a line
  let isWaiting = false; // for the moment after which it is asked
  let question: symbol | undefined;

  // No read-ahead: a program that has its line must not be asked for another one.
  const stream = new Readable({ read: want, highWaterMark: 0 });
  stream.on('resume', want);
  stream.on('newListener', (event) => {
    if (event === 'data' || event === 'readable') want();
  });
  return { stream, want, isLeft };

  function isLeft(): boolean {
    return reader?.isOver === true;
  }

  function isRead(): boolean {
    if (stream.destroyed || isLeft()) return false;
    const isFlowing = stream.readableFlowing === true && stream.listenerCount('data') > 0;
    return isFlowing || stream.listenerCount('readable') > 0;
  }

  function want(): void {
    if (isWaiting || (question && !isLeft())) return;
    isWaiting = true;
    reader = currentCell();
    setTimeout(() => {
      isWaiting = false;
      if (isRead()) askReader();
      else if (!isLeft()) reader = undefined;
    }, READS_MS);
  }

  function askReader(): void {
    const own = Symbol();
    question = own;
    const cell = reader;
    ask('').then(
      (line) => {
        if (question !== own) return;
        question = undefined;
        reader = undefined;
        stream.push(`${line}\n`);
      },
      (error) => {
        if (question === own) stream.destroy(cell?.stop.signal.aborted ? undefined : error);
      },
    );
  }
}

/** Calls `listener` with the input of each `readline` interface that asks a question. */
function onPrompt(listener: (input: object) => void): void {
  const base = Object.getPrototypeOf(Interface.prototype);
  const { prompt } = base;
  base.prompt = function (this: { input: object }, ...given: unknown[]) {
    listener(this.input);
    return prompt.apply(this, given);
  };
}
