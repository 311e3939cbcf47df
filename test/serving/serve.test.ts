import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { serve } from '../../lib/serving';

let server: ChildProcess;
let url: string;
/** What the server printed to standard error. */
const errors: string[] = [];
beforeAll(async () => {
  const flags = [
    '--port',
    '0',
    '--workers',
    '1',
    '--max_texts',
    '20',
    '--max_bytes',
    '5000',
    '--max_batch',
    '8',
  ];
  server = spawn(process.execPath, ['--import', 'tsx', 'bin/serve.ts', '--json', ...flags], {
    cwd: repositoryRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stderr!.on('data', (chunk) => errors.push(String(chunk)));
  const [line] = await once(createInterface(server.stdout!), 'line');
  ({ url } = JSON.parse(line));
});
afterAll(() => {
  server.kill('SIGKILL');
});

/** Sends a request, and returns the status and what was answered. */
async function post(path: string, body: unknown, type = 'application/json') {
  const bytes = Buffer.from(
    typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  );
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: bytes,
    headers: { 'Content-Type': type },
  });
  return { status: response.status, body: await response.json() };
}

/** Sends many requests, and returns their responses as soon as some of their texts wait. */
async function busy() {
  const requests = Array.from({ length: 30 }, () => post('/predict', { texts: Array(20).fill(LONG) }));
  for (let waiting = 0; waiting < 20; )
    ({ waiting } = (await (await fetch(`${url}/health`)).json()) as { waiting: number });
  return requests;
}

/** Sends bytes, and returns what is answered until the server closes the connection. */
async function raw(request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(request);
  socket.setTimeout(5000, () => socket.destroy());
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes('}')) break;
  }
  return answer;
}

/** The beginning of a request. */
const HEAD = 'POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

const GOOD = 'Not a perfect film, but a wonderful one.';
/** A text that takes some time. */
const LONG = `${GOOD} `.repeat(5);

