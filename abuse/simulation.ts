/** A queue with the units of a billion rows, and workers that only pretend to work. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { doOnQueue } from '../lib/queue/submit';
import { startWorker } from '../lib/queue/worker';
import { type Manifest, mergeResults, unitsOf, writeManifest, writeResult } from '../lib/units';
import type { Outcomes } from './record';
import { startRedis } from './redis';
import { newFolder } from './training';

/**
 * Puts units with the inputs of `score` into a queue, lets many workers in this process deliver a
 * line for each, and merges the lines. Measures the queue, the memory of Redis and the merge; the
 * work itself takes no time.
 */
export async function simulateQueue(
  scratch: string,
  { units: count, workers }: { units: number; workers: number },
): Promise<Outcomes> {
  const folder = newFolder(scratch, 'units');
  const rows = 50_176;
  const manifest: Manifest = {
    kind: 'score',
    shared: { file: 'f'.repeat(64), model: '0'.repeat(64), text: [1], perClass: false },
    units: Array.from({ length: count }, (_, n) => ({
      ...{ first: n * rows, rows, start: n * 1e7, end: (n + 1) * 1e7, sha256: `${n}`.padStart(64, '0') },
    })),
  };
  await writeManifest(folder, manifest);
  const redis = await startRedis(join(scratch, 'redis'));
  const client = new Redis(redis.url);
  let most = 0;
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      const [, bytes = '0'] = /used_memory:(\d+)/.exec(await client.info('memory')) ?? [];
      most = Math.max(most, Number(bytes));
      await wait(200);
    }
  };
  const watching = watch();
  const crew = await Promise.all(
    Array.from({ length: workers }, () =>
      startWorker({
        ...{ url: redis.url, concurrency: 1, say: () => {} },
        processes: {
          async do({ unit }) {
            await writeResult(folder, unit.digest, { body: `${unit.inputs.first}\n`, items: 1 });
            return 'done';
          },
          close() {},
        },
      }),
    ),
  );
  try {
    const started = performance.now();
    await doOnQueue(unitsOf(manifest), { url: redis.url, folder, say: () => {} });
    const seconds = (performance.now() - started) / 1000;
    const merging = performance.now();
    const out = join(scratch, 'merged');
    await mergeResults(folder, manifest, out, { itemsOf: () => 1 });
    const merged = (performance.now() - merging) / 1000;
    const isWhole = readFileSync(out, 'utf8') === manifest.units.map(({ first }) => `${first}\n`).join('');
    const figures = `${Math.round(count / seconds)} units a second, ${(most / 1e6).toFixed(0)} MB in Redis, merged in ${merged.toFixed(1)} s`;
    return {
      what: `${count.toLocaleString('en-US')} units of no work, ${workers} simulated workers in one process`,
      times: 1,
      outcomes: { [isWhole ? figures : 'FAULT: the output differs']: 1 },
    };
  } finally {
    isDone = true;
    await watching.catch(() => {});
    client.disconnect();
    await Promise.all(crew.map((worker) => worker.close()));
    await redis.stop();
  }
}
