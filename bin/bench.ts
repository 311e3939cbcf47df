import { Command, InvalidArgumentError } from 'commander';
import { suites } from '../bench';
import { installPeers } from '../bench/peers';
import { contestantsLost, keepRecord } from '../bench/record';
import { terminalReport } from '../bench/report';
import { runSuite } from '../bench/run-suite';
import type { Suite } from '../bench/suite';
import { FlagError } from '../experiments/runs/flags';
import { positiveInteger, runCommand } from './command-line';
import { examples } from './help';
import { complain, print, tell } from './say';

interface Flags {
  peers?: boolean;
  json?: boolean;
  record?: boolean;
  rounds?: number;
  fraction: number;
  only?: string;
}

export function benchCommand(): Command {
  return new Command('npm run bench --')
    .description(
      'Compares the speed of this library with that of others, on this machine: see bench/README.md.',
    )
    .argument('[suites...]', `suites to run: ${Object.keys(suites).join(', ')} (default: all)`)
    .option('--peers', 'also measure Keras, PyTorch and gensim, which are installed at first use (gigabytes)')
    .option('--record', 'save the measurements in bench/results and in the tables of bench/README.md')
    .option(
      '--rounds <number>',
      'number of measurements per case (default: that of the case)',
      positiveInteger,
    )
    .option('--fraction <share>', 'use only this share of the reviews, for a quick try', share, 1)
    .option('--only <text>', 'run only the cases whose name contains this text')
    .option('--json', 'print the measurements as JSON')
    .addHelpText('after', examples('lstm --peers'))
    .action(main);
}

async function main(names: string[], flags: Flags): Promise<void> {
  const { peers = false, json, record, rounds, fraction, only } = flags;
  const chosen = names.length === 0 ? Object.values(suites) : names.map(suiteNamed);
  if (record && only) throw new FlagError('--record saves whole suites: omit --only');
  if (record && !peers) await refuseToDropPeers(chosen, fraction);
  if (peers) await installPeers();
  const records = [];
  for (const suite of chosen) {
    const say = (what: string) => complain(`${suite.name}: ${what}`);
    const found = await runSuite(suite, { peers, fraction, rounds, only, say });
    if (!json) tell(`\n${terminalReport(found)}\n`);
    if (record) await keepRecord(found);
    records.push(found);
  }
  if (json) print(records, 2);
}

async function refuseToDropPeers(chosen: readonly Suite[], fraction: number): Promise<void> {
  for (const { name, entries } of chosen) {
    const names = entries({ peers: false, fraction }).map((entry) => entry.name);
    const lost = await contestantsLost(name, names);
    if (lost.length > 0)
      throw new FlagError(
        `the record of ${name} has ${lost.join(' and ')}, too: add --peers, or omit --record`,
      );
  }
}

function suiteNamed(name: string) {
  const found = Object.values(suites).find((suite) => suite.name === name);
  if (found) return found;
  throw new FlagError(`there is no suite "${name}"; the suites are ${Object.keys(suites).join(', ')}`);
}

function share(value: string): number {
  const number = Number(value);
  if (number > 0 && number <= 1) return number;
  throw new InvalidArgumentError('It takes a number above 0, at most 1.');
}

if (require.main === module) void runCommand(benchCommand());
