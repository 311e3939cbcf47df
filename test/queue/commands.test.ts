import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HAS_REDIS, NEEDS_REDIS, PASSWORD, type RedisServer, startRedis } from '../../abuse/redis';
import { writeTexts } from '../../abuse/training';
import { scoreCommand } from '../../bin/score';
import { planExperiments, recordsOfUnits } from '../../experiments/results/experiment-units';
import type { ResultRecord } from '../../experiments/results/record';
import { doOnQueue } from '../../lib/queue/submit';
import { repositoryRoot } from '../../lib/repository';
import { unitFolder, unitsOf } from '../../lib/units';
import { catchOutput, outputOf } from '../bin/command-output';

const dir = mkdtempSync(join(tmpdir(), 'units-commands-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let redis: RedisServer | undefined;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  if (HAS_REDIS) redis = await startRedis(join(dir, 'redis'));
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await redis?.stop();
});

function start(name: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join('bin', `${name}.ts`), ...args], {
    cwd: repositoryRoot(),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: redis?.certificates },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(name: string, args: readonly string[]): Promise<{ code: number; printed: string }> {
  const child = start(name, args);
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text) => {
      printed += text;
    });
  const [code] = await once(child, 'close');
  return { code, printed };
}

/** Starts a worker with TLS and the password in the URL. */
async function startWorker(): Promise<ChildProcess> {
  const url = redis!.tlsUrl.replace('//', `//:${encodeURIComponent(PASSWORD)}@`);
  const worker = start('worker', ['--redis', url, '--concurrency', '1', '--lease', '2']);
  workers.push(worker);
  const [line] = await once(worker.stdout!, 'data');
  expect(`${line}`).toBe(`Waiting for units of ${redis!.tlsUrl}, 1 at once\n`);
  return worker;
}

const texts = join(dir, 'texts.csv');
const rows = Array.from({ length: 600 }, (_, n) => {
  const text =
    n % 50 === 7
      ? ''
      : `The ${['film', 'plot', 'cast'][n % 3]} is ${['superb', 'dull'][n % 2]}${'!'.repeat(n % 5)}\nsaid ${n}`;
  return `${n},"${text}"`;
});
writeFileSync(texts, ['id,text', ...rows, ''].join('\n'));
const score = (out: string, ...flags: string[]) =>
  run('score', [texts, '--out', join(dir, out), '--workers', '1', ...flags]);
/** Runs `score` in this process, which must not compute: it is refused, or merges. */
const scoreHere = (out: string, ...args: string[]) =>
  outputOf(scoreCommand(), ...args, '--out', join(dir, out));

describe('score', () => {
  beforeEach(catchOutput);

  test('--shard and --merge write what it writes alone, byte for byte', { timeout: 300_000 }, async () => {
    expect((await score('plain.csv')).code).toBe(0);
    const planned = await score('shards.csv', '--plan', '--rows_per_unit', '200');
    expect(planned).toMatchObject({ code: 0, printed: expect.stringContaining('Units planned: 3. Run') });
    const first = await score('shards.csv', '--shard', '1/2', '--rows_per_unit', '200');
    expect(first.printed).not.toContain('Reading texts.csv');
    expect(first.printed).toContain('shard 1/2 is done. 2 of 3 units have a result');
    await expect(scoreHere('shards.csv', '--merge')).rejects.toThrow(
      /1 of 3 units have no result in .*shards\.csv\.units: rows 257 to 512\. Run their shards again/,
    );
    const others = scoreHere('shards.csv', texts, '--shard', '2/2', '--rows_per_unit', '300');
    await expect(others).rejects.toThrow('was begun for another input, model or options');
    utimesSync(texts, new Date(), new Date(2001)); // a copy of the file, for the next shard
    // The first process of a container ignores signals without a handler.
    mkdirSync(join(dir, 'waiting.csv.units'));
    writeFileSync(join(dir, 'waiting.csv.units', 'plan.lock'), 'elsewhere-1 2 300000\n');
    const waiting = start('score', [texts, '--out', join(dir, 'waiting.csv'), '--shard', '1/2']);
    let said = '';
    waiting.stderr!.on('data', (line) => {
      said += line;
      if (/is working on the plan/.test(said)) waiting.kill('SIGTERM');
    });
    expect(await once(waiting, 'close')).toEqual([143, null]);
    expect(said).toContain('Stopped. The same command goes on.');
    // A queue goes on where shards have stopped.
    if (redis) cpSync(join(dir, 'shards.csv.units'), join(dir, 'queued.csv.units'), { recursive: true });
    await score('shards.csv', '--shard', '2/2', '--rows_per_unit', '200');
    await scoreHere('shards.csv', '--merge');
    expect(readFileSync(join(dir, 'shards.csv'))).toEqual(readFileSync(join(dir, 'plain.csv')));
  });
});

test('what a run writes beside its data is no other unit, and other data are', async () => {
  const data = join(dir, 'data');
  mkdirSync(join(data, 'prepared'), { recursive: true });
  const file = writeTexts(data);
  const digest = async () => {
    const experiment = { system: 'simple', data: 'tweets', tests: 'last', seeds: [0] } as const;
    const manifest = await planExperiments([{ ...experiment, name: 'small', flags: { data } }]);
    return unitsOf(manifest)[0]!.digest;
  };
  const before = await digest();
  writeFileSync(join(data, 'prepared', 'prepared.json'), '{}');
  expect(await digest()).toBe(before);
  appendFileSync(file, 'One more,positive\n');
  expect(await digest()).not.toBe(before);
});

