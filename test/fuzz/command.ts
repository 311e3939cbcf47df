/**
 * `npm run fuzz`: damages the files that each reader reads, and counts the outcomes. A process for
 * each reader, which is ended when it no longer says that it goes on.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import fc from 'fast-check';
import { positiveInteger, runCommand } from '../../bin/command-line';
import { repositoryRoot } from '../../lib/repository';
import { damageOf } from './mutations';
import { READERS } from './readers';
import { reliabilityTable, saveTallies } from './record';
import { FAULTS, newTally, startTrial, type Tally } from './run';

interface Flags {
  inputs: number;
  seed: number;
  record?: boolean;
  child?: boolean;
}

/** Inputs that are made at once. */
const CHUNK = 500;
/** Milliseconds of silence after which a reader hangs. */
const HANGS = 120_000;
/** The faults of each kind that are kept with their inputs. */
const KEPT = 3;

const program = new Command('npm run fuzz --')
  .description('Reads damaged files with every reader, and counts what comes of it.')
  .argument('[readers...]', 'readers to run. Default: all')
  .option('--inputs <count>', 'number of inputs for each reader', positiveInteger, 100_000)
  .option('--seed <number>', 'seed of the damage', positiveInteger, 1)
  .option('--record', 'save the counts in results/reliability and in docs/reliability.md')
  .option('--child', 'run the only reader in this process')
  .action(main);

async function main(names: string[], flags: Flags): Promise<void> {
  const unknown = names.find((name) => !READERS.some((reader) => reader.name === name));
  if (unknown !== undefined)
    program.error(`there is no reader "${unknown}"; they are ${READERS.map(({ name }) => name).join('; ')}`);
  if (flags.child) return fuzzHere(names[0]!, flags);
  const tallies: Tally[] = [];
  for (const { name } of READERS)
    if (names.length === 0 || names.includes(name)) tallies.push(await fuzzInProcess(name, flags));
  console.log(reliabilityTable(tallies));
  if (flags.record) await saveTallies(tallies, flags.seed);
  const isRight = (tally: Tally) => !tally.ended && FAULTS.every((fault) => tally.outcomes[fault] === 0);
  if (!tallies.every(isRight)) process.exitCode = 1;
}

/** Runs a reader in this process. Each line of the output is a tally so far. */
async function fuzzHere(name: string, { inputs, seed }: Flags): Promise<void> {
  const reader = READERS.find((one) => one.name === name)!;
  const trial = await startTrial(reader);
  const tally = newTally(name);
  const report = () => {
    tally.peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(`${JSON.stringify(tally)}\n`);
  };
  report();
  for (let from = 0; from < inputs; from += CHUNK) {
    const numRuns = Math.min(CHUNK, inputs - from);
    for (const damage of fc.sample(damageOf(reader.files), { seed: seed + from, numRuns })) {
      const started = performance.now();
      const { outcome, detail } = await trial.run(damage);
      tally.slowestMs = Math.max(tally.slowestMs, Math.round(performance.now() - started));
      tally.inputs++;
      tally.outcomes[outcome]++;
      if (FAULTS.includes(outcome) && tally.outcomes[outcome] <= KEPT)
        keep(`${name}-${outcome}-${tally.outcomes[outcome]}`, { detail, damage });
      if (tally.inputs % 100 === 0) report();
    }
  }
  report();
  trial.close();
}

/** Writes a fault with its input, to be looked at. */
function keep(name: string, fault: unknown): void {
  const folder = join(repositoryRoot(), '.sentiment-lab', 'fuzz');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replace(/[^\w.-]+/g, '-')}.json`), JSON.stringify(fault, null, 2));
}

/** Runs a reader in a process of its own, and ends it when it hangs. */
async function fuzzInProcess(name: string, { inputs, seed }: Flags): Promise<Tally> {
  const args = ['--import', 'tsx', __filename, name, '--child', '--inputs', `${inputs}`, '--seed', `${seed}`];
  const child = spawn(process.execPath, args, {
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
  if (child.exitCode !== 0) ended ??= 'crash';
  console.error(`${name}: ${tally.inputs} inputs${ended ? `, ${ended}` : ''}`);
  return { ...tally, ...(ended && { ended }) };
}

if (require.main === module) void runCommand(program);
