import './all-cores';
import { Command, Option } from 'commander';
import { ready } from '../lib/backend';
import { showProgress } from '../lib/progress';
import { experimentNamed } from '../lib/results/experiments';
import { unfinishedRun } from '../lib/results/run-experiment';
import { formatAccuracy } from '../lib/scoring';
import { ship } from '../lib/shipped/ship';
import { shippedModel } from '../lib/shipped/shipped-model';
import { defaultsOf } from '../lib/systems/flags';
import { RunStopped } from '../lib/systems/run-events';
import { runCommand } from './command-line';
import { underscored } from './flags';
import { STOPPED, withInterruptKey } from './interrupt-key';
import { pretrain, pretrainFlags } from './pretrain';
import { recordRun, writeTables } from './results';
import { say } from './say';

export function shipCommand(): Command {
  const program = new Command('npm run -s ship --')
    .description(
      'Makes a run the model that comes with the library: writes it into models/, with smaller numbers, a temperature that ' +
        'makes its probabilities honest, and a card of how well it does on the test part of its texts.',
    )
    .option('--checkpoints_dir <folder>', 'the run, of which the best checkpoint is used')
    .option(
      '--from_data',
      'train everything first, from the reviews alone: language models, where there are none yet, and the classifier. ' +
        'The same command goes on where it was stopped',
    )
    .addOption(new Option('--bits <number>', 'of each number').choices(['8', '16']).default('16'))
    .allowExcessArguments(false)
    .action(async ({ checkpoints_dir, from_data = false, bits }) => {
      if ((checkpoints_dir === undefined) !== from_data)
        program.error('error: name the run (--checkpoints_dir), or train one (--from_data)');
      await ready();
      try {
        await withInterruptKey(async (signal) => {
          const run = from_data ? await runFromData(signal) : checkpoints_dir;
          await shipRun(run, Number(bits) as 8 | 16, signal);
        });
        if (from_data) await writeTables(false);
      } catch (error) {
        if (!(error instanceof RunStopped) && (error as Error).name !== 'AbortError') throw error;
        say('Stopped. The same command goes on.');
        process.exit(STOPPED);
      }
    });
  return program;
}

/** Trains the model that is shipped, and records its test. Returns the run's folder of checkpoints. */
async function runFromData(signal?: AbortSignal): Promise<string> {
  await pretrain(defaultsOf(pretrainFlags), false, signal);
  const experiment = experimentNamed('pretrained');
  return recordRun(experiment, 0, signal, await unfinishedRun(experiment, 0));
}

async function shipRun(run: string, bits: 8 | 16, signal?: AbortSignal): Promise<void> {
  const folder = shippedModel();
  const figures = await ship(run, folder, bits, { signal, progress: showProgress });
  const { accuracy, wholeAccuracy, texts, bytes } = figures;
  say(
    `Before: ${formatAccuracy(wholeAccuracy, texts.test)}; as shipped: ${formatAccuracy(accuracy, texts.test)}`,
  );
  say(`Model in: ${folder} (${(bytes / 1e6).toFixed(1)} MB)`);
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(shipCommand(), argv);
}
