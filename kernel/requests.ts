/** The kernel's replies to Jupyter's requests. */
import type { CellRequest, Execution } from './execution';
import { setImmediate } from './platform';
import type { Runner } from './runner';
import type { Handler } from './server';
import type { Content } from './wire';

/** What the replies are made of. */
export interface Kernel {
  execution: Pick<Execution, 'run'>;
  runner: Pick<Runner, 'complete' | 'inspect'>;
  /** Whether a console may run what was typed: an `is_complete_reply`. */
  isComplete(code: string): Promise<Content>;
  /** Stops the running cell. */
  interrupt(): void;
  /** Ends the kernel; called after the reply was sent. */
  end(): void;
  /** What the kernel says about itself: a `kernel_info_reply`. */
  about: Content;
}

/** Returns the kernel's handlers by request. */
export function handlers(kernel: Kernel): Record<string, Handler> {
  return Object.fromEntries(
    Object.entries(repliesOf(kernel)).map(([request, handler]) => [request, neverFailing(handler)]),
  );
}

/** Makes an internal error a reply, so that the notebook does not wait forever. */
function neverFailing(handler: Handler): Handler {
  return async (...given) => {
    try {
      return await handler(...given);
    } catch (error) {
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { status: 'error', ename: name, evalue: message, traceback: stack.split('\n') };
    }
  };
}

function repliesOf(kernel: Kernel): Record<string, Handler> {
  const { execution, runner } = kernel;
  /** Session, line number and code of each cell, as a console asks for them. */
  const history: [number, number, string][] = [];
  return {
    kernel_info: () => kernel.about,
    execute(content, publish, ask) {
      if (content['store_history'] !== false && content['silent'] !== true)
        history.push([0, history.length + 1, String(content['code'])]);
      const mayAsk = content['allow_stdin'] === true;
      return execution.run({ ...cellOf(content), publish, ask: mayAsk ? ask : undefined });
    },
    complete: ({ code, cursor_pos }) => complete(runner, String(code), Number(cursor_pos)),
    inspect: ({ code, cursor_pos }) => inspect(runner, String(code), Number(cursor_pos)),
    is_complete: ({ code }) => kernel.isComplete(String(code)),
    comm_info: () => ({ status: 'ok', comms: {} }),
    comm_open({ comm_id, target_name }, publish) {
      // There are no widgets: the front end must not wait for an answer.
      publish('comm_close', { comm_id, data: { error: `unknown target: ${target_name}` } });
      return undefined;
    },
    history: ({ n }) => ({
      status: 'ok',
      history: n === 0 ? [] : history.slice(-Number(n ?? history.length)),
    }),
    debug: ({ seq, command }) => ({
      type: 'response',
      request_seq: seq ?? 0,
      command,
      success: false,
      message: 'This kernel has no debugger. Put the code into a module and run `node --inspect-brk`.',
    }),
    interrupt() {
      kernel.interrupt();
      return { status: 'ok' };
    },
    shutdown({ restart }) {
      setImmediate(kernel.end);
      return { status: 'ok', restart: restart === true };
    },
  };
}

/** Fields that the client omits get the protocol's defaults. */
function cellOf(content: Content): Omit<CellRequest, 'publish' | 'ask'> {
  return {
    code: String(content['code'] ?? ''),
    silent: content['silent'] === true,
    storeHistory: content['store_history'] !== false,
    stopOnError: content['stop_on_error'] !== false,
    userExpressions: Object.fromEntries(
      Object.entries(content['user_expressions'] ?? {}).map(([name, code]) => [name, String(code)]),
    ),
  };
}

async function complete(runner: Pick<Runner, 'complete'>, code: string, cursor: number): Promise<Content> {
  const { start, end, candidates } = await runner.complete(code, toOffset(code, cursor));
  return {
    status: 'ok',
    matches: candidates,
    cursor_start: toCursor(code, start),
    cursor_end: toCursor(code, end),
    metadata: {},
  };
}

async function inspect(runner: Pick<Runner, 'inspect'>, code: string, cursor: number): Promise<Content> {
  const markdown = await runner.inspect(code, toOffset(code, cursor));
  const data = markdown
    ? { 'text/markdown': markdown, 'text/plain': markdown.replace(/^```.*\n/gm, '').trimEnd() }
    : {};
  return { status: 'ok', found: markdown !== undefined, data, metadata: {} };
}

/** Jupyter counts Unicode code points, JavaScript UTF-16 code units. */
function toOffset(code: string, cursor: number): number {
  return Array.from(code).slice(0, cursor).join('').length;
}

function toCursor(code: string, offset: number): number {
  return Array.from(code.slice(0, offset)).length;
}
