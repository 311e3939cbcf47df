import { Command, InvalidArgumentError } from 'commander';
import { suites } from '../bench';
import { installPeers } from '../bench/peers';
import { keepRecord } from '../bench/record';
import { terminalReport } from '../bench/report';
import { runSuite } from '../bench/run-suite';
import { positiveInteger, runCommand } from './command-line';

interface Flags {
  peers?: boolean;
  json?: boolean;
  record?: boolean;
  rounds?: number;
  fraction: number;
  only?: string;
}

const program = new Command('npm run bench --')
  .description(
    'Measures the library beside what people would take instead, on this machine: see bench/README.md.',
  )
  .argument('[suites...]', `which: ${Object.keys(suites).join(', ')}; all where none is named`)
  .option('--peers', 'with Keras, PyTorch and gensim, which are installed at first use (gigabytes)')
  .option('--json', 'print the figures as JSON')
  .option('--record', 'keep the figures in bench/results and in the tables of bench/README.md')
  .option('--rounds <count>', 'how often each case is measured', positiveInteger)
  .option('--fraction <share>', 'work on this share of the reviews only, to try things out', share, 1)
  .option('--only <text>', 'only cases that have this in their name')
  .action(main);

async function main(names: string[], flags: Flags): Promise<void> {
  const { peers = false, json, record, rounds, fraction, only } = flags;
  const chosen = names.length === 0 ? Object.values(suites) : names.map(suiteNamed);
  if (record && only) program.error('--record keeps whole suites: leave out --only');
  if (peers) await installPeers();
  const records = [];
  for (const suite of chosen) {
    const say = (what: string) => console.error(`${suite.name}: ${what}`);
    const found = await runSuite(suite, { peers, fraction, rounds, only, say });
    if (!json) console.log(`\n${terminalReport(found)}\n`);
    if (record) await keepRecord(found);
    records.push(found);
  }
  if (json) console.log(JSON.stringify(records, null, 2));
}

function suiteNamed(name: string) {
  const found = Object.values(suites).find((suite) => suite.name === name);
  return found ?? program.error(`there is no suite ${name}: there are ${Object.keys(suites).join(', ')}`);
}

function share(value: string): number {
  const number = Number(value);
  if (number > 0 && number <= 1) return number;
  throw new InvalidArgumentError('Give a number above 0, up to 1.');
}

void runCommand(program);
