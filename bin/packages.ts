import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { KERNEL } from '../packages/build-kernel';
import { LAB } from '../packages/build-lab';
import { LAYERS } from '../packages/build-layers';
import { RUNTIME } from '../packages/build-runtime';
import type { Proof } from '../packages/environments';
import { pack } from '../packages/pack';
import { proveKernel } from '../packages/prove-kernel';
import { proveLab } from '../packages/prove-lab';
import { type LayersProof, proveLayers } from '../packages/prove-layers';
import { proveRuntime } from '../packages/prove-runtime';
import { writeSpeedTable } from '../packages/speed-table';
import { runCommand } from './command-line';
import { examples } from './help';
import { complain, say } from './say';

interface Flags {
  out: string;
  prove?: boolean;
  only?: string;
}

export function packagesCommand(): Command {
  return new Command('npm run packages --')
    .description(
      'Builds and packs the packages tfjs-fast-lstm (lib/layers), with the table of speeds in its README, ' +
        'lstm-sentiment (runtime), sentiment-lab (lib) and sentiment-lab-kernel (kernel).',
    )
    .option('--out <folder>', 'the folder of the tarballs', 'dist')
    .option(
      '--prove',
      'install them from the registry into empty projects, and run them in Node, Deno, Bun and Chromium, ' +
        'with and without bundlers; takes minutes',
    )
    .addOption(
      new Option('--only <name>', 'prove only this package').choices([
        'tfjs-fast-lstm',
        'lstm-sentiment',
        'sentiment-lab',
        'sentiment-lab-kernel',
      ]),
    )
    .addHelpText('after', examples('--prove --only lstm-sentiment'))
    .action(async ({ out, prove: isProving, only }: Flags) => {
      writeSpeedTable();
      const layers = await pack(LAYERS, resolve(out));
      const runtime = await pack(RUNTIME, resolve(out));
      const lab = await pack(LAB, resolve(out));
      const kernel = await pack(KERNEL, resolve(out));
      say([layers, runtime, lab, kernel].join('\n'));
      if (!isProving) return;
      const reportFor =
        (name: string) =>
        ({ environment, seen = '', fault }: Proof) => {
          say(`${name}, ${environment}: ${fault ?? seen.trim()}`);
          if (fault) process.exitCode = 1;
        };
      if (only === undefined || only === 'tfjs-fast-lstm') await proveLayers(layers, report);
      if (only === undefined || only === 'lstm-sentiment')
        await proveRuntime(runtime, reportFor('lstm-sentiment'));
      if (only === undefined || only === 'sentiment-lab')
        await proveLab([lab, layers, runtime], reportFor('sentiment-lab'));
      if (only === undefined || only === 'sentiment-lab-kernel')
        await proveKernel(kernel, reportFor('sentiment-lab-kernel'));
    });
}

function report({ environment, seen, faults }: LayersProof): void {
  for (const { backend, kernel, difference, before, after } of seen)
    say(
      `${environment}, ${backend}: computed by ${kernel}; differs from tf.layers.lstm by ` +
        `${difference.toExponential(1)}; loss ${before.toFixed(3)}, then ${after.toFixed(3)}`,
    );
  for (const fault of faults) {
    complain(`${environment}: ${fault}`);
    process.exitCode = 1;
  }
}

if (require.main === module) void runCommand(packagesCommand());
