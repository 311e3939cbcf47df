import { existsSync, readdirSync } from 'node:fs';
import { Command } from 'commander';
import { FlagError } from '../experiments/runs/flags';
import { loadClassifier } from '../lib/classifier';
import { checkpointOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { underscored } from './flags';

export function exportCommand(): Command {
  return new Command('npm run -s export --')
    .description(
      'Writes a model as tf.loadLayersModel reads it, with its words and what else a program needs to use it.',
    )
    .requiredOption('--out <folder>', 'where to, an empty or new folder')
    .addOption(checkpointOption())
    .option('--stock', "use tfjs' own layers alone, so that any tfjs reads it; else it needs lib/layers")
    .allowExcessArguments(false)
    .action(async ({ out, checkpoints_dir, stock = false }) => {
      if (existsSync(out) && readdirSync(out).length > 0)
        throw new FlagError(`--out ${out}: there is something in this folder already; name a new one`);
      const files = await (await loadClassifier(checkpoints_dir)).export(out, { stock });
      console.log(`${out}: ${files.join(', ')}`);
    });
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(exportCommand(), argv);
}
