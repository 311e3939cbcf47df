/**
 * `npm run fuzz`: damages the files that each reader reads, and counts the outcomes. The readers run
 * in another process, which is ended when it no longer says that it goes on. A new one then does
 * the other readers.
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
/** Inputs between two reports. */
const REPORT_EVERY = 50;
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
  .option('--child', 'run the readers in this process, and print the counts as JSON')
  .action(main);

async function main(names: string[], flags: Flags): Promise<void> {
  const unknown = names.find((name) => !READERS.some((reader) => reader.name === name));
  if (unknown !== undefined)
    program.error(`there is no reader "${unknown}"; they are ${READERS.map(({ name }) => name).join('; ')}`);
  const chosen = READERS.map(({ name }) => name).filter((name) => names.length === 0 || names.includes(name));
  if (flags.child) {
    for (const name of chosen) await fuzzHere(name, flags);
    return;
  }
  const tallies: Tally[] = [];
  while (tallies.length < chosen.length)
    tallies.push(...(await fuzzInProcess(chosen.slice(tallies.length), flags)));
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
    tally.peakMb = Math.max(tally.peakMb, Math.round(process.memoryUsage.rss() / 2 ** 20));
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
      if (tally.inputs % REPORT_EVERY === 0) report();
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

/**
 * Runs readers in another process, in order. Returns their counts. If one hangs or ends the process,
 * it is the last.
 */
async function fuzzInProcess(names: readonly string[], { inputs, seed }: Flags): Promise<Tally[]> {
  const args = [
    '--import',
    'tsx',
    __filename,
    ...names,
    '--child',
    '--inputs',
    `${inputs}`,
    '--seed',
    `${seed}`,
  ];
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const tallies = new Map<string, Tally>();
  let ended: Tally['ended'];
  const watch = setTimeout(() => {
    ended = 'hang';
    child.kill('SIGKILL');
  }, HANGS);
  for await (const line of createInterface({ input: child.stdout })) {
    watch.refresh();
    const tally = JSON.parse(line) as Tally;
    tallies.set(tally.reader, tally);
    if (tally.inputs === inputs) console.error(`${tally.reader}: ${inputs} inputs`);
  }
  clearTimeout(watch);
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === 0) return [...tallies.values()];
  const last = [...tallies.values()].at(-1) ?? newTally(names[0]!);
  return [...[...tallies.values()].slice(0, -1), { ...last, ended: ended ?? 'crash' }];
}

if (require.main === module) void runCommand(program);
