import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Trial, trialFile, trialsFolder, writeTrial } from '../experiments/finetuning/record';
import { writeTrialTable } from '../experiments/finetuning/table';
import { runTrial, trials } from '../experiments/finetuning/trials';
import { bundledModelFolder, loadClassifier } from '../lib/classifier/load';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { examples } from './help';
import { percent, say } from './say';
import { stopCode, withStopSignal } from './stop-signal';

export function finetuneTrialsCommand(): Command {
  return new Command('npm run -s finetune-trials --')
    .description(
      'Runs the trials of fine-tuning that have no record, and writes the table in docs/fine-tuning.md. ' +
        'You can stop it, and start it again.',
    )
    .option('--table', 'only write the table')
    .option('--check', 'change nothing, and fail if the table differs from the records')
    .addHelpText('after', examples('--check'))
    .action(async ({ table = false, check = false }) => {
      if (!table && !check) await runMissing();
      await writeTrialTable({ check });
    });
}

async function runMissing(): Promise<void> {
  const from = await loadClassifier(bundledModelFolder('imdb'));
  try {
    await withStopSignal(async (signal) => {
      for (const trial of trials) {
        if (existsSync(join(trialsFolder(), trialFile(trial)))) continue;
        const record = await runTrial(trial, from, 'imdb', { signal, progress: showProgress(nameOf(trial)) });
        const accuracies = record.systems.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`);
        say(`${nameOf(trial)}: ${accuracies.join(', ')}. Record saved in: ${await writeTrial(record)}`);
      }
    });
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    say('Stopped. The same command resumes.');
    process.exit(stopCode());
  }
}

function nameOf({ data, size, seed }: Trial): string {
  return `${size ?? 'all'} ${data}, seed ${seed}`;
}

if (require.main === module) void runCommand(finetuneTrialsCommand());
