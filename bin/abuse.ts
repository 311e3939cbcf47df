import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { type Outcomes, RECORD, writeRecord } from '../abuse/record';
import { repeat, SCENARIOS } from '../abuse/scenarios';
import { randomFrom } from '../lib/batches/random';
import { scratchFolder } from '../lib/files/temporary';
import { positiveInteger, runCommand } from './command-line';
import { underscored } from './options';
import { tell } from './say';

export function abuseCommand(): Command {
  return new Command('npm run -s abuse --')
    .description(
      'Trains while the process is killed, while another one works on the same run, and while the disk fills up. ' +
        `Records what happened in ${RECORD}.`,
    )
    .option('--times <number>', 'how often each of them', positiveInteger, 100)
    .option('--seed <number>', 'of the moments and sizes', positiveInteger, 1)
    .allowExcessArguments(false)
    .action(async ({ times, seed }: { times: number; seed: number }) => {
      const scratch = scratchFolder('abuse');
      const generator = randomFrom(seed);
      const random = () => generator.integer(0, 1e6) / 1e6;
      const runs: Outcomes[] = [];
      try {
        for (const what of Object.keys(SCENARIOS)) {
          const onOutcome = (outcome: string) => tell(`${what}: ${outcome}`);
          runs.push(await repeat(what, times, scratch, { random, onOutcome }));
        }
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      await writeRecord({
        when: new Date().toISOString().slice(0, 10),
        seed,
        runs,
      });
      const faults = runs
        .flatMap(({ outcomes }) => Object.keys(outcomes))
        .filter((one) => one.startsWith('FAULT'));
      if (faults.length > 0) process.exitCode = 1;
    });
}

if (require.main === module) void runCommand(abuseCommand(), underscored(process.argv));
