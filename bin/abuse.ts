import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import { killOften } from '../abuse/kills';
import { LONG_RUNS } from '../abuse/long';
import { recordLongRun } from '../abuse/long-record';
import { abuseQueue } from '../abuse/queue';
import { clearRecord, type Outcomes, RECORDS, recorder } from '../abuse/record';
import { repeat, SCENARIOS } from '../abuse/scenarios';
import { simulateQueue } from '../abuse/simulation';
import { STAGES } from '../abuse/stages';
import { newFolder } from '../abuse/training';
import { randomFrom } from '../lib/batches/random';
import { scratchFolder } from '../lib/files/temporary';
import { positiveInteger, runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { tell } from './say';
import { exitCode } from './supervise.cjs';

export function abuseCommand(): Command {
  return new Command('npm run -s abuse --')
    .description(
      'Kills commands at random moments and starts them again, trains in two processes on one run, and on a disk ' +
        'that fills up. With --queue, it works on a queue whose workers and server are killed. ' +
        `With --record, what happened is recorded in ${dirname(RECORDS.queue)}.`,
    )
    .option(
      '--kills <number>',
      'how often each command, or worker, is killed (default: 100, with --queue 50)',
      positiveInteger,
    )
    .addOption(
      new Option('--stage <names...>', 'only these commands, or two-at-once, or full-disk').choices([
        ...Object.keys(STAGES),
        ...Object.keys(SCENARIOS),
      ]),
    )
    .option('--times <number>', 'how often each of two-at-once and full-disk is tried', positiveInteger, 100)
    .option('--record', 'record what happened, in place of the last record')
    .addOption(
      new Option('--add', 'record, but add to the recorded counts; use another --seed').implies({
        record: true,
      }),
    )
    .option('--seed <number>', 'seed of the random moments of kills and sizes of disks', positiveInteger, 1)
    .addOption(
      new Option('--long <names...>', 'instead: long runs, whose memory and speed are measured').choices(
        Object.keys(LONG_RUNS),
      ),
    )
    .option('--texts <number>', 'with --long: how many texts', positiveInteger, 1_000_000)
    .option('--minutes <number>', 'with --long training: how many minutes', positiveInteger, 60)
    .option('--queue', 'score rows and train on a queue; this needs redis-server')
    .option('--simulate', 'instead: a queue of many units of no work')
    .option('--units <number>', 'with --simulate: units', positiveInteger, 20_000)
    .option('--workers <number>', 'workers (default: 4, with --simulate 100)', positiveInteger)
    .option('--rows <number>', 'with --queue: rows to score', positiveInteger, 1_000_000)
    .option('--rows_per_unit <number>', 'with --queue: rows in a unit', positiveInteger, 5120)
    .option('--trainings <number>', 'with --queue: trainings', positiveInteger, 40)
    .option('--server_kills <number>', 'with --queue: how often the server is killed', positiveInteger, 5)
    .option('--cuts <number>', 'with --queue: how often the network is cut', positiveInteger, 10)
    .addHelpText('after', examples('--stage train score --kills 10'))
    .action(async ({ seed, queue = false, simulate = false, ...flags }: Flags) => {
      const scratch = scratchFolder('abuse');
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => {
          rmSync(scratch, { recursive: true, force: true });
          process.exit(exitCode(signal));
        });
      const generator = randomFrom(seed);
      const random = () => generator.integer(0, 1e6) / 1e6;
      let runs: Outcomes[] = [];
      try {
        if (flags.long) return await longRuns(flags, scratch);
        if (simulate) runs = [await simulateQueue(scratch, { workers: 100, ...flags })];
        else if (queue) runs = [await queueRun({ workers: 4, kills: 50, ...flags }, scratch, random)];
        else runs = await environmentRuns({ kills: 100, seed, ...flags }, scratch, random);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      if (flags.record && (simulate || queue)) {
        const name = simulate ? 'simulation' : 'queue';
        if (!flags.add) await clearRecord(name, seed);
        const record = recorder(name, seed, { adds: flags.add });
        for (const run of runs) await record(run);
      }
      const outcomes = runs.flatMap((run) => Object.keys(run.outcomes));
      if (outcomes.some((one) => one.startsWith('FAULT'))) process.exitCode = 1;
    });
}

interface Flags {
  seed: number;
  times: number;
  kills?: number;
  stage?: string[];
  record?: boolean;
  add?: boolean;
  long?: string[];
  texts: number;
  minutes: number;
  queue?: boolean;
  simulate?: boolean;
  units: number;
  workers?: number;
  rows: number;
  rows_per_unit: number;
  trainings: number;
  server_kills: number;
  cuts: number;
}

async function longRuns(
  { long = [], texts, minutes, record = false }: Pick<Flags, 'long' | 'texts' | 'minutes' | 'record'>,
  scratch: string,
): Promise<void> {
  for (const name of long) {
    const run = await LONG_RUNS[name]!(newFolder(scratch, name), { texts, minutes });
    tell(`${run.what}: ${run.samples.map(({ megabytes }) => Math.round(megabytes)).join(', ')} MB`);
    if (record) await recordLongRun(run);
  }
}

async function environmentRuns(
  {
    kills,
    times,
    stage,
    add,
    seed,
    record: isRecorded,
  }: Pick<Flags, 'times' | 'stage' | 'add' | 'seed' | 'record'> & { kills: number },
  scratch: string,
  random: () => number,
): Promise<Outcomes[]> {
  const record = recorder('environment', seed, { adds: add });
  const onRound = async (outcomes: Outcomes) => {
    const { what, times: done, cpuSeconds } = outcomes;
    const cost = cpuSeconds ? `, ${(cpuSeconds / Math.max(1, done)).toFixed(1)} CPU seconds each` : '';
    tell(`${what}: ${done}${cost}: ${Object.keys(outcomes.outcomes).join('; ')}`);
    if (isRecorded) await record(outcomes);
  };
  const isWanted = (name: string) => stage === undefined || stage.includes(name);
  const runs: Outcomes[] = [];
  for (const [name, prepared] of Object.entries(STAGES)) {
    if (!isWanted(name)) continue;
    const folder = newFolder(scratch, name);
    const options = { kills, scratch: folder, random, onRound };
    runs.push(await killOften(name, await prepared(newFolder(scratch, 'shared')), options));
  }
  for (const name of Object.keys(SCENARIOS))
    if (isWanted(name)) runs.push(await repeat(name, times, newFolder(scratch, name), { random, onRound }));
  return runs;
}

async function queueRun(
  {
    rows_per_unit: rowsPerUnit,
    server_kills: serverKills,
    ...flags
  }: Omit<Flags, 'seed' | 'workers' | 'kills'> & { workers: number; kills: number },
  scratch: string,
  random: () => number,
): Promise<Outcomes> {
  const run = await abuseQueue(scratch, { ...flags, rowsPerUnit, serverKills, random, say: tell });
  for (const outcome of Object.keys(run.outcomes)) tell(`${run.what}: ${outcome}`);
  return run;
}

if (require.main === module) void runCommand(abuseCommand(), underscored(process.argv));
