import { join } from 'node:path';
import { Command } from 'commander';
import { coresOfJob } from '../lib/cores';
import { PASSWORD_VARIABLE, QUEUE } from '../lib/queue/connection';
import { unitProcesses } from '../lib/queue/unit-processes';
import { startWorker } from '../lib/queue/worker';
import { positiveInteger, runCommand } from './command-line';
import { underscored } from './options';
import { complain, tell } from './say';
import { warnOfPassword } from './units-options';

const LEASE = 30; // seconds

export function workerCommand(): Command {
  return new Command('npm run -s worker --')
    .description(
      'Does units of work from a queue, until it is stopped: what score, tune, results and grade put there with --redis. ' +
        'SIGTERM and Ctrl-C stop its units, which other workers then go on with; it ends within 5 seconds.',
    )
    .requiredOption(
      '--redis <url>',
      `the Redis server: redis://host:6379, or rediss://host:6379 with TLS. The password is in ${PASSWORD_VARIABLE}, or in the URL`,
    )
    .option(
      '--concurrency <number>',
      'units at once, each in a process of its own (default: one per core)',
      positiveInteger,
    )
    .option('--queue <name>', 'the name of the queue', QUEUE)
    .option(
      '--lease <seconds>',
      'after so long, a unit of a worker that has died is given to another',
      positiveInteger,
      LEASE,
    )
    .allowExcessArguments(false)
    .action(async ({ redis, concurrency = coresOfJob(), queue, lease }: Options) => {
      warnOfPassword(redis);
      process.title = 'sentiment-lab worker'; // hides the command line from now on
      const worker = await startWorker({
        url: redis,
        queue,
        concurrency,
        processes: unitProcesses(join(__dirname, 'unit-program'), concurrency),
        lease: 1000 * lease,
        say: complain,
      });
      tell(`Waiting for units of ${worker.shown}, ${concurrency} at once`);
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        process.once(signal, async () => {
          complain(`${signal}: giving back the units`);
          await worker.close();
          process.exit(0);
        });
    });
}

interface Options {
  redis: string;
  concurrency?: number;
  queue: string;
  lease: number;
}

if (require.main === module) void runCommand(workerCommand(), underscored(process.argv));
