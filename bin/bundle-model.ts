import './all-cores';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { bundleModel } from '../experiments/bundle/bundle-model';
import { followRecipe, imdbRecipe } from '../experiments/bundle/recipe';
import { makeNGrams, NGRAM_FILE } from '../experiments/general/n-grams';
import { writeResult } from '../experiments/results/record';
import { writeResultTables } from '../experiments/results/tables';
import { FlagError } from '../experiments/runs/flags';
import { RunStopped } from '../experiments/runs/run-events';
import { ready } from '../lib/backend';
import { bundledModelFolder } from '../lib/classifier/load';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { bundleGeneral } from './bundle-general';
import { runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { say, sayInColor } from './say';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';

export function bundleModelCommand(): Command {
  return new Command('npm run -s bundle-model --')
    .description(
      'Makes the bundled model from a run: writes it into models/, with quantized weights, a temperature that ' +
        'calibrates its probabilities, and a model card with its test accuracy.',
    )
    .option('--checkpoints_dir <folder>', 'the run: its best checkpoint is bundled')
    .option(
      '--from_data',
      'pretrain the language models, and train the teachers and the classifier first. Steps whose result exists are skipped, ' +
        'so the same command resumes',
    )
    .option(
      '--general',
      'make the general model instead: train it on tweets, sentences and reviews, and test it out of fold',
    )
    .option('--n_grams', 'make the small n-gram model of the playground instead. It takes a minute')
    .addOption(new Option('--bits <number>', 'bits of each weight').choices(['8', '16']).default('8'))
    .addHelpText('after', examples('--from_data'))
    .action(async ({ checkpoints_dir, from_data = false, general = false, n_grams = false, bits }) => {
      if ((general || n_grams) && [general, n_grams, from_data, checkpoints_dir].filter(Boolean).length > 1)
        throw new FlagError('--general and --n_grams make another model: use them alone');
      if (!general && !n_grams && (checkpoints_dir === undefined) !== from_data)
        throw new FlagError('--checkpoints_dir names a run, --from_data trains one: use one of the two');
      await ready();
      try {
        await withStopSignal(async (signal) => {
          if (general) return bundleGeneral({ signal, progress: showProgress });
          if (n_grams) return sayNGrams(signal);
          const run = from_data ? await runFromData(signal) : checkpoints_dir;
          await bundleRun(run, Number(bits) as 8 | 16, signal);
        }, sayStopping);
        if (from_data) await writeResultTables();
      } catch (error) {
        if (!(error instanceof RunStopped) && (error as Error).name !== 'AbortError') throw error;
        say('Stopped. The same command resumes.');
        process.exit(stopCode());
      }
    });
}

async function sayNGrams(signal?: AbortSignal): Promise<void> {
  const { scores, wordListScores } = await makeNGrams({ signal, progress: showProgress('N-gram models') });
  for (const [name, of] of Object.entries({ 'out of fold': scores, 'word list': wordListScores }))
    for (const [texts, { accuracy, n }] of Object.entries(of))
      say(`Accuracy on ${texts}, three classes, ${name}: ${formatAccuracy(accuracy, n)}`);
  say(`Model saved in: ${NGRAM_FILE}`);
}

/** Makes the model to bundle, and records the results. Returns the folder of its checkpoints. */
async function runFromData(signal?: AbortSignal): Promise<string> {
  const { records, run } = await followRecipe(imdbRecipe(), {
    signal,
    progress: showProgress,
    onStage: (name) => sayInColor(pc.bold(name)),
    warn: (line) => say(line, process.stderr),
  });
  for (const record of records) say(`Record saved in: ${await writeResult(record)}`);
  return run;
}

async function bundleRun(run: string, bits: 8 | 16, signal?: AbortSignal): Promise<void> {
  const folder = bundledModelFolder('imdb');
  const figures = await bundleModel(run, folder, bits, { signal, progress: showProgress });
  const { accuracy, unquantizedAccuracy, texts, bytes } = figures;
  say(
    `Test accuracy before quantization: ${formatAccuracy(unquantizedAccuracy, texts.test)}; after: ${formatAccuracy(accuracy, texts.test)}`,
  );
  say(`Model saved in: ${folder} (${(bytes / 1e6).toFixed(1)} MB)`);
}

if (require.main === module) void runCommand(bundleModelCommand(), underscored(process.argv));
