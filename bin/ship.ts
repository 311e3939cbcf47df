import { Command, Option } from 'commander';
import { ready } from '../lib/backend';
import { showProgress } from '../lib/progress';
import { formatAccuracy } from '../lib/scoring';
import { ship } from '../lib/shipped/ship';
import { shippedModel } from '../lib/shipped/shipped-model';
import { runCommand } from './command-line';
import { underscored } from './flags';
import { withInterruptKey } from './interrupt-key';
import { say } from './say';

export function shipCommand(): Command {
  return new Command('npm run -s ship --')
    .description(
      'Makes a run the model that comes with the library: writes it into models/, with smaller numbers, a temperature that ' +
        'makes its probabilities honest, and a card of how well it does on the test part of its texts.',
    )
    .requiredOption('--checkpoints_dir <folder>', 'the run, of which the best checkpoint is used')
    .addOption(new Option('--bits <number>', 'of each number').choices(['8', '16']).default('16'))
    .allowExcessArguments(false)
    .action(async ({ checkpoints_dir, bits }) => {
      await ready();
      const folder = shippedModel();
      const figures = await withInterruptKey((signal) =>
        ship(checkpoints_dir, folder, Number(bits) as 8 | 16, { signal, progress: showProgress }),
      );
      const { accuracy, wholeAccuracy, texts, bytes } = figures;
      say(
        `Before: ${formatAccuracy(wholeAccuracy, texts.test)}; as shipped: ${formatAccuracy(accuracy, texts.test)}`,
      );
      say(`Model in: ${folder} (${(bytes / 1e6).toFixed(1)} MB)`);
    });
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(shipCommand(), argv);
}
