import './all-cores';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { bundleModel } from '../experiments/bundle/bundle-model';
import { experimentNamed } from '../experiments/results/experiments';
import { newestRun } from '../experiments/results/run-experiment';
import { RunStopped } from '../experiments/runs/run-events';
import { defaultsOf, FlagError } from '../experiments/systems/flags';
import { pretrained } from '../experiments/systems/pretrained';
import { ready } from '../lib/backend';
import { bundledModelFolder } from '../lib/classifier/load';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { underscored } from './flags';
import { STOPPED, sayStopping, withInterruptKey } from './interrupt-key';
import { pretrain, pretrainFlags } from './pretrain';
import { recordRun, writeTables } from './results';
import { say } from './say';

export function bundleModelCommand(): Command {
  return new Command('npm run -s ship --')
    .description(
      'Makes a run the model that comes with the library: writes it into models/, with smaller numbers, a temperature that ' +
        'makes its probabilities honest, and a card of how well it does on the test part of its texts.',
    )
    .option('--checkpoints_dir <folder>', 'the run, of which the best checkpoint is used')
    .option(
      '--from_data',
      'train everything first, from the reviews alone: language models, then the classifier. What is there of that already ' +
        'is not made again, so the same command goes on where it was stopped',
    )
    .addOption(new Option('--bits <number>', 'of each number').choices(['8', '16']).default('16'))
    .allowExcessArguments(false)
    .action(async ({ checkpoints_dir, from_data = false, bits }) => {
      if ((checkpoints_dir === undefined) !== from_data)
        throw new FlagError(
          '--checkpoints_dir names the run, or --from_data trains one: give one of the two',
        );
      await ready();
      try {
        await withInterruptKey(async (signal) => {
          const run = from_data ? await runFromData(signal) : checkpoints_dir;
          await bundleRun(run, Number(bits) as 8 | 16, signal);
        }, sayStopping);
        if (from_data) await writeTables(false);
      } catch (error) {
        if (!(error instanceof RunStopped) && (error as Error).name !== 'AbortError') throw error;
        say('Stopped. The same command goes on.');
        process.exit(STOPPED);
      }
    });
}

/** Trains the model that is shipped, and records its test. Returns the run's folder of checkpoints. */
async function runFromData(signal?: AbortSignal): Promise<string> {
  await pretrain(defaultsOf(pretrainFlags), false, signal);
  const experiment = experimentNamed('pretrained');
  const [seed] = experiment.seeds as [number];
  const { checkpoints_root, language_model } = defaultsOf(pretrained.flags);
  const made = statSync(join(language_model, 'backward')).mtimeMs;
  return recordRun(experiment, seed, signal, await newestRun(experiment, seed, checkpoints_root, made));
}

async function bundleRun(run: string, bits: 8 | 16, signal?: AbortSignal): Promise<void> {
  const folder = bundledModelFolder();
  const figures = await bundleModel(run, folder, bits, { signal, progress: showProgress });
  const { accuracy, unquantizedAccuracy, texts, bytes } = figures;
  say(
    `Before: ${formatAccuracy(unquantizedAccuracy, texts.test)}; as shipped: ${formatAccuracy(accuracy, texts.test)}`,
  );
  say(`Model in: ${folder} (${(bytes / 1e6).toFixed(1)} MB)`);
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(bundleModelCommand(), argv);
}
