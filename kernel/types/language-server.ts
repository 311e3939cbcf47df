/**
 * TypeScript's language server: a process of its own, which the kernel talks to by the Language
 * Server Protocol (JSON-RPC over its standard input and output).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A started language server. */
export interface LanguageServer {
  /**
   * Returns the result of a request.
   *
   * @throws when the server reports an error or has ended
   */
  ask<Result>(method: string, params: object): Promise<Result>;
  notify(method: string, params: object): void;
  /** Whether it ended by itself, or could not be started. */
  readonly hasEnded: boolean;
  /** Ends it. Requests that wait fail. */
  close(): void;
}

interface Message {
  id?: number;
  method?: string;
  params?: { items?: unknown[] };
  result?: unknown;
  error?: { message: string };
}

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Starts TypeScript's language server. If that fails, every request fails and says why. */
export function startLanguageServer(folder: string): LanguageServer {
  try {
    return connected(
      spawn(compilerFile(), ['--lsp', '--stdio'], {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
      }),
    );
  } catch (error) {
    return { ask: () => Promise.reject(error), notify() {}, hasEnded: true, close() {} };
  }
}

function connected(server: ChildProcessByStdio<Writable, Readable, null>): LanguageServer {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  server.on('error', (error) => end(new Error(`TypeScript cannot be started: ${error.message}`)));
  server.on('exit', () => end(new Error('TypeScript has ended. Run the cell again.')));
  server.stdin.on('error', () => {}); // it has ended, which `exit` tells
  readMessages(server.stdout, receive);
  let isReady = false;
  const early: object[] = []; // what is sent before the server is initialized
  void ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: {
        hover: { contentFormat: ['markdown'] },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      },
    },
  }).then(() => {
    isReady = true;
    send({ method: 'initialized', params: {} });
    for (const message of early.splice(0)) send(message);
  }, end);

  return {
    ask,
    notify: (method, params) => send({ method, params }),
    get hasEnded() {
      return ended !== undefined;
    },
    close() {
      end(new Error('TypeScript was closed'));
      server.kill();
    },
  };

  function ask<Result>(method: string, params: object): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (ended) return reject(ended);
      last += 1;
      waiting.set(last, { resolve, reject });
      send({ id: last, method, params }, isReady || method === 'initialize');
    });
  }

  function send(message: object, isFirst = isReady): void {
    if (!isFirst) {
      early.push(message);
      return;
    }
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  function receive({ id, method, params, result, error }: Message): void {
    if (id === undefined) return;
    if (method) {
      send({ id, result: params?.items?.map(() => null) ?? null });
      return;
    }
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(`TypeScript: ${error.message}`));
    else resolve?.(result as never);
  }
}

/** Splits what a server prints into messages. */
function readMessages(output: Readable, receive: (message: Message) => void): void {
  let chunks: Buffer = Buffer.alloc(0);
  output.on('data', (chunk: Buffer) => {
    chunks = Buffer.concat([chunks, chunk]);
    for (;;) {
      const head = chunks.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(chunks.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (chunks.length < end) return;
      const body = chunks.toString('utf8', head + 4, end);
      chunks = chunks.subarray(end);
      receive(JSON.parse(body) as Message);
    }
  });
}

const { platform, arch } = process;

/**
 * Returns TypeScript's program for this system.
 *
 * @throws when there is none, or npm has left it out
 */
function compilerFile(): string {
  const name = `@typescript/typescript-${platform}-${arch}`;
  const typescript = require.resolve('typescript-native/package.json');
  const folder = dirname(require.resolve(`${name}/package.json`, { paths: [typescript] }));
  const file = join(folder, 'lib', platform === 'win32' ? 'tsc.exe' : 'tsc');
  if (!existsSync(file))
    throw new Error(`${file} is missing: npm has left out optional packages. Install them again.`);
  return file;
}

/** The version of TypeScript that checks cells. */
export function typescriptVersion(): string {
  return (require('typescript-native/package.json') as { version: string }).version;
}
