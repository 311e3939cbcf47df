import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { repositoryRoot } from '../lib/repository';
import type { Answer } from './answers';
import type { Entry } from './suite';

/**
 * A request to a contestant: `case` prepares a case, `run` runs it once, `peak` asks for the
 * peak memory.
 */
export type Request = { ask: 'case'; case: object } | { ask: 'run' } | { ask: 'peak' };

/** The reply of a contestant: a line of JSON after the marker. */
export interface Reply {
  /** Its programs and libraries with their versions, in the very first reply. */
  versions?: Record<string, string>;
  answer?: Answer;
  /** Milliseconds of one piece of work. */
  ms?: number;
  /** A remark on the time: `from 20 steps`. */
  note?: string;
  /** Peak memory of the process in bytes. */
  peakBytes?: number;
  /** Why the request failed. The process continues. */
  error?: string;
}

/** The start of every reply. Libraries print other lines. */
export const MARKER = '@bench ';

/**
 * Variables that set the number of threads, or what computes our LSTM. Each contestant uses the
 * default of its library, if its entry does not say otherwise.
 */
const SETTINGS = /^(TF|OMP|MKL|KMP|GOMP|OPENBLAS|NUMEXPR|FAST_LSTM)_|^SENTIMENT_(BACKEND|KERNEL)$/;

/** Returns the environment of the contestants. */
export function contestantEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(kept), TF_CPP_MIN_LOG_LEVEL: '3', PYTHONDONTWRITEBYTECODE: '1' };
}

/** The running process of a contestant. */
export class ContestantProcess {
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  readonly #replies: Reply[] = [];
  #wake?: () => void;
  #ended?: string;

  constructor({ command: [program, ...args], env }: Pick<Entry, 'command' | 'env'>) {
    this.#child = spawn(program, args, {
      cwd: repositoryRoot(),
      env: { ...contestantEnvironment(), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.#take(line));
    this.#child.stdin!.on('error', () => {}); // it has ended, which `close` reports
    this.#child.on('error', (error) => this.#end(`does not start: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#end(`ended with ${signal ?? `code ${code}`}`));
  }

  /**
   * Sends a request and returns the reply.
   *
   * @param timeLimit seconds after which the process is killed
   * @throws if the contestant replies with an error, has ended, or does not reply in time; with
   *   its last output
   */
  async ask(request: Request, timeLimit: number): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.reply(timeLimit);
  }

  /** Returns the next reply. The first one comes without a request. @throws like `ask` */
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

  /** Whether the process still runs. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** Ends the process. It may close what it has opened. */
  stop(): void {
    this.#child.stdin!.end();
    this.#end('was stopped', 'SIGTERM');
  }

  #take(line: string): void {
    const at = line.indexOf(MARKER); // libraries may print on the same line before it
    if (at >= 0) this.#replies.push(JSON.parse(line.slice(at + MARKER.length)) as Reply);
    else if (line.trim()) this.#lastLines.splice(0, Math.max(0, this.#lastLines.push(line) - 6));
    this.#wake?.();
  }

  #end(why: string, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): void {
    this.#ended ??= why;
    this.#child.kill(signal);
    this.#wake?.();
  }
}
