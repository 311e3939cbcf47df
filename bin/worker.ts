import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { coresOfJob } from '../lib/cores';
import { PASSWORD_VARIABLE, QUEUE, queueName } from '../lib/queue/connection';
import { unitProcesses } from '../lib/queue/unit-processes';
import { withdrawUnits } from '../lib/queue/withdraw';
import { startWorker } from '../lib/queue/worker';
import { isBucketUrl } from '../lib/s3/bucket-url';
import { positiveInteger, runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { complain, count, tell } from './say';
import { parsedBy, warnOfPassword } from './units-options';

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
    .option('--queue <name>', 'the name of the queue', parsedBy(queueName), QUEUE)
    .option(
      '--lease <seconds>',
      'after so long, a unit of a worker that has died is given to another',
      positiveInteger,
      LEASE,
    )
    .option(
      '--withdraw <folder>',
      'does no units: takes those of a command that nobody wants any more out of the queue, and ends. The folder is that of their results: OUT.units of score, --out of tune, --units of results',
    )
    .addHelpText('after', examples('--redis redis://127.0.0.1:6379'))
    .action(async ({ redis, concurrency = coresOfJob(), queue, lease, withdraw }: Options) => {
      warnOfPassword(redis);
      process.title = 'sentiment-lab worker'; // hides the command line from now on
      if (withdraw !== undefined) return tell(await withdrawn(redis, queue, withdraw));
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
  withdraw?: string;
}

async function withdrawn(url: string, queue: string, named: string): Promise<string> {
  const folder = isBucketUrl(named) ? named : resolve(named);
  const { removed, running } = await withdrawUnits({ url, queue, folder });
  const rest = `. Workers have ${count(running)} now: repeat this when they are done, or have stopped`;
  return `Taken out of the queue: ${count(removed)} of the units of ${folder}${running > 0 ? rest : ''}`;
}

if (require.main === module) void runCommand(workerCommand(), underscored(process.argv));
