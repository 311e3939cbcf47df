/**
 * Work on a queue whose workers and server are killed, whose network is cut, with one full disk.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { planExperiments, recordsOfUnits } from '../experiments/results/experiment-units';
import type { ResultRecord } from '../experiments/results/record';
import { doOnQueue } from '../lib/queue/submit';
import { unitProcesses } from '../lib/queue/unit-processes';
import { repositoryRoot } from '../lib/repository';
import { type Manifest, unitFolder, unitsOf } from '../lib/units';
import type { Outcomes } from './record';
import { type NetworkProxy, PASSWORD, type RedisServer, startProxy, startRedis } from './redis';
import { latestCheckpointOf, newFolder, SMALL_TRAINING, writeTexts } from './training';

/** How much work there is, and how often what fails. */
export interface QueueAbuse {
  workers: number;
  rows: number;
  rowsPerUnit: number;
  trainings: number;
  /** How often a worker is killed, the server is killed, and its network is cut. */
  kills: number;
  serverKills: number;
  cuts: number;
  random: () => number;
  say: (line: string) => void;
}

const LEASE = 3; // seconds
/** The share of the units after which the last failure comes. */
const LAST_FAILURE = 0.9;
/** Milliseconds between two looks at what is done. */
const LOOK_EVERY = 50;
const LONGEST_CUT = 6; // seconds: longer than the lease

/**
 * Scores rows and trains on a queue while all of that fails, and compares the output with that of
 * one process that nothing happens to.
 */
export async function abuseQueue(scratch: string, abuse: QueueAbuse): Promise<Outcomes> {
  const { rows, rowsPerUnit, trainings, workers, say } = abuse;
  const program = join(repositoryRoot(), 'bin', 'unit-program');
  const manifest = await planExperiments([
    {
      ...{ name: 'small', system: 'simple', data: 'tweets', tests: 'last' },
      flags: {
        ...{ data: writeTexts(scratch), ...SMALL_TRAINING, validate_every: 1 },
      },
      seeds: Array.from({ length: trainings }, (_, seed) => seed),
    },
  ]);
  const units = unitsOf(manifest);
  const [whole, shared] = ['whole', 'shared'].map((name) => newFolder(scratch, name)) as [string, string];
  say('one process, without failures');
  const alone = unitProcesses(program, 1);
  for (const unit of units) await alone.do({ unit, folder: whole });
  alone.close();
  const model = latestCheckpointOf(unitFolder(whole, units[0]!.digest));
  const table = writeRows(scratch, rows, abuse.random);
  const score = (out: string, ...flags: string[]) =>
    startCommand('score', [table, '--out', out, '--checkpoints_dir', model, ...flags]);
  const plain = join(whole, 'scored.csv');
  await ended(score(plain));

  say('the queue, with failures');
  const out = join(shared, 'scored.csv');
  const cleanUps: (() => unknown)[] = [];
  let isDone = false;
  try {
    const redis = { current: await startRedis(join(scratch, 'redis')) };
    cleanUps.push(() => redis.current.stop());
    const proxy = await startProxy(redis.current.port);
    cleanUps.push(() => proxy.close());
    const url = redis.current.url.replace(`:${redis.current.port}`, `:${proxy.port}`);
    const crew = Array.from({ length: workers }, () => respawning(url));
    cleanUps.push(() => crew.map((worker) => worker.end()));
    const full = fullDiskWorker(url, [
      ...['working', 'runs'].map((folder) => join(shared, folder)),
      join(`${out}.units`, 'working'),
    ]);
    cleanUps.push(() => full?.kill('SIGKILL'));
    const scored = Math.ceil(rows / rowsPerUnit);
    const progress = () => {
      const inFolder = (folder: string) => (existsSync(folder) ? readdirSync(folder).length : 0);
      const counts = [
        existsSync(out) ? scored : inFolder(join(`${out}.units`, 'results')),
        inFolder(join(shared, 'results')),
      ] as const;
      const isBegun = counts.every((count) => count > 0); // both commands have reached the server
      return isBegun ? (counts[0] + counts[1]) / (scored + trainings) : 0;
    };
    const failures = fail(abuse, { redis, proxy, crew }, progress, () => isDone);
    failures.catch(() => {}); // it is awaited below
    const scoring = ended(score(out, '--redis', url, '--rows_per_unit', `${rowsPerUnit}`));
    const failed = await doOnQueue(units, { url, folder: shared, say: () => {} });
    const printed = await scoring;
    isDone = true;
    const counts = await failures;
    const faults = [
      ...failed.map(({ error }) => `a training was set aside: ${error}`),
      !existsSync(out) && `nothing was scored: ${printed.trim().split('\n').at(-1)}`,
      existsSync(out) && !readFileSync(out).equals(readFileSync(plain)) && 'the scored rows differ',
      ...(failed.length > 0 ? [] : await differences(whole, shared, manifest)),
      readdirSync(join(shared, 'working')).length > 0 && 'temporary files are left',
    ].filter(Boolean);
    const disk = full ? ', one worker with a full disk' : '';
    return {
      what:
        `${workers} workers, ${rows.toLocaleString('en-US')} rows in units of ${rowsPerUnit.toLocaleString('en-US')}, ${trainings} trainings: ` +
        `workers killed ${counts.kills} times, the server ${counts.serverKills}, its network cut ${counts.cuts}${disk}`,
      times: 1,
      outcomes: {
        [faults.length > 0
          ? `FAULT: ${faults.join('; ')}`
          : 'every row and record once, the same as of one process']: 1,
      },
    };
  } finally {
    isDone = true; // it ends the failures, too
    for (const cleanUp of cleanUps.reverse()) await Promise.resolve(cleanUp()).catch(() => {});
  }
}