describe.skipIf(!HAS_REDIS)(`a worker${NEEDS_REDIS}`, () => {
  test('scores by TLS what shards have left, and hides its password', { timeout: 300_000 }, async () => {
    const worker = await startWorker();
    const scored = await score('queued.csv', '--rows_per_unit', '200', '--redis', redis!.url);
    expect(scored).toMatchObject({ code: 0, printed: expect.stringContaining('600 rows') });
    expect(scored.printed).not.toContain(PASSWORD);
    expect(scored.printed).toContain(
      'can read the password in --redis: put it into SENTIMENT_REDIS_PASSWORD',
    );
    expect(readFileSync(join(dir, 'queued.csv'))).toEqual(readFileSync(join(dir, 'plain.csv')));
    expect(readdirSync(dir)).not.toContain('queued.csv.units');
    if (process.platform === 'linux')
      expect(readFileSync(`/proc/${worker.pid}/cmdline`, 'utf8')).toMatch(/^sentiment-lab worker\0/);
    worker.kill('SIGTERM');
    expect((await once(worker, 'exit'))[0]).toBe(0);
  });

  test('is waited for until a signal ends the command, with the exit code of that signal', async () => {
    mkdirSync(join(dir, 'class', 'ada', 'exercises'), { recursive: true });
    writeFileSync(join(dir, 'class', 'ada', 'exercises', '01-majority-baseline.ts'), 'export {};');
    const flags = ['--queue', 'class', '--redis', redis!.url];
    const command = start('grade', ['--submissions', join(dir, 'class'), ...flags]);
    const said = text(command.stderr!);
    const client = new Redis(redis!.url);
    while ((await client.exists('bull:class:wait')) === 0) await wait(20);
    client.disconnect();
    command.kill('SIGTERM');
    expect(await once(command, 'close')).toEqual([143, null]);
    expect(await said).toMatch(/\nStopped waiting\. The workers go on\./);
  });

  test('is waited for by tune until Ctrl-C, which stops no step of a training', async () => {
    const flags = ['--data', writeTexts(dir), '--param', 'hidden_size=3,4', '--stopwords_file', 'None'];
    const place = ['--out', join(dir, 'tuned'), '--queue', 'tuned', '--redis', redis!.url];
    const args = [join('bin', 'supervise.cjs'), 'tune', ...flags, ...place];
    const command = spawn(process.execPath, args, {
      cwd: repositoryRoot(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = Promise.all([text(command.stdout), text(command.stderr)]);
    const client = new Redis(redis!.url);
    while ((await client.exists('bull:tuned:wait')) === 0) await wait(20);
    client.disconnect();
    command.kill('SIGINT');
    expect(await once(command, 'close')).toEqual([130, null]);
    const [out, error] = await said;
    expect(out).toContain('Stopped. The search is saved in');
    expect(error).toContain('\nThe workers go on.\n');
    expect(error).not.toContain('Stopping after this step');
    const withdraw = ['--withdraw', join(dir, 'tuned'), '--queue', 'tuned', '--redis', redis!.url];
    expect((await run('worker', withdraw)).printed).toContain(
      `Taken out of the queue: 2 of the units of ${join(dir, 'tuned')}\n`,
    );
  });

  test('that is stopped gives back its training, which another resumes bit for bit', {
    timeout: 300_000,
  }, async () => {
    const flags = {
      ...{ data: writeTexts(dir), stopwords_file: null, hidden_size: 4, embedding_size: 4, batch_size: 8 },
      ...{ train_steps: 80, validate_every: 1 },
    };
    const manifest = await planExperiments([
      { name: 'small', system: 'simple', data: 'tweets', flags, tests: 'last', seeds: [3] },
    ]);
    const [unit] = unitsOf(manifest);
    const train = (folder: string) =>
      doOnQueue([unit!], { url: redis!.url, folder: join(dir, folder), say: () => {} });
    const first = await startWorker();
    expect(await train('whole')).toEqual([]);
    const stopped = train('stopped');
    while (stepsOf(join(dir, 'stopped'), unit!.digest).length < 3) await wait(20);
    const started = performance.now();
    first.kill('SIGTERM');
    expect((await once(first, 'exit'))[0]).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000); // 5 seconds, on a machine that is not busy
    expect(stepsOf(join(dir, 'stopped'), unit!.digest)).not.toContain('step-80');
    const second = await startWorker();
    expect(await stopped).toEqual([]);
    second.kill('SIGTERM');
    const [whole, resumed] = await Promise.all(
      ['whole', 'stopped'].map(async (name) => (await recordsOfUnits(join(dir, name), manifest))[0]!),
    );
    expect(learned(resumed!)).toEqual(learned(whole!));
    expect(whole!.hyperparameters).toMatchObject({ checkpoints_root: 'checkpoints', random_state: 3 });
  });
});

/** Returns the names of the checkpoints of a unit's run, which may come and go meanwhile. */
function stepsOf(folder: string, digest: string): string[] {
  const folders = globSync('**/step-*', { cwd: unitFolder(folder, digest), onlyDirectories: true });
  return folders.map((path) => basename(path)).filter((name) => /^step-\d+$/.test(name));
}

function learned({ seconds: _, date: _date, ...record }: ResultRecord) {
  return record;
}
