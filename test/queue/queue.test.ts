import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAS_REDIS, NEEDS_REDIS, PASSWORD, type RedisServer, startRedis } from '../../abuse/redis';
import { TOO_LARGE } from '../../lib/queue/run';
import { doOnQueue } from '../../lib/queue/submit';
import { UnitError, type UnitProcesses, unitProcesses } from '../../lib/queue/unit-processes';
import { type JobQueue, unitsOnQueue } from '../../lib/queue/units-on-queue';
import { withdrawUnits } from '../../lib/queue/withdraw';
import { type QueueWorker, startWorker, type WorkerSettings } from '../../lib/queue/worker';
import {
  type Manifest,
  mergeResults,
  type NamedUnit,
  readBody,
  unitFolder,
  unitsOf,
  writeResult,
} from '../../lib/units';

const program = join(__dirname, 'stub-program');
const dir = mkdtempSync(join(tmpdir(), 'queue-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Milliseconds that giving back may take: 5 seconds, and what a busy machine adds. */
const MOST = 10_000;

const doubles: Manifest = {
  kind: 'double',
  shared: { seed: 7 },
  units: Array.from({ length: 8 }, (_, n) => ({ n })),
};
const unit = (kind: string, inputs: Record<string, number | string>): NamedUnit =>
  unitsOf({ kind, shared: {}, units: [inputs] })[0]!;
const [poison, dying, healing] = [
  unit('failing', { times: 9 }),
  unit('dying', { n: 1 }),
  unit('failing', { times: 2 }),
];
const timesBegun = (folder: string, { digest }: NamedUnit) =>
  readFileSync(join(folder, `${digest}.begun`), 'utf8').length;
const merged = async (folder: string, out: string) => {
  await mergeResults(folder, doubles, out, { itemsOf: () => 1 });
  return readFileSync(out, 'utf8');
};

test('units run in processes, which tell whose fault it is that one is not done', async () => {
  const folder = join(dir, 'local');
  mkdirSync(folder);
  const processes = unitProcesses(program, 1);
  const code = 'the version of this code';
  const fault = (asked: NamedUnit, version = code) =>
    processes.do({ unit: asked, folder, code: version }).catch(({ message, because }) => [because, message]);
  expect(await fault(unit('unfit', {}))).toEqual(['machine', 'the training failed']);
  expect(await fault(unit('large', {}))).toEqual(['memory', 'the training failed']);
  expect(await fault(unit('unknown', {}))).toEqual([
    'machine',
    expect.stringMatching(/^this worker does double and .*, no units of "unknown": start one in a clone/),
  ]);
  // systemd and some schedulers signal all processes of a job, and not only the worker.
  expect(await fault(unit('signaled', {}))).toEqual(['stopped', 'stopped (SIGTERM)']);
  expect(await fault(unit('double', { n: 1 }), 'an earlier version')).toEqual([
    'machine',
    'version an earlier v of the code planned this work, and here is the version : use one version on all machines',
  ]);
  expect(await fault(poison)).toEqual(['unit', 'failed for the 1. time']);
  expect(await fault(unit('double', { n: 1 }))).toBe('done');
  expect(await fault(unit('double', { n: 1 }))).toBe('there');
  processes.close();
});

test('a queue without workers is named, as its name may be another one than theirs', async () => {
  const queue = {
    ...{ name: 'team-a', getRanges: async () => [], getJob: async () => undefined, addBulk: async () => [] },
    ...{ getWorkersCount: async () => 0, getJobState: async () => 'waiting', getDelayed: async () => [] },
    remove: async () => 0,
  } as JobQueue;
  const own = await unitsOnQueue(queue, [unit('double', { n: 1 })], { folder: join(dir, 'alone') });
  vi.useFakeTimers({ toFake: ['Date'] });
  await own.begin();
  expect(await own.check()).toEqual([]);
  vi.setSystemTime(Date.now() + 30_000);
  expect(await own.check()).toEqual([
    'the queue team-a has no workers: start some, npm run worker -- --redis URL --queue team-a',
  ]);
  vi.useRealTimers();
});

describe.skipIf(!HAS_REDIS)(`a queue${NEEDS_REDIS}`, () => {
  let redis: RedisServer;
  let workers: QueueWorker[] = [];
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const work = async (
    concurrency = 1,
    {
      queue,
      retry = 100,
      abandoned,
      processes = unitProcesses(program, concurrency),
    }: Partial<WorkerSettings> = {},
  ) => {
    const worker = await startWorker({
      ...{ url: redis.url, concurrency, queue, lease: 2000, retry, abandoned, say },
      processes,
    });
    workers.push(worker);
    return worker;
  };
  const folderOf = (name: string) => join(dir, name);

  beforeAll(async () => {
    process.env.SENTIMENT_REDIS_PASSWORD = PASSWORD;
    redis = await startRedis(join(dir, 'redis'));
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
  });
  afterAll(async () => {
    delete process.env.SENTIMENT_REDIS_PASSWORD;
    await redis?.stop();
  });

  test('delivers every unit, tries failing ones three times, and names those that it sets aside', async () => {
    const folder = folderOf('all');
    await Promise.all([work(), work(2)]);
    const done: NamedUnit[] = [];
    const units = [...unitsOf(doubles), poison, dying, healing];
    const failed = await doOnQueue(units, { url: redis.url, folder, say, onDone: (one) => done.push(one) });
    expect(new Map(failed.map((one) => [one.unit.digest, one.error]))).toEqual(
      new Map([
        [poison.digest, 'failed for the 3. time'],
        [dying.digest, 'the process of the unit ended (exit code 3)'],
      ]),
    );
    expect([poison, dying, healing].map((one) => timesBegun(folder, one))).toEqual([3, 3, 3]);
    expect(done).toHaveLength(units.length - 2);
    expect(await merged(folder, join(dir, 'all.txt'))).toBe('0\n2\n4\n6\n8\n10\n12\n14\n');
    expect(readdirSync(join(folder, 'working'))).toEqual([]);
    expect(await doOnQueue(unitsOf(doubles), { url: redis.url, folder, say })).toEqual([]);
    expect(timesBegun(folder, unitsOf(doubles)[0]!)).toBe(1);
  });

  test('a worker that stops gives its unit back within 5 seconds, and another goes on with it', async () => {
    const folder = folderOf('stopped');
    const counting = unit('counting', { to: 150 });
    const count = join(unitFolder(folder, counting.digest), 'count');
    const first = await work();
    const all = doOnQueue([counting], { url: redis.url, folder, say });
    while (!existsSync(count)) await wait(20);
    const started = performance.now();
    await first.close();
    expect(performance.now() - started).toBeLessThan(MOST);
    expect(lines.some((line) => line.endsWith('given back'))).toBe(true);
    const { length } = readFileSync(count);
    expect(length).toBeLessThan(150);
    await wait(200);
    expect(readFileSync(count)).toHaveLength(length); // nobody works on it
    await work();
    expect(await all).toEqual([]);
    expect(await readBody(folder, counting.digest)).toBe('.'.repeat(150));
  });

  test('a worker on which units fail in a row rests, so that others can do them', async () => {
    const stop = new AbortController();
    await work(1, { queue: 'resting' });
    const units = [1, 2, 3, 4].map((n) => unit('failing', { times: 9, n }));
    const all = doOnQueue(units, {
      ...{ url: redis.url, queue: 'resting', folder: folderOf('resting'), say, signal: stop.signal },
    });
    all.catch(() => {});
    const rests = (line: string) => line.startsWith('4 units in a row failed on this machine');
    while (!lines.some(rests)) await wait(20);
    stop.abort();
    await expect(all).rejects.toThrow('aborted');
  });

  test('the same unit of two commands is done in the folder of each', async () => {
    const run = (name: string) =>
      doOnQueue([unit('double', { n: 4 })], { url: redis.url, folder: folderOf(name), say });
    const both = [run('one'), run('other')];
    await work();
    expect(await Promise.all(both)).toEqual([[], []]);
  });

  test('a unit whose input is not on the machine costs no attempt, and that is said', async () => {
    const [stop, seen] = [new AbortController(), [] as string[]];
    await work(1, { queue: 'input' });
    const all = doOnQueue([unit('double', { n: 5 })], {
      ...{ url: redis.url, queue: 'input', folder: folderOf('input'), signal: stop.signal },
      ...{ places: { file: join(dir, 'none.csv') }, say: (line: string) => seen.push(line) },
    });
    all.catch(() => {});
    while (seen.length === 0) await wait(20);
    expect(seen[0]).toMatch(/none\.csv is not there: all machines need the inputs at the same path/);
    stop.abort();
    await expect(all).rejects.toThrow('aborted');
  });

  test('the same command with other inputs or code replaces those of its jobs', async () => {
    const [stop, seen] = [new AbortController(), [] as string[]];
    const say = (line: string) => seen.push(line);
    await work(1, { queue: 'again' });
    const asked = [unit('double', { n: 5 })];
    const run = { url: redis.url, queue: 'again', folder: folderOf('again'), check: 50, say };
    const places = { file: join(dir, 'none.csv') };
    const first = doOnQueue(asked, { ...run, places, code: 'earlier', signal: stop.signal });
    first.catch(() => {});
    while (seen.length === 0) await wait(20);
    stop.abort();
    await expect(first).rejects.toThrow('aborted');
    const code = 'the version of this code';
    expect(await doOnQueue(asked, { ...run, places: { file: program + '.ts' }, code })).toEqual([]);
  });

  test('the units of a folder that nobody wants any more can be withdrawn', async () => {
    const [stop, queue] = [new AbortController(), 'withdrawn'];
    const run = { url: redis.url, queue, say, signal: stop.signal };
    const all = ['unwanted', 'wanted'].map((name) =>
      doOnQueue(unitsOf(doubles), { ...run, folder: folderOf(name) }),
    );
    for (const one of all) one.catch(() => {});
    const client = new Redis(redis.url);
    while ((await client.llen(`bull:${queue}:wait`)) < 16) await wait(20);
    stop.abort();
    await Promise.allSettled(all);
    const withdrawn = () => withdrawUnits({ url: redis.url, queue, folder: folderOf('unwanted') });
    expect(await withdrawn()).toEqual({ removed: 8, running: 0 });
    expect(await withdrawn()).toEqual({ removed: 0, running: 0 });
    expect(await client.llen(`bull:${queue}:wait`)).toBe(8);
    client.disconnect();
  });

  test('jobs that the server has forgotten are put there again', async () => {
    const folder = folderOf('forgotten');
    const all = doOnQueue(unitsOf(doubles), { url: redis.url, folder, say, check: 100 });
    const client = new Redis(redis.url);
    while ((await client.keys('*:wait')).length === 0) await wait(20);
    await client.flushall();
    // Jobs of others do not hide what is lost.
    const others = new Queue('sentiment-lab', { connection: client });
    const delay = 3_600_000;
    await others.addBulk(Array.from({ length: 20 }, () => ({ name: 'other', data: {}, opts: { delay } })));
    await work();
    expect(await all).toEqual([]);
    await others.obliterate({ force: true });
    client.disconnect();
  });

  test('a worker whose machine is unfit costs no attempt, and says why, while others do the units', async () => {
    const folder = folderOf('unfit');
    let refused = 0;
    const unfit: UnitProcesses = {
      async do() {
        refused++;
        throw new UnitError('another model', 'machine');
      },
      close() {},
    };
    await work(1, { processes: unfit });
    const seen: string[] = [];
    const run = { url: redis.url, folder, say: (line: string) => seen.push(line), check: 50 };
    const all = doOnQueue([unit('double', { n: 5 })], run);
    while (refused <= 4 || seen.length === 0) await wait(20);
    await work();
    expect(await all).toEqual([]);
    expect(seen).toEqual([expect.stringMatching(/^the worker on \S+: another model$/)]);
  });

  test('a unit that is too large for all workers is set aside, and smaller ones are done', async () => {
    const folder = folderOf('large');
    let [tries, locked] = [0, 0];
    const small: UnitProcesses = {
      async do({ unit: one, folder: at }) {
        // Waiting for a lock is no try.
        if (one.kind === 'large' && ++locked <= TOO_LARGE) throw new UnitError('a shard has it', 'locked');
        if (one.kind === 'large' && ++tries > 0) throw new UnitError('it needs 40 GB', 'memory');
        await writeResult(at, one.digest, { body: '12\n', items: 1 });
        return 'done';
      },
      close() {},
    };
    await work(1, { retry: 1, processes: small });
    const run = { url: redis.url, folder, say, check: 20 };
    const units = [unit('large', {}), unit('double', { n: 6 })];
    const failed = await doOnQueue(units, run);
    expect(failed).toEqual([{ unit: units[0], error: 'it needs 40 GB' }]);
    expect(tries).toBe(TOO_LARGE);
    expect(await readBody(folder, units[1]!.digest)).toBe('12\n');
  });

  test('a unit that others have locked is waited for, and the command says so once', async () => {
    const folder = folderOf('locked');
    await work();
    const seen: string[] = [];
    const run = { url: redis.url, folder, say: (line: string) => seen.push(line), check: 20 };
    expect(await doOnQueue([unit('locked', {})], run)).toEqual([]);
    expect(seen).toEqual([
      expect.stringMatching(/: locked \w+ waits: a shard works on it, as it did \d s ago$/),
    ]);
  });

  test('while the server does not answer, results count, and so does the signal', async () => {
    const [folder, stop] = [folderOf('silent'), new AbortController()];
    const [first, second] = unitsOf(doubles) as [NamedUnit, NamedUnit];
    const done: NamedUnit[] = [];
    const onDone = (one: NamedUnit) => done.push(one);
    const run = { url: redis.url, folder, say, check: 10, signal: stop.signal, onDone };
    const all = doOnQueue([first, second], run);
    all.catch(() => {});
    const client = new Redis(redis.url);
    while ((await client.keys('*:wait')).length === 0) await wait(20);
    client.disconnect();
    redis.process.kill('SIGSTOP');
    try {
      await wait(100); // a look at the queue has begun
      await writeResult(folder, first.digest, { body: '0\n', items: 1 });
      while (done.length === 0) await wait(20);
      stop.abort();
      await expect(all).rejects.toThrow('aborted');
    } finally {
      redis.process.kill('SIGCONT');
    }
  });

  test('a worker without the shared folder says so here and there, and goes on with other units', async () => {
    const folder = join(dir, 'not there');
    const [stop, seen] = [new AbortController(), [] as string[]];
    await work();
    const run = { url: redis.url, folder, say: (line: string) => seen.push(line), signal: stop.signal };
    const all = doOnQueue([unit('double', { n: 99 })], run);
    all.catch(() => {});
    rmSync(folder, { recursive: true }); // as on a machine that has not mounted it
    expect(await doOnQueue(unitsOf(doubles), { ...run, folder: folderOf('there') })).toEqual([]);
    while (seen.length === 0) await wait(20);
    expect(seen[0]).toMatch(/^the worker on .*not there is not there: all machines need the shared folder/);
    stop.abort();
    await expect(all).rejects.toThrow('aborted');
  });

  test('a unit whose folder nobody finds for long is set aside, so that it does not go round for ever', async () => {
    const folder = join(dir, 'given up');
    const run = { url: redis.url, queue: 'given up', folder, say, check: 50 };
    const asked = unit('double', { n: 98 });
    const all = doOnQueue([asked], run);
    rmSync(folder, { recursive: true });
    await work(1, { queue: run.queue, retry: 10, abandoned: 50 });
    const error = expect.stringMatching(/given up is not there: .*worker --redis URL --withdraw .*given up$/);
    expect(await all).toEqual([{ unit: asked, error }]);
  });

  test('units do not see the server or its password', async () => {
    const folder = folderOf('environment');
    const asked = unit('environment', {});
    await work();
    await doOnQueue([asked], { url: redis.url, folder, say });
    const seen = await readBody(folder, asked.digest);
    expect(seen).toContain('FAST_LSTM_THREADS');
    expect(seen).not.toMatch(/redis:|SENTIMENT_REDIS/i);
    expect(seen).not.toContain(PASSWORD);
  });

  test('an error of the connection says what is wrong and what to do, without the password', async () => {
    const failing = (url: string) => doOnQueue([], { url, folder: dir, say });
    const wrong = redis.url.replace('w0rd', 'word');
    await expect(failing(wrong)).rejects.toThrow(
      `the Redis server redis://127.0.0.1:${redis.port} cannot be used: WRONGPASS invalid username-password pair or user is disabled. What to do: check user and password`,
    );
    await expect(failing('redis://:secret@127.0.0.1:1')).rejects.toThrow(
      'the Redis server redis://127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1. What to do: start it there',
    );
    const client = new Redis(redis.url);
    await client.call('ACL', 'SETUSER', 'guest', 'on', '>word', '~*', '+ping', '+info', '+client');
    client.disconnect();
    const asGuest = { url: `redis://guest:word@127.0.0.1:${redis.port}`, folder: folderOf('guest'), say };
    await expect(doOnQueue(unitsOf(doubles), asGuest)).rejects.toThrow(
      /cannot be used: .*NOPERM.*What to do: allow this user all commands and keys/,
    );
  });
});
