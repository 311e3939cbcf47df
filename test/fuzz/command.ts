/**
 * `npm run fuzz`: damages the files that each reader reads, and counts the outcomes. Each reader
 * runs in a process of its own, which is ended when it no longer says that it goes on.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import fc from 'fast-check';
import { positiveInteger, runCommand } from '../../bin/command-line';
import { repositoryRoot } from '../../lib/repository';
import { type Damage, damageOf } from './mutations';
import { READERS } from './readers';
import { type Recorded, recordedTallies, reliabilityTable, saveTally } from './record';
import { FAULTS, type Finding, isRight, newTally, startTrial, type Tally, type Trial } from './run';

interface Flags {
  inputs: number;
  seed: number;
  record?: boolean;
  missing?: boolean;
  child?: boolean;
}

/** Inputs that are made at once. */
const CHUNK = 500;
/** Inputs that are read at the same time: mostly, readers wait for files. */
const ROUND = 8;
/** Rounds between two reports. */
const REPORT_EVERY = 10;
/** Milliseconds of silence after which a reader hangs. */
const HANGS = 600_000;
/** The faults of each kind that are kept with their inputs. */
const KEPT = 3;

const program = new Command('npm run fuzz --')
  .description('Reads damaged files with every reader, and counts what comes of it.')
  .argument('[readers...]', 'readers to run. Default: all')
  .option('--inputs <count>', 'number of inputs for each reader', positiveInteger, 100_000)
  .option('--seed <number>', 'seed of the damage', positiveInteger, 1)
  .option('--record', 'save the counts of each reader in results/reliability and in docs/reliability.md')
  .option('--missing', 'leave out readers whose recorded run had as many inputs and this seed')
  .option('--child', 'run the reader in this process, and print the counts as JSON')
  .action(main);

async function main(names: string[], flags: Flags): Promise<void> {
  const unknown = names.find((name) => !READERS.some((reader) => reader.name === name));
  if (unknown !== undefined)
    program.error(`there is no reader "${unknown}"; they are ${READERS.map(({ name }) => name).join('; ')}`);
  const chosen = READERS.map(({ name }) => name).filter((name) => names.length === 0 || names.includes(name));
  if (flags.child) return fuzzHere(chosen[0]!, flags);
  const isRecorded = ({ seed, inputs }: Recorded) => seed === flags.seed && inputs >= flags.inputs;
  const done = flags.missing ? recordedTallies().filter(isRecorded) : [];
  const tallies: Tally[] = [];
  for (const name of chosen) {
    if (done.some(({ reader }) => reader === name)) continue;
    console.error(name);
    const tally = await fuzzInProcess(name, flags);
    tallies.push(tally);
    if (flags.record) await saveTally(tally, flags.seed);
  }
  console.log(reliabilityTable(tallies));
  if (!tallies.every(isRight)) process.exitCode = 1;
}

/** Runs a reader in this process. Each line of the output is a tally so far. */
async function fuzzHere(name: string, { inputs, seed }: Flags): Promise<void> {
  const reader = READERS.find((one) => one.name === name)!;
  const trials: Trial[] = [];
  for (let lane = 0; lane < (reader.alone ? 1 : ROUND); lane++) trials.push(await startTrial(reader));
  const tally = newTally(name);
  const report = () => {
    tally.peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(`${JSON.stringify(tally)}\n`);
  };
  const count = ({ outcome, detail }: Finding, damage: Damage) => {
    tally.inputs++;
    tally.outcomes[outcome]++;
    if (FAULTS.includes(outcome) && tally.outcomes[outcome] <= KEPT)
      keep(`${name}-${outcome}-${tally.outcomes[outcome]}`, { detail, damage });
  };
  report();
  for (let from = 0; from < inputs; from += CHUNK) {
    const numRuns = Math.min(CHUNK, inputs - from);
    const damages = fc.sample(damageOf(reader.files), { seed: seed + from, numRuns });
    for (let at = 0; at < numRuns; at += ROUND) {
      const round = damages.slice(at, at + ROUND);
      const before = process.cpuUsage();
      const lanes = trials.map(async (trial, lane) => {
        for (let n = lane; n < round.length; n += trials.length) count(await trial.run(round[n]!), round[n]!);
      });
      await Promise.all(lanes);
      const { user, system } = process.cpuUsage(before);
      tally.slowestMs = Math.max(tally.slowestMs, Math.round((user + system) / 1000));
      if (at % (ROUND * REPORT_EVERY) === 0) report();
    }
  }
  report();
  for (const trial of trials) trial.close();
}

/** Writes a fault with its input, to be looked at. */
function keep(name: string, fault: unknown): void {
  const folder = join(repositoryRoot(), '.sentiment-lab', 'fuzz');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replace(/[^\w.-]+/g, '-')}.json`), JSON.stringify(fault, null, 2));
}

/**
 * Runs a reader in another process. Returns its counts, up to where it hangs or ends the process.
 */
async function fuzzInProcess(name: string, { inputs, seed }: Flags): Promise<Tally> {
  const flags = ['--child', '--inputs', `${inputs}`, '--seed', `${seed}`];
  const child = spawn(process.execPath, ['--import', 'tsx', __filename, name, ...flags], {
    cwd: repositoryRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let tally = newTally(name);
  let ended: Tally['ended'];
  const watch = setTimeout(() => {
    ended = 'hang';
    child.kill('SIGKILL');
  }, HANGS);
  for await (const line of createInterface({ input: child.stdout })) {
    watch.refresh();
    tally = JSON.parse(line) as Tally;
  }
  clearTimeout(watch);
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('exit', resolve));
  // A reader that never answers, and waits for nothing, ends the process with code 0.
  const isDone = child.exitCode === 0 && tally.inputs === inputs;
  return isDone ? tally : { ...tally, ended: ended ?? 'crash' };
}

if (require.main === module) void runCommand(program);
