import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A server on this machine that hands out one file, in the ways in which servers fail. */
export interface FileServer {
  /** Address of the server, without a slash at the end. */
  url: string;
  content: Buffer;
  etag: string | undefined;
  /** What each request asked for: the range, or `all`. */
  requests: string[];
  /** How the next requests are answered, one each; afterwards all are answered well. */
  behaviour: Behaviour[];
  /** Pages besides the file, by path: their type and text. */
  pages: Map<string, [type: string, text: string]>;
}

/** A status; or: break off, or fall silent, after that many bytes; or: send it whole and ignore the range. */
export type Behaviour = number | { breakAfter: number } | { stallAfter: number } | 'ignore range';

/** Returns a server that runs while this file's tests do, and is in order again before each of them. */
export function fileServer(): FileServer {
  const state: FileServer = {
    url: '',
    content: Buffer.alloc(0),
    etag: undefined,
    requests: [],
    behaviour: [],
    pages: new Map(),
  };
  const server = createServer((request, response) => answer(state, request, response));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    Object.assign(state, { etag: '"1"', requests: [], behaviour: [], pages: new Map() });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}

function answer(state: FileServer, request: IncomingMessage, response: ServerResponse): void {
  const page = state.pages.get(request.url ?? '');
  if (page) {
    response.writeHead(200, { 'content-type': page[0] }).end(page[1]);
    return;
  }
  state.requests.push(request.headers.range ?? 'all');
  const behaviour = state.behaviour.shift();
  if (typeof behaviour === 'number') {
    response.writeHead(behaviour).end();
    return;
  }
  const from = behaviour === 'ignore range' ? 0 : firstByte(state, request);
  const body = state.content.subarray(from);
  if (from > 0 && body.length === 0) {
    response.writeHead(416, { 'content-range': `bytes */${state.content.length}` }).end();
    return;
  }
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': body.length,
    ...(state.etag && { etag: state.etag }),
    ...(from > 0 && { 'content-range': `bytes ${from}-${state.content.length - 1}/${state.content.length}` }),
  });
  if (typeof behaviour !== 'object') response.end(body);
  else if ('breakAfter' in behaviour)
    response.write(body.subarray(0, behaviour.breakAfter), () =>
      setTimeout(() => response.destroy(), ARRIVAL),
    );
  else response.write(body.subarray(0, behaviour.stallAfter));
}

/** Milliseconds in which a client on this machine reads what was sent; what it has not read is lost in a break. */
const ARRIVAL = 100;

function firstByte({ etag }: FileServer, { headers }: IncomingMessage): number {
  const sameVersion = headers['if-range'] === undefined || headers['if-range'] === etag;
  return sameVersion ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
}
