/** The kernel's replies to Jupyter's requests. */
import { setImmediate } from 'node:timers';
import type { CellRequest, Execution } from './execution';
import { isComplete } from './is-complete';
import type { Runner } from './runner';
import type { Handler } from './server';
import type { Stops } from './stops';
import type { Content } from './wire';

/**
 * Returns the kernel's handlers by request.
 *
 * @param end ends the kernel; called after the reply was sent
 */
export function handlers(
  execution: Execution,
  runner: Pick<Runner, 'complete' | 'inspect'>,
  stops: Pick<Stops, 'requested'>,
  end: () => void,
): Record<string, Handler> {
  /** Session, line number and code of each cell, as a console asks for them. */
  const history: [number, number, string][] = [];
  return {
    kernel_info: () => kernelInfo(),
    execute(content, publish, ask) {
      if (content['store_history'] !== false && content['silent'] !== true)
        history.push([0, history.length + 1, String(content['code'])]);
      const mayAsk = content['allow_stdin'] === true;
      return execution.run({ ...cellOf(content), publish, ask: mayAsk ? ask : undefined });
    },
    complete: ({ code, cursor_pos }) => complete(runner, String(code), Number(cursor_pos)),
    inspect: ({ code, cursor_pos }) => inspect(runner, String(code), Number(cursor_pos)),
    is_complete: ({ code }) => isComplete(String(code)),
    comm_info: () => ({ status: 'ok', comms: {} }),
    comm_open({ comm_id, target_name }, publish) {
      // There are no widgets: the front end must not wait for an answer.
      publish('comm_close', { comm_id, data: { error: `unknown target: ${target_name}` } });
      return undefined;
    },
    history: ({ n }) => ({ status: 'ok', history: history.slice(-Number(n ?? history.length)) }),
    debug: ({ seq, command }) => ({
      type: 'response',
      request_seq: seq ?? 0,
      command,
      success: false,
      message: 'This kernel has no debugger. Put the code into a module and run `node --inspect-brk`.',
    }),
    interrupt() {
      stops.requested();
      return { status: 'ok' };
    },
    shutdown({ restart }) {
      setImmediate(end);
      return { status: 'ok', restart: restart === true };
    },
  };
}

function kernelInfo(): Content {
  const { version }: { version: string } = require('tslab/package.json');
  const { versions }: typeof import('tslab') = require('tslab');
  return {
    status: 'ok',
    protocol_version: '5.3',
    implementation: 'tslab',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: versions.typescript,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      // `mode` is for JupyterLab, the other two are for the classic notebook.
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    },
    banner: `TypeScript ${versions.typescript} (tslab ${version}, Node ${process.version})`,
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
