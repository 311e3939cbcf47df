/**
 * Runs cells one after the other. A cell fails if it throws, does not compile, has an unhandled
 * error in the background, or is stopped. Queued cells after a failed one are aborted.
 */
import type { Executor } from 'tslab/dist/executor';
import { type Cell, currentCell, runAs } from './cell';
import { type Failure, failureOf, Interrupted, isInterruption } from './failures';
import { mimeBundle } from './rich-output';
import type { Content } from './wire';

/** An `execute_request` of Jupyter. */
export interface CellRequest {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  stopOnError: boolean;
  userExpressions: Record<string, string>;
  publish: Cell['publish'];
}

export interface Execution {
  /** Runs a cell after those before it. Returns the content of its `execute_reply`. */
  run(request: CellRequest): Promise<Content>;
  /**
   * Stops the running cell. A second call leaves it at once. A loop that never awaits blocks
   * messages: only a signal breaks it, and only if its cell has not awaited anything before.
   */
  interrupt(): void;
  /** Returns the cell that is running. */
  running(): Cell | undefined;
  /** Handles an uncaught error or unhandled rejection. */
  unhandled(error: unknown): void;
  /** Runs cells, completes and inspects code. */
  executor: Runner;
}

/**
 * How long a stopped cell may clean up before it is left. What it started may continue after that.
 */
const GRACE_MS = 1000;
/** How long to wait after a failure for queued cells that are still arriving. */
const ARRIVAL_MS = 50;

interface Job {
  request: CellRequest;
  aborted: boolean;
}

/**
 * Returns the execution of cells with tslab's executor.
 *
 * @param root the repository's root; tracebacks show files relative to it
 */
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
    // The next cell starts after the reply to this one was sent.
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

  /**
   * Runs code as part of a cell and puts the value of its last expression in `values`. Returns a
   * failure.
   */
  async function execute(cell: Cell, code: string): Promise<Failure | undefined> {
    const errors: unknown[] = [];
    values = [];
    running = { cell, fail: (error) => errors.push(error) };
    try {
      await runAs(cell, () => executor.execute(code));
      // Node reports unhandled rejections after all pending microtasks.
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

  /** Continues with the next cell although this one has not ended. */
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

  /** Returns the failure of the next cell after an error in the background. */
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

/** The part of tslab's executor that the kernel uses. */
export interface Runner extends Pick<Executor, 'execute' | 'complete' | 'interrupt'> {
  inspect(code: string, position: number): ReturnType<Executor['inspect']> | undefined;
}

/**
 * tslab calls `log` with the value of a cell's last expression, and `error` with what a cell
 * threw.
 */
export interface TslabConsole {
  log(value: unknown): void;
  error(error: unknown): void;
}
