/** Starts the server, and sends it requests with autocannon. Arguments are flags of the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { repositoryRoot } from '../../lib/repository';
import type { ServedPrediction } from '../../lib/serving';
import { contend, type Prepared } from '../contestant';
import type { ServeCase } from './cases';

const COMPARED = 20; // texts

async function startServer(): Promise<{ url: string; server: ChildProcess }> {
  const program = ['--import', 'tsx', 'bin/serve.ts', '--json', '--port', '0', ...process.argv.slice(2)];
  const server = spawn(process.execPath, program, {
    cwd: repositoryRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => server.kill());
  process.once('SIGTERM', () => process.exit()); // the bench stops a contestant so
  const [line] = await once(createInterface(server.stdout!), 'line');
  return { url: JSON.parse(line).url, server };
}

async function positives(url: string, texts: readonly string[]): Promise<number[]> {
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ texts }),
  });
  const { predictions } = (await response.json()) as { predictions: ServedPrediction[] };
  return predictions.map(({ scores }) => scores?.['positive'] ?? 0.5);
}

async function main(): Promise<void> {
  const { url, server } = await startServer();
  const { version } = JSON.parse(
    await readFile(join(repositoryRoot(), 'node_modules', 'autocannon', 'package.json'), 'utf8'),
  );
  const prepare = async ({ kind, folder, seconds, connections, texts }: ServeCase): Promise<Prepared> => {
    const all: string[] = JSON.parse(await readFile(join(folder, 'texts.json'), 'utf8'));
    const bodies = Array.from({ length: all.length / texts }, (_, n) =>
      JSON.stringify({ texts: all.slice(n * texts, (n + 1) * texts) }),
    );
    let ms = Number.NaN;
    return {
      answer: { positive: await positives(url, all.slice(0, COMPARED)) },
      async run() {
        const { latency, requests, duration, non2xx, errors } = await autocannon({
          url: `${url}/predict`,
          connections,
          duration: seconds,
          requests: bodies.map((body) => ({
            method: 'POST' as const,
            headers: { 'content-type': 'application/json' },
            body,
          })),
        });
        if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed`);
        ms = kind === 'p99' ? latency.p99 : (1000 * duration) / requests.total;
        return undefined;
      },
      measured: () => ms,
    };
  };
  await contend({ autocannon: version }, prepare, () => undefined);
  server.kill();
}

void main();
