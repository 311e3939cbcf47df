import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { abuseQueue } from '../abuse/queue';
import { type Outcomes, RECORDS, writeRecord } from '../abuse/record';
import { repeat, SCENARIOS } from '../abuse/scenarios';
import { simulateQueue } from '../abuse/simulation';
import { randomFrom } from '../lib/batches/random';
import { scratchFolder } from '../lib/files/temporary';
import { positiveInteger, runCommand } from './command-line';
import { underscored } from './options';
import { tell } from './say';

export function abuseCommand(): Command {
  return new Command('npm run -s abuse --')
    .description(
      'Trains while the process is killed, while another one works on the same run, and while the disk fills up. ' +
        'With --queue, it works on a queue whose workers and server are killed. ' +
        `Records what happened in ${dirname(RECORDS.queue)}.`,
    )
    .option('--times <number>', 'how often each of them', positiveInteger, 100)
    .option('--seed <number>', 'of the moments and sizes', positiveInteger, 1)
    .option('--queue', 'score rows and train on a queue; this needs redis-server')
    .option('--simulate', 'instead: a queue of many units of no work')
    .option('--units <number>', 'with --simulate: units', positiveInteger, 20_000)
    .option('--workers <number>', 'workers (default: 4, with --simulate 100)', positiveInteger)
    .option('--rows <number>', 'with --queue: rows to score', positiveInteger, 1_000_000)
    .option('--rows_per_unit <number>', 'with --queue: rows in a unit', positiveInteger, 5120)
    .option('--trainings <number>', 'with --queue: trainings', positiveInteger, 40)
    .option('--kills <number>', 'with --queue: how often a worker is killed', positiveInteger, 50)
    .option('--server_kills <number>', 'with --queue: how often the server is killed', positiveInteger, 5)
    .option('--cuts <number>', 'with --queue: how often the network is cut', positiveInteger, 10)
    .allowExcessArguments(false)
    .action(async ({ seed, queue = false, simulate = false, ...flags }: Flags) => {
      const scratch = scratchFolder('abuse');
      const generator = randomFrom(seed);
      const random = () => generator.integer(0, 1e6) / 1e6;
      let runs: Outcomes[];
      try {
        if (simulate) runs = [await simulateQueue(scratch, { workers: 100, ...flags })];
        else if (queue) runs = [await queueRun({ workers: 4, ...flags }, scratch, random)];
        else runs = await trainingRuns(flags, scratch, random);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      await writeRecord(simulate ? 'simulation' : queue ? 'queue' : 'environment', {
        when: new Date().toISOString().slice(0, 10),
        seed,
        runs,
      });
      const outcomes = runs.flatMap((run) => Object.keys(run.outcomes));
      if (outcomes.some((one) => one.startsWith('FAULT'))) process.exitCode = 1;
    });
}

interface Flags {
  seed: number;
  times: number;
  queue?: boolean;
  simulate?: boolean;
  units: number;
  workers?: number;
  rows: number;
  rows_per_unit: number;
  trainings: number;
  kills: number;
  server_kills: number;
  cuts: number;
}

async function trainingRuns(
  { times }: Pick<Flags, 'times'>,
  scratch: string,
  random: () => number,
): Promise<Outcomes[]> {
  const runs: Outcomes[] = [];
  for (const what of Object.keys(SCENARIOS)) {
    const onOutcome = (outcome: string) => tell(`${what}: ${outcome}`);
    runs.push(await repeat(what, times, scratch, { random, onOutcome }));
  }
  return runs;
}

async function queueRun(
  {
    rows_per_unit: rowsPerUnit,
    server_kills: serverKills,
    ...flags
  }: Omit<Flags, 'seed' | 'workers'> & { workers: number },
  scratch: string,
  random: () => number,
): Promise<Outcomes> {
  const run = await abuseQueue(scratch, { ...flags, rowsPerUnit, serverKills, random, say: tell });
  for (const outcome of Object.keys(run.outcomes)) tell(`${run.what}: ${outcome}`);
  return run;
}

if (require.main === module) void runCommand(abuseCommand(), underscored(process.argv));
