import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { repositoryRoot } from '../lib/repository';
import type { Answer } from './answers';
import type { Entry } from './suite';

/** What the coordinator asks: `case` to get ready for one, `run` to do it once, `peak` for what it took. */
export type Request = { ask: 'case'; case: object } | { ask: 'run' } | { ask: 'peak' };

/** What a contestant replies, a line of JSON behind the mark. */
export interface Reply {
  /** The first line of all: what it runs on, with versions. */
  versions?: Record<string, string>;
  answer?: Answer;
  /** Milliseconds that the piece of work took. */
  ms?: number;
  /** What a reader has to know of the figure: `from 20 steps`. */
  note?: string;
  /** Most memory that the process ever held, in bytes. */
  peakBytes?: number;
  /** Why it could not be done. The process lives on. */
  error?: string;
}

/** Stands before every line that is meant for the coordinator: libraries print too. */
export const MARK = '@bench ';

/** What steers threads: each contestant is to decide about them as its users would, whatever is set here. */
const THREADS = /^(TF|OMP|MKL|KMP|GOMP|OPENBLAS|NUMEXPR)_/;

/** Returns the environment that contestants run in. */
export function contestantEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !THREADS.test(name));
  return { ...Object.fromEntries(kept), TF_CPP_MIN_LOG_LEVEL: '3', PYTHONDONTWRITEBYTECODE: '1' };
}

/** A contestant that has been started. */
export class ContestantProcess {
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  readonly #replies: Reply[] = [];
  #wake?: () => void;
  #ended?: string;

  constructor({ command: [program, ...args] }: Pick<Entry, 'command'>) {
    this.#child = spawn(program, args, {
      cwd: repositoryRoot(),
      env: contestantEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.#take(line));
    this.#child.stdin!.on('error', () => {}); // it has ended: `close` says so
    this.#child.on('error', (error) => this.#end(`does not start: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#end(`ended with ${signal ?? `code ${code}`}`));
  }

  /**
   * Sends a request and returns the reply.
   *
   * @param timeLimit seconds after which the process is ended
   * @throws when the contestant says that it cannot, has ended, or does not reply in time; with its last words
   */
  async ask(request: Request, timeLimit: number): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.reply(timeLimit);
  }

  /** Returns the next reply: the very first one comes unasked. @throws as `ask` does */
  async reply(timeLimit: number): Promise<Reply> {
    const timer = setTimeout(() => this.#end(`gave no answer within ${timeLimit} s`), timeLimit * 1000);
    while (this.#replies.length === 0 && !this.#ended)
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    clearTimeout(timer);
    const reply = this.#replies.shift();
    if (!reply) throw new Error([this.#ended, ...this.#lastLines].join('\n'));
    if (reply.error) throw new Error(reply.error);
    return reply;
  }

  get alive(): boolean {
    return !this.#ended;
  }

  /** Ends the process. */
  stop(): void {
    this.#end('was stopped');
  }

  #take(line: string): void {
    const at = line.indexOf(MARK); // not always at the start: libraries print without line ends, too
    if (at >= 0) this.#replies.push(JSON.parse(line.slice(at + MARK.length)) as Reply);
    else if (line.trim()) this.#lastLines.splice(0, Math.max(0, this.#lastLines.push(line) - 6));
    this.#wake?.();
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#child.kill('SIGKILL');
    this.#wake?.();
  }
}
