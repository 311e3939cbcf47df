/**
 * nodeplotlib 1.1.2 serves its page on all network interfaces, to everyone. Here it serves it on
 * this machine only, and only with a token that is in the address that it opens.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** The parts of nodeplotlib and NestJS that are changed. */
interface Application {
  listen(port: number, host?: string): Promise<unknown>;
  getHttpServer(): Server;
}
interface NestCore {
  NestFactory: { create(module: unknown): Promise<Application> };
}
interface OpenWindow {
  openWindow(address: string): void;
}

/** The version of nodeplotlib that this was tried with. */
export const TRIED_NODEPLOTLIB = '1.1.2';

const LOOPBACK = '127.0.0.1';
const COOKIE = 'sentiment-lab-charts';
let token: string | undefined;

/**
 * Changes nodeplotlib so that only who has the token sees its page. Call it before the first plot.
 *
 * @param nodeplotlib the path of its main module
 * @throws when this version of it cannot be changed: then nothing is served
 */
export function makePrivate(nodeplotlib: string): void {
  if (token) return;
  const load = createRequire(nodeplotlib);
  const { NestFactory } = load('@nestjs/core') as NestCore;
  const windows = load('./lib/utils/open-window') as OpenWindow;
  if (typeof NestFactory?.create !== 'function' || typeof windows?.openWindow !== 'function')
    throw new Error(`this version of nodeplotlib cannot be made private: install ${TRIED_NODEPLOTLIB}`);
  const secret = randomBytes(24).toString('hex');
  token = secret;
  const create = NestFactory.create.bind(NestFactory);
  NestFactory.create = async (module) => {
    const application = await create(module);
    const listen = async (port: number) => {
      const result = await application.listen(port, LOOPBACK);
      guard(application.getHttpServer(), secret);
      return result;
    };
    return new Proxy(application, {
      get: (target, name) => (name === 'listen' ? listen : Reflect.get(target, name)),
    });
  };
  const open = windows.openWindow;
  windows.openWindow = (address) => {
    const page = `http://${LOOPBACK}:${new URL(address).port}/?token=${secret}`;
    console.log(`Charts: ${page}`);
    open(page);
  };
}

/** Answers requests without the token with 403, before any other listener sees them. */
function guard(server: Server, secret: string): void {
  const listeners = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade'); // the page polls
  server.on('request', (request, response) => {
    const [, query] = (request.url ?? '').split('?', 2); // the path may be none: `//`
    const given = new URLSearchParams(query).get('token');
    if (given !== null && same(given, secret))
      response.setHeader('Set-Cookie', `${COOKIE}=${secret}; HttpOnly; SameSite=Strict; Path=/`);
    else if (!same(cookieOf(request), secret)) {
      response.writeHead(403, { 'Content-Type': 'text/plain' });
      response.end('Open the address that the program has printed: it has a token.\n');
      return;
    }
    response.setHeader('Referrer-Policy', 'no-referrer'); // the address has the token
    for (const listener of listeners) listener.call(server, request, response);
  });
}

function cookieOf({ headers }: IncomingMessage): string {
  return RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(headers.cookie ?? '')?.[1] ?? '';
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
