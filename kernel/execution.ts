/**
 * Runs cells one after the other. A cell fails if it throws, does not compile, has an unhandled
 * error in the background, or is stopped. Queued cells after a failed one are aborted.
 */
import { type Cell, currentCell, runAs } from './cell';
import { type Failure, failureOf, Interrupted, isInterruption } from './failures';
import { endIntervalsOf } from './intervals';
import { setImmediate, setTimeout } from './platform';
import { type MimeBundle, mimeBundle } from './rich-output';
import type { Runner } from './runner';
import type { Stops } from './stops';
import { inBatches } from './stream-batches';
import type { Content } from './wire';

/** An `execute_request` of Jupyter. */
export interface CellRequest {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  stopOnError: boolean;
  userExpressions: Record<string, string>;
  publish: Cell['publish'];
  ask?: Cell['ask'];
}

export interface Execution {
  /** Runs a cell after those before it. Returns the content of its `execute_reply`. */
  run(request: CellRequest): Promise<Content>;
  /** Stops the running cell, and returns whether one runs. A second call leaves it at once. */
  interrupt(): boolean;
  /** Returns the cell that is running. */
  running(): Cell | undefined;
  /** Handles an uncaught error or unhandled rejection. */
  unhandled(error: unknown): void;
}

/**
 * How long a stopped cell may clean up before it is left. What it started may continue after that.
 */
const GRACE_MS = 1000;
/** How long to wait after a failure for queued cells that are still arriving. */
const ARRIVAL_MS = 50;

/** The value, as it is shown, or the failure of a cell. */
interface Outcome {
  data?: MimeBundle;
  failure?: Failure;
}

interface Job {
  request: CellRequest;
  aborted: boolean;
}

/**
 * Returns the execution of cells.
 *
 * @param root the project's root; tracebacks show files relative to it
 */
export function createExecution(
  runner: Pick<Runner, 'run'>,
  stops: Pick<Stops, 'stopIfRequested' | 'cellEnded' | 'onStop'>,
  root: string,
): Execution {
  let count = 0;
  let running: { cell: Cell; fail(error: unknown): void; leave(reason: unknown): void } | undefined;
  let leftBehind: { error: unknown; from: Cell | undefined }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const waiting = new Set<Job>();

  stops.onStop(interrupt);
  return { run, interrupt, running: () => running?.cell, unhandled };

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
    const { publish, flush } = inBatches(request.silent ? () => {} : request.publish);
    const cell: Cell = {
      number: count,
      code: request.code,
      publish,
      ask: request.ask,
      stop: new AbortController(),
      isOver: false,
    };
    publish('execute_input', { code: request.code, execution_count: count });

    const before = request.silent ? undefined : failureLeftBehind();
    const outcome: Outcome = before ? { failure: before } : await execute(cell, request.code);
    const { failure } = outcome;
    flush();
    if (failure) {
      publish('error', { ...failure });
      if (request.stopOnError) await abortWaiting();
      return { status: 'error', execution_count: count, ...failure };
    }
    const { data } = outcome;
    if (data) publish('execute_result', { execution_count: count, data, metadata: {} });
    const expressions = await evaluate(cell, request.userExpressions);
    return { status: 'ok', execution_count: count, payload: [], user_expressions: expressions };
  }

  /** Runs code as part of a cell. */
  async function execute(cell: Cell, code: string): Promise<Outcome> {
    const errors: unknown[] = [];
    let outcome: Outcome = {};
    let leave = (_reason: unknown) => {};
    const left = new Promise<never>((_, reject) => {
      leave = reject;
    });
    left.catch(() => {});
    running = { cell, fail: (error) => errors.push(error), leave };
    cell.isOver = false;
    try {
      const { value } = await runAs(cell, () => runner.run(code, left));
      if (value !== undefined)
        outcome = { data: await Promise.race([runAs(cell, () => mimeBundle(value)), left]) };
      // Node reports unhandled rejections after all pending microtasks.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      errors.push(error);
    } finally {
      stops.stopIfRequested();
      running = undefined;
      cell.isOver = true;
      stops.cellEnded();
    }
    const { signal } = cell.stop;
    if (errors.length === 0 && !signal.aborted) return outcome;
    const error = errors.length === 0 || errors.includes(signal.reason) ? signal.reason : errors[0];
    return { failure: failureOf(error, { ...cell, code }, root) };
  }

  async function evaluate(cell: Cell, expressions: Record<string, string>): Promise<Content> {
    const results: Content = {};
    for (const [name, code] of Object.entries(expressions)) {
      const { failure, data = await mimeBundle(undefined) } = await execute(cell, code);
      results[name] = failure ? { status: 'error', ...failure } : { status: 'ok', data, metadata: {} };
    }
    return results;
  }

  async function abortWaiting(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ARRIVAL_MS));
    for (const job of waiting) job.aborted = true;
  }

  function interrupt(): boolean {
    if (running) stop(running.cell, new Interrupted());
    return running !== undefined;
  }

  function stop(cell: Cell, reason: unknown): void {
    const again = cell.stop.signal.aborted;
    cell.cleansUntil = again ? 0 : performance.now() + GRACE_MS;
    cell.stop.abort(reason);
    endIntervalsOf(cell);
    setTimeout(leave, again ? 0 : GRACE_MS, cell, reason);
  }

  /** Continues with the next cell although this one has not ended. */
  function leave(cell: Cell, reason: unknown): void {
    if (running?.cell !== cell) return;
    running.leave(reason);
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
    if (!first) return undefined;
    const { traceback, ...failure } = background(first.from, first.error);
    return { ...failure, traceback: [...traceback, 'This cell was not run. Run it again.'] };
  }

  function background(from: Cell | undefined, error: unknown): Failure {
    const failure = failureOf(error, from ?? { number: 0, code: '' }, root);
    const note = `After ${from ? `cell [${from.number}]` : 'an earlier cell'} had ended, what it started failed:`;
    return { ...failure, traceback: [note, ...failure.traceback] };
  }
}