describe('the server', () => {
  it('listens on this machine only', () => {
    expect(url).toMatch(/^http:[/][/]127[.]0[.]0[.]1:\d+$/);
  });

  it('classifies one text, and many', async () => {
    const one = await post('/predict', { text: GOOD });
    expect(one).toMatchObject({ status: 200, body: { label: 'positive' } });
    const { probability, scores } = one.body;
    expect(probability).toBe(scores.positive);
    expect(scores.positive + scores.negative + (scores.neutral ?? 0)).toBeCloseTo(1, 5);
    const many = await post('/predict', { texts: [GOOD, 'A dull, endless film.', 'qwrtzpx', ''] });
    const labels = many.body.predictions.map(({ label }: { label: string }) => label);
    expect(labels).toEqual(['positive', 'negative', null, null]);
    expect(many.body.predictions[2]).toEqual({ label: null, probability: null, scores: null });
  });

  it('explains a text', async () => {
    const { status, body } = await post('/explain', { text: 'not bad', label: 'negative' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ label: 'negative', tokens: ['not', 'bad'] });
    expect(body.importance).toHaveLength(2);
  });

  it('answers predictions while it explains, and refuses explanations beyond a few', async () => {
    const text = 'good '.repeat(150);
    const explanations = Array.from({ length: 6 }, () => post('/explain', { text }));
    const first = await Promise.race(explanations);
    expect(first).toMatchObject({ status: 503, body: { error: expect.stringMatching(/^too many texts/) } });
    const order: string[] = [];
    await Promise.all([
      post('/predict', { text: GOOD }).then(({ status }) => order.push(`predicted ${status}`)),
      Promise.all(explanations).then((all) => order.push(`explained ${all.map(({ status }) => status)}`)),
    ]);
    expect(order).toEqual(['predicted 200', 'explained 200,200,200,503,503,503']);
  });

  it.each([
    ['no JSON', '/predict', '{"text":', 400, /^the body is not JSON/],
    ['no UTF-8', '/predict', Buffer.from('{"text":"caf\xe9"}', 'latin1'), 400, /^the body is not UTF-8$/],
    ['no object', '/predict', '["text"]', 400, /^send a JSON object/],
    ['no text', '/predict', {}, 400, /of strings$/],
    ['no texts', '/predict', { texts: [] }, 400, /of strings$/],
    ['a number', '/predict', { texts: ['a', 7] }, 400, /of strings$/],
    ['too many texts', '/predict', { texts: Array(21).fill('a') }, 413, /^21 texts are more than 20/],
    ['a body that is too large', '/predict', { text: 'a'.repeat(6000) }, 413, /more than 5000 bytes/],
    ['a class of another model', '/explain', { text: GOOD, label: 'spam' }, 400, /one of negative, /],
    ['a blank text', '/explain', { text: ' ' }, 400, /at least one word/],
    ['a text without tokens', '/explain', { text: '<br />' }, 400, /^there is no token/],
    ['a long text', '/explain', { text: 'a'.repeat(2001) }, 413, /more than 2000 characters/],
    ['another address', '/other', {}, 404, /^the routes are/],
  ])('refuses %s, and says why', async (_, path, body, status, message) => {
    expect(await post(path, body)).toEqual({ status, body: { error: expect.stringMatching(message) } });
  });

  it('refuses what a page of another website can send', async () => {
    const { status, body } = await post('/predict', { text: GOOD }, 'text/plain');
    expect([status, body.error]).toEqual([415, 'send JSON, with Content-Type: application/json']);
  });

  it.each([
    ['HTTP/1.0 without a host', 'GET /health HTTP/1.0\r\n\r\n', 200, /^[{]"status":"ok"/],
    ['a bad length', `${HEAD}Content-Length: abc\r\n\r\n`, 400, /^[{]"error":"the request is not valid HTTP/],
    ['a bad host', 'GET /health HTTP/1.1\r\nHost: [::\r\n\r\n', 400, /^[{]"error":"the request has a bad/],
    ['headers that are too large', `${HEAD}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431, /^[{]"error":"/],
  ])('answers a raw request with %s in JSON', async (_, request, status, body) => {
    const text = await raw(request);
    expect(text).toMatch(new RegExp(`^HTTP/1[.]1 ${status} `));
    expect(text.toLowerCase()).toContain('content-type: application/json');
    expect(text.split('\r\n\r\n')[1]).toMatch(body);
  });

  it('does not count a client that breaks off its upload as an error of its own', async () => {
    const before = errors.length;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`${HEAD}Content-Length: 1000\r\n\r\n{"text":`, () =>
      setTimeout(() => socket.destroy(), 100),
    );
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await once(socket, 'close');
    await vi.waitFor(async () => {
      expect(await metrics()).toMatch(/seconds_count[{]route="[/]predict",status="400"[}] \d/);
    });
    expect(await metrics()).not.toContain('status="500"');
    expect(errors.slice(before)).toEqual([]);
  });

  it('classifies requests that wait in batches, each with its own answer', async () => {
    const texts = [GOOD, 'A dull, endless film.'];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => post('/predict', { text: texts[n % 2] })),
    );
    const labels = answers.map(({ body }) => body.label);
    expect(labels).toEqual(Array.from({ length: 40 }, (_, n) => ['positive', 'negative'][n % 2]));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const numberOf = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1]);
    const [counted, batches] = [numberOf('sentiment_texts_total'), numberOf('sentiment_batch_texts_count')];
    expect(counted).toBe(1 + 4 + 1 + 40);
    expect(batches).toBeLessThan(counted / 2);
    expect(metrics).toMatch(/^http_request_duration_seconds_count[{]route="[/]predict",status="200"[}] 43$/m);
  });

  it('says that it is well', async () => {
    const response = await fetch(`${url}/health`);
    expect(await response.json()).toEqual({
      status: 'ok',
      classes: expect.arrayContaining(['negative', 'positive']),
      waiting: 0,
    });
  });

  it.skipIf(process.platform === 'win32')('replaces a worker that dies', async () => {
    const [worker] = execFileSync('pgrep', ['-P', `${server.pid}`, '-f', 'worker'], {
      encoding: 'utf8',
    }).split('\n');
    const requests = await busy();
    process.kill(Number(worker), 'SIGKILL');
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses).toContain(500);
    expect(await post('/predict', { text: GOOD })).toMatchObject({
      status: 200,
      body: { label: 'positive' },
    });
  });

  it('SIGTERM lets requests that have arrived finish, and ends it', async () => {
    const requests = await busy();
    server.kill('SIGTERM');
    const answered = await Promise.allSettled(requests);
    const statuses = answered.flatMap((one) => (one.status === 'fulfilled' ? [one.value.status] : []));
    expect(statuses.length).toBeGreaterThan(1);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode];
    expect(code).toBe(0);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});

describe('serve', () => {
  it('limits the texts of a client, and those that wait', async () => {
    const limited = await serve({ port: 0, workers: 1, maxPerMinute: 200, maxWaiting: 10 });
    try {
      const send = (count: number) =>
        fetch(`${limited.url}/predict`, {
          method: 'POST',
          body: JSON.stringify({ texts: Array(count).fill(GOOD) }),
          headers: { 'Content-Type': 'application/json' },
        });
      const responses = await Promise.all(Array.from({ length: 30 }, () => send(5)));
      const statuses = responses.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(1);
      expect(statuses).toContain(503);
      const refused = responses.find(({ status }) => status === 503)!;
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
      const never = await send(201); // costs nothing
      expect(never.status).toBe(413);
      const tooMany = await send(100);
      expect(tooMany.status).toBe(429);
      expect(Number(tooMany.headers.get('Retry-After'))).toBeGreaterThan(1);
    } finally {
      await limited.close();
    }
  });

  it('says if the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(serve({ port, workers: 1 })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
    other.close();
  });

  it('says if the address is not of this machine', async () => {
    await expect(serve({ host: '192.0.2.1', port: 0, workers: 1 })).rejects.toThrow(
      '192.0.2.1 is no address of this machine: name one of its own with --host',
    );
  });

  it('says if there is no model', async () => {
    await expect(serve({ folder: 'nowhere', workers: 1 })).rejects.toThrow(/nowhere/);
  });
});
