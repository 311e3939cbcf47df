import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAS_REDIS, PASSWORD, startRedis } from '../../abuse/redis';
import { doOnQueue } from '../../lib/queue/submit';
import { unitProcesses } from '../../lib/queue/unit-processes';
import { startWorker } from '../../lib/queue/worker';
import { repositoryRoot } from '../../lib/repository';
import { openBucket } from '../../lib/s3/bucket';
import { scoreInput } from '../../lib/scoring/score-input';
import {
  deliveredUnits,
  doShard,
  findManifest,
  type Manifest,
  mergeResults,
  plannedOnce,
  readBody,
  unitStore,
  unitsOf,
  type Work,
  writeResult,
} from '../../lib/units';
import { clientEnvironment, HAS_MOTO, NEEDS_MOTO, startMoto, stopMoto } from './moto';

const BUCKET = 'lab-tests';
const dir = mkdtempSync(join(tmpdir(), 'bucket-'));
const manifest: Manifest = {
  kind: 'double',
  shared: { seed: 7 },
  units: Array.from({ length: 5 }, (_, n) => ({ n })),
};
const double: Work = async ({ inputs: { n } }) => ({ body: `${2 * (n as number)}\n`, items: 1 });

describe.skipIf(!HAS_MOTO)(`units in a bucket${NEEDS_MOTO}`, () => {
  let server: { port: number; process: ChildProcess } | undefined;
  beforeAll(async () => {
    server = await startMoto(BUCKET);
    for (const [name, value] of Object.entries(clientEnvironment(server.port))) vi.stubEnv(name, value);
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    if (server) await stopMoto(server);
    rmSync(dir, { recursive: true, force: true });
  });

  const placeOf = (name: string) => `s3://${BUCKET}/${name}`;

  test('are planned once, delivered once and merged, and only they are removed', async () => {
    const place = placeOf('all');
    let plans = 0;
    const planned = () =>
      plannedOnce(place, 'key', async () => {
        plans++;
        await wait(50);
        return manifest;
      });
    expect((await Promise.all([planned(), planned()])).map(({ units }) => units.length)).toEqual([5, 5]);
    expect(plans).toBe(1);
    const [first] = unitsOf(manifest);
    const both = await Promise.all(
      ['one', 'two'].map((body) => writeResult(place, first!.digest, { body, items: 1 })),
    );
    expect(both.sort()).toEqual([false, true]);
    expect(await readBody(place, first!.digest)).toMatch(/^(one|two)$/);
    // A damaged one, which a server without conditions may leave.
    await openBucket(BUCKET).write(`all/results/${first!.digest}`, 'cut off');
    expect(await doShard(manifest, double, { folder: place })).toBe(5);
    expect(await doShard(manifest, double, { folder: place })).toBe(0);
    expect((await deliveredUnits(place)).size).toBe(5);
    const out = join(dir, 'all.txt');
    await mergeResults(place, manifest, out, { head: 'n\n', itemsOf: () => 1 });
    expect(readFileSync(out, 'utf8')).toBe('n\n0\n2\n4\n6\n8\n');
    await openBucket(BUCKET).write('all/reviews.csv', 'of somebody else');
    await unitStore(place).remove(['results', 'manifest.json']);
    expect(await openBucket(BUCKET).names('all/')).toEqual(['reviews.csv']);
    expect(await findManifest(place)).toBeUndefined();
  });

  test('have a lock that is taken over when its holder is silent for a lease', async () => {
    const { lock } = unitStore(placeOf('locked'));
    const held = await lock('plan.lock', 'the plan', 60_000);
    const other = () => lock('plan.lock', 'the plan', 300);
    await expect(other()).rejects.toThrow('another process is working on the plan');
    await wait(100);
    await expect(other()).rejects.toThrow('another process is working on the plan');
    await wait(300);
    const taken = await other();
    await wait(200); // it refreshes the lock
    await expect(other()).rejects.toThrow('another process is working on the plan');
    await held.release(); // it has slept for longer than a lease, and leaves the lock to its successor
    await expect(other()).rejects.toThrow('another process is working on the plan');
    await taken.release();
    await (await other()).release();
  });

  test.skipIf(!HAS_REDIS)('are done by the workers of a queue', async () => {
    vi.stubEnv('SENTIMENT_REDIS_PASSWORD', PASSWORD);
    const redis = await startRedis(join(dir, 'redis'));
    const run = { url: redis.url, say: () => {} };
    const program = join(__dirname, '..', 'queue', 'stub-program');
    const worker = await startWorker({ ...run, concurrency: 1, processes: unitProcesses(program, 1) });
    try {
      const unit = unitsOf({ kind: 'environment', shared: {}, units: [{}] })[0]!;
      expect(await doOnQueue([unit], { ...run, folder: placeOf('queue') })).toEqual([]);
      expect(await readBody(placeOf('queue'), unit.digest)).toContain('AWS_ENDPOINT_URL');
    } finally {
      await worker.close();
      await redis.stop();
    }
  });

  test('of a file in a bucket are scored to what score writes, byte for byte', {
    timeout: 300_000,
  }, async () => {
    const texts = join(dir, 'texts.csv');
    const rows = Array.from({ length: 600 }, (_, n) => `${n},The plot is ${['superb', 'dull'][n % 2]} ${n}`);
    writeFileSync(texts, ['id,text', ...rows, ''].join('\n'));
    await openBucket(BUCKET).write('in/texts.csv', readFileSync(texts, 'utf8'));
    const score = async (file: string, out: string, ...flags: string[]) => {
      const args = ['--import', 'tsx', 'bin/score.ts', file, '--out', join(dir, out), ...flags];
      const child = spawn(process.execPath, args, {
        cwd: repositoryRoot(),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let printed = '';
      child.stderr.on('data', (text) => {
        printed += text;
      });
      return { code: (await once(child, 'close'))[0], printed };
    };
    expect((await score(texts, 'plain.csv')).code).toBe(0);
    const inUnits = (...flags: string[]) =>
      score(
        placeOf('in/texts.csv'),
        'units.csv',
        '--results',
        placeOf('in'),
        '--rows_per_unit',
        '256',
        ...flags,
      );
    expect(await inUnits('--shard', '1/1')).toMatchObject({ code: 0 });
    expect(readdirSync(dir)).not.toContain('units.csv.units');
    expect(await inUnits('--merge')).toMatchObject({ code: 0, printed: expect.stringContaining('600 rows') });
    expect(readFileSync(join(dir, 'units.csv'))).toEqual(readFileSync(join(dir, 'plain.csv')));
    expect(await openBucket(BUCKET).names('in/')).toEqual(['texts.csv']);
    await expect(scoreInput(placeOf('in/none.csv'))).rejects.toThrow('none.csv does not exist');
  });
});
