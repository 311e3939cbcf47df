/**
 * Cells, one after the other. A cell fails by what it throws, by what the compiler says of it, by an error in the
 * background that nobody handled, or by being stopped; the cells that wait behind a failed one are not run.
 */
import type { Executor } from 'tslab/dist/executor';
import { type Cell, currentCell, runAs } from './cell';
import { type Failure, failureOf, Interrupted, isInterruption } from './failures';
import { mimeBundle } from './rich-output';
import type { Content } from './wire';

export interface CellRequest {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  stopOnError: boolean;
  userExpressions: Record<string, string>;
  publish: Cell['publish'];
}

export interface Execution {
  /** Runs a cell when those before it are done, and returns the content of its `execute_reply`. */
  run(request: CellRequest): Promise<Content>;
  /**
   * Stops the running cell. Asked a second time, leaves it at once. A loop that never awaits lets no message in:
   * only a signal breaks it, and only as long as its cell has not awaited anything before.
   */
  interrupt(): void;
  /** Returns the cell that is running. */
  running(): Cell | undefined;
  /** Takes an error that nobody handled. */
  unhandled(error: unknown): void;
  /** What runs the cells; it also knows what can be said of code before it is run. */
  executor: Runner;
}

/** How long a cell that was stopped may tidy up before it is left; what it started may then still go on. */
const GRACE_MS = 1000;
/** How long after a failure to wait for cells that were sent before it and are still under way. */
const ARRIVAL_MS = 50;

interface Job {
  request: CellRequest;
  aborted: boolean;
}

/** Returns what runs cells with tslab's executor. `root` shortens file names in traces. */
export function createExecution(executorFor: (console: TslabConsole) => Runner, root: string): Execution {
  let count = 0;
  let running: { cell: Cell; fail(error: unknown): void } | undefined;
  let values: unknown[] = [];
  let leftBehind: { error: unknown; from: Cell | undefined }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const waiting = new Set<Job>();
  const executor = executorFor({
    log: (value) => values.push(value),
    error: (error) => running?.fail(error),
  });

  return { run, interrupt, running: () => running?.cell, unhandled, executor };

  function run(request: CellRequest): Promise<Content> {
    const job = { request, aborted: false };
    waiting.add(job);
    const reply = last.then(() => {
      waiting.delete(job);
      return job.aborted ? { status: 'aborted' } : runNow(request);
    });
    // The next cell starts when the answer to this one is on its way.
    last = reply.catch(() => {}).then(() => new Promise((resolve) => setImmediate(resolve)));
    return reply;
  }

  async function runNow(request: CellRequest): Promise<Content> {
    if (request.storeHistory && !request.silent) count += 1;
    const publish = request.silent ? () => {} : request.publish;
    const cell: Cell = { number: count, code: request.code, publish, stop: new AbortController() };
    publish('execute_input', { code: request.code, execution_count: count });

    const failure = (request.silent ? undefined : failureLeftBehind()) ?? (await execute(cell, request.code));
    if (failure) {
      publish('error', { ...failure });
      if (request.stopOnError) await abortWaiting();
      return { status: 'error', execution_count: count, ...failure };
    }
    for (const value of values)
      publish('execute_result', { execution_count: count, data: mimeBundle(value), metadata: {} });
    const expressions = await evaluate(cell, request.userExpressions);
    return { status: 'ok', execution_count: count, payload: [], user_expressions: expressions };
  }

  /** Runs code as part of a cell; its last expression's value is then in `values`. Returns how it failed, if it did. */
  async function execute(cell: Cell, code: string): Promise<Failure | undefined> {
    const errors: unknown[] = [];
    values = [];
    running = { cell, fail: (error) => errors.push(error) };
    try {
      await runAs(cell, () => executor.execute(code));
      // Node tells of rejections that nobody handles only when all that was waiting has run.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      errors.push(error);
    } finally {
      running = undefined;
    }
    if (errors.length === 0) return undefined;
    const { signal } = cell.stop;
    return failureOf(errors.includes(signal.reason) ? signal.reason : errors[0], { ...cell, code }, root);
  }

  async function evaluate(cell: Cell, expressions: Record<string, string>): Promise<Content> {
    const results: Content = {};
    for (const [name, code] of Object.entries(expressions)) {
      const failure = await execute(cell, code);
      const data = values.length > 0 ? mimeBundle(values[0]) : { 'text/plain': 'undefined' };
      results[name] = failure ? { status: 'error', ...failure } : { status: 'ok', data, metadata: {} };
    }
    return results;
  }

  async function abortWaiting(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ARRIVAL_MS));
    for (const job of waiting) job.aborted = true;
  }

  function interrupt(): void {
    if (running) stop(running.cell, new Interrupted());
  }

  function stop(cell: Cell, reason: unknown): void {
    const again = cell.stop.signal.aborted;
    cell.stop.abort(reason);
    setTimeout(leave, again ? 0 : GRACE_MS, cell, reason);
  }

  /** Goes on to the next cell although this one has not come to an end. */
  function leave(cell: Cell, reason: unknown): void {
    if (running?.cell !== cell) return;
    running.fail(reason);
    executor.interrupt();
  }

  function unhandled(error: unknown): void {
    const from = currentCell();
    if (isInterruption(error) || (from?.stop.signal.aborted && error === from.stop.signal.reason)) return;
    if (running && (from === running.cell || !from)) {
      running.fail(error);
      stop(running.cell, error);
      return;
    }
    leftBehind.push({ error, from });
    from?.publish('stream', { name: 'stderr', text: `${background(from, error).traceback.join('\n')}\n` });
  }

  /** Returns how a cell fails that comes after an error in the background. */
  function failureLeftBehind(): Failure | undefined {
    const [first] = leftBehind;
    leftBehind = [];
    return first && background(first.from, first.error);
  }

  function background(from: Cell | undefined, error: unknown): Failure {
    const failure = failureOf(error, from ?? { number: 0, code: '' }, root);
    const note = `After ${from ? `cell [${from.number}]` : 'an earlier cell'} had ended, what it started failed:`;
    return { ...failure, traceback: [note, ...failure.traceback] };
  }
}

/** What the kernel asks of tslab's executor. */
export interface Runner extends Pick<Executor, 'execute' | 'complete' | 'interrupt'> {
  inspect(code: string, position: number): ReturnType<Executor['inspect']> | undefined;
}

/** What tslab calls with the value of a cell's last expression, and with what a cell threw. */
export interface TslabConsole {
  log(value: unknown): void;
  error(error: unknown): void;
}
