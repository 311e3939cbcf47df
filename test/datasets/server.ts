import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A local server of one file that can fail as servers do. */
export interface FileServer {
  /** Address of the server, without a slash at the end. */
  url: string;
  content: Buffer;
  etag: string | undefined;
  /** The range of each request, or `all`. */
  requests: string[];
  /** The behavior at each of the next requests. After these, all requests succeed. */
  behavior: Behavior[];
  /** Type and text of other pages, by path. */
  pages: Map<string, [type: string, text: string]>;
}

/** A status, a break or a stall after that many bytes, or the whole file in spite of a range. */
export type Behavior = number | { breakAfter: number } | { stallAfter: number } | 'ignore range';

/** Returns a server that runs during this file's tests, and is reset before each of them. */
export function fileServer(): FileServer {
  const state: FileServer = {
    url: '',
    content: Buffer.alloc(0),
    etag: undefined,
    requests: [],
    behavior: [],
    pages: new Map(),
  };
  const server = createServer((request, response) => answer(state, request, response));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    Object.assign(state, { etag: '"1"', requests: [], behavior: [], pages: new Map() });
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
  const behavior = state.behavior.shift();
  if (typeof behavior === 'number') {
    response.writeHead(behavior).end();
    return;
  }
  const from = behavior === 'ignore range' ? 0 : firstByte(state, request);
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
  if (typeof behavior !== 'object') response.end(body);
  else if ('breakAfter' in behavior)
    response.write(body.subarray(0, behavior.breakAfter), () =>
      setTimeout(() => response.destroy(), ARRIVAL),
    );
  else response.write(body.subarray(0, behavior.stallAfter));
}

/** Milliseconds in which a local client reads what was sent. A break loses the unread bytes. */
const ARRIVAL = 100;

function firstByte({ etag }: FileServer, { headers }: IncomingMessage): number {
  const sameVersion = headers['if-range'] === undefined || headers['if-range'] === etag;
  return sameVersion ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
}