/**
 * Makes workers, the server and its network fail in random order. They come as the work proceeds,
 * so all of them come while there is work, however fast it is.
 *
 * @param progress returns the share of the work that is done
 */
async function fail(
  { kills, serverKills, cuts, random, say }: QueueAbuse,
  {
    redis,
    proxy,
    crew,
  }: { redis: { current: RedisServer }; proxy: NetworkProxy; crew: readonly Respawning[] },
  progress: () => number,
  isDone: () => boolean,
): Promise<Record<'kills' | 'serverKills' | 'cuts', number>> {
  const left = [
    ...Array<'kills'>(kills).fill('kills'),
    ...Array<'serverKills'>(serverKills).fill('serverKills'),
    ...Array<'cuts'>(cuts).fill('cuts'),
  ];
  const counts = { kills: 0, serverKills: 0, cuts: 0 };
  const all = left.length;
  while (left.length > 0) {
    const due = (LAST_FAILURE * (all - left.length + random())) / all;
    while ((progress() === 0 || progress() < due) && !isDone()) await wait(LOOK_EVERY);
    if (isDone()) break;
    const [kind] = left.splice(Math.floor(left.length * random()), 1);
    if (kind === 'kills') crew[Math.floor(crew.length * random())]!.kill();
    else if (kind === 'cuts') await proxy.cut(1000 * LONGEST_CUT * random());
    else {
      await redis.current.stop();
      redis.current = await startRedis(redis.current.folder, redis.current.port);
    }
    counts[kind!]++;
    say(`${kind}: ${counts[kind!]}`);
  }
  return counts;
}

/** A worker that is started again when it has ended. */
interface Respawning {
  kill(): void;
  end(): void;
}

function respawning(url: string): Respawning {
  let isOver = false;
  let child: ChildProcess;
  const start = () => {
    child = startCommand('worker', workerFlags(url), false);
    child.on('exit', () => isOver || start());
  };
  start();
  return {
    kill: () => child.kill('SIGKILL'),
    end() {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}

function workerFlags(url: string): string[] {
  return ['--redis', url, '--concurrency', '1', '--lease', `${LEASE}`];
}

/**
 * Starts a worker for which a few folders are on a full disk. Undefined: only Linux's superuser
 * can.
 */
function fullDiskWorker(url: string, folders: readonly string[]): ChildProcess | undefined {
  if (spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  for (const folder of folders) newFolder(folder);
  const mounts = folders.map((folder) => `mount -t tmpfs -o size=4k tmpfs '${folder}'`).join(' && ');
  const command = [process.execPath, '--import', 'tsx', 'bin/worker.ts', ...workerFlags(url)];
  return spawn('unshare', ['--mount', 'sh', '-c', `${mounts} && exec "$@"`, 'sh', ...command], {
    cwd: repositoryRoot(),
    stdio: 'ignore',
  });
}

/** @param isRead whether somebody reads what it prints: else it would stop when the pipe is full */
function startCommand(name: string, args: readonly string[], isRead = true): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', `bin/${name}.ts`, ...args], {
    cwd: repositoryRoot(),
    env: { ...process.env, SENTIMENT_REDIS_PASSWORD: PASSWORD },
    stdio: isRead ? ['ignore', 'pipe', 'pipe'] : 'ignore',
  });
}

/** Returns what a program has printed when it ends. */
async function ended(child: ChildProcess): Promise<string> {
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text) => {
      printed += text;
    });
  await once(child, 'close');
  return printed;
}

function writeRows(folder: string, rows: number, random: () => number): string {
  const words = ['lovely', 'superb', 'dull', 'awful', 'plot', 'cast', 'music', 'the', 'is', 'not', 'very'];
  const file = join(folder, 'rows.csv');
  const lines = ['id,text'];
  for (let n = 0; n < rows; n++) {
    const text = Array.from(
      { length: 3 + Math.floor(9 * random()) },
      () => words[Math.floor(words.length * random())],
    );
    lines.push(`${n},${text.join(' ')}`);
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Returns how the records of two folders differ, apart from times and dates. */
async function differences(one: string, other: string, manifest: Manifest): Promise<string[]> {
  const learned = ({ seconds: _, date: _date, ...record }: ResultRecord) => JSON.stringify(record);
  const [first, second] = await Promise.all(
    [one, other].map(async (folder) => (await recordsOfUnits(folder, manifest)).map(learned)),
  );
  return first!.flatMap((record, seed) =>
    record === second![seed] ? [] : [`the training with seed ${seed} differs`],
  );
}
