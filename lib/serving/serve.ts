import { once } from 'node:events';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type ScoringPool, scoringPool } from '../scoring/pool';
import type { WorkerModel } from '../scoring/protocol';
import { type RequestLimits, servingApp } from './app';
import { batcher } from './batcher';
import { explainer } from './explainer';
import { servingMetrics } from './metrics';

/** Options of `serve`. */
export interface ServeOptions extends WorkerModel, Partial<RequestLimits> {
  /** The address to listen on. Default `127.0.0.1`: only programs on this machine reach it. */
  host?: string;
  /** The port. 0: a free one. Default 8080. */
  port?: number;
  /** Worker processes. Default: one per core, at most 8. */
  workers?: number;
  /** The most texts in a batch. Default 64. */
  maxBatch?: number;
  /** The most texts that wait; further requests get 503. Default 2,000. */
  maxWaiting?: number;
  /** The most texts of a client, by its address, in a minute. Default: no limit. */
  maxPerMinute?: number;
  /**
   * Receives errors that the client does not cause, such as why a worker was refused. Default:
   * nobody.
   */
  onError?: (error: Error) => void;
}

/** A server that runs. */
export interface ClassificationServer {
  /** `http://127.0.0.1:8080` */
  url: string;
  classes: readonly string[];
  /** The folder or file of the model. */
  model: string;
  /**
   * Stops to accept requests, waits for those that have arrived, and ends the workers.
   *
   * @param limit milliseconds after which it does not wait any longer. Default 10,000
   */
  close(limit?: number): Promise<void>;
}

/** The limits of requests. */
export const SERVE_DEFAULTS = {
  host: '127.0.0.1',
  port: 8080,
  maxBatch: 64,
  maxWaiting: 2000,
  maxBytes: 1_000_000,
  maxTexts: 1000,
  maxExplained: 2000,
} as const;

/**
 * Starts a server that classifies texts over HTTP; see `servingApp` for its routes. Worker
 * processes compute, so this process can handle signals (`lib/signals.ts`).
 *
 * @throws if the model cannot be loaded, the port is in use, or the host is not this machine
 */
export async function serve(options: ServeOptions = {}): Promise<ClassificationServer> {
  const { host, port, maxBatch, maxWaiting, ...limits } = { ...SERVE_DEFAULTS, ...given(options) };
  const { folder, vectors, workers, maxPerMinute, onError = () => {} } = options;
  const pool = await scoringPool({ folder, vectors }, workers, onError);
  let isStopping = false;
  const metrics = servingMetrics(() => batches.waiting);
  const batches = batcher(pool, { maxBatch, maxWaiting, onBatch: metrics.batch });
  const app = servingApp({
    pool,
    batcher: batches,
    explainer: explainer(pool),
    metrics,
    limits,
    ...(maxPerMinute && {
      rateLimiter: new RateLimiterMemory({ points: maxPerMinute, duration: 60 }),
    }),
    clientOf: (context) => getConnInfo(context).remote.address ?? 'unknown',
    isStopping: () => isStopping,
    onError,
  });
  const server = httpServer(app.fetch);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    pool.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }
  const { port: used } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${used}`,
    classes: pool.classes,
    model: pool.folder,
    close(limit = 10_000) {
      isStopping = true;
      return closeAll(server, pool, limit);
    },
  };
}

/**
 * Returns an HTTP server, which does not listen yet. What Node refuses gets an error in JSON, too. A
 * request of HTTP/1.0 needs no host.
 */
function httpServer(fetch: Parameters<typeof getRequestListener>[0]): Server {
  const errorHandler = () => Response.json({ error: 'the request has a bad address' }, { status: 400 });
  const listener = getRequestListener(fetch, { hostname: 'localhost', errorHandler });
  const server = createServer({ requireHostHeader: false }, listener);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET')
      refuse(socket, STATUS_OF_ERROR[error.code ?? ''] ?? 400);
    else socket.destroy();
  });
  return server;
}

/** The status of requests that Node refuses. Default: 400. */
const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers a request that is no HTTP. */
function refuse(socket: Duplex, status: number): void {
  const body = JSON.stringify({ error: `the request is not valid HTTP: ${STATUS_CODES[status]}` });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Returns the options that are given. */
function given(options: ServeOptions): Partial<ServeOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function closeAll(server: Server, pool: ScoringPool, limit: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await Promise.race([closed, setTimeout(limit, undefined, { ref: false })]);
  server.closeAllConnections();
  pool.close();
}

const LISTEN_REASONS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `port ${port} of ${host} is in use: name another one with --port`,
  EACCES: (_, port) => `this user may not listen on port ${port}: name one above 1023 with --port`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine: name one of its own with --host`,
  ENOTFOUND: (host) => `${host} has no address: name one of this machine with --host`,
};

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = LISTEN_REASONS[error.code ?? ''];
  return reason ? new Error(reason(host, port), { cause: error }) : error;
}
