import { resolve } from 'node:path';
import { Command } from 'commander';
import { LAB } from '../packages/build-lab';
import { LAYERS } from '../packages/build-layers';
import { RUNTIME } from '../packages/build-runtime';
import { pack } from '../packages/pack';
import { type Proof, prove } from '../packages/prove';
import { proveRuntime } from '../packages/prove-runtime';
import { writeSpeedTable } from '../packages/speed-table';
import { runCommand } from './command-line';
import { say } from './say';

interface Flags {
  out: string;
  prove?: boolean;
}

const program = new Command('npm run packages --')
  .description(
    'Builds and packs the packages tfjs-fast-lstm (lib/layers), with the table of speeds in its README, ' +
      'lstm-sentiment (runtime) and sentiment-lab (lib).',
  )
  .option('--out <folder>', 'the folder of the tarballs', 'dist')
  .option(
    '--prove',
    'install them from the registry into empty projects, and run them in Node, Deno, Bun and Chromium, ' +
      'with and without bundlers; takes minutes',
  )
  .allowExcessArguments(false)
  .action(async ({ out, prove: isProving }: Flags) => {
    writeSpeedTable();
    const layers = await pack(LAYERS, resolve(out));
    const runtime = await pack(RUNTIME, resolve(out));
    const lab = await pack(LAB, resolve(out));
    say([layers, runtime, lab].join('\n'));
    if (!isProving) return;
    await prove(layers, report);
    await proveRuntime(runtime, ({ environment, answer, fault }) => {
      say(`lstm-sentiment, ${environment}: ${fault ?? answer!.trim()}`);
      if (fault) process.exitCode = 1;
    });
  });

function report({ environment, seen, faults }: Proof): void {
  for (const { backend, kernel, difference, before, after } of seen)
    say(
      `${environment}, ${backend}: computed by ${kernel}; differs from tf.layers.lstm by ` +
        `${difference.toExponential(1)}; loss ${before.toFixed(3)}, then ${after.toFixed(3)}`,
    );
  for (const fault of faults) {
    console.error(`${environment}: ${fault}`);
    process.exitCode = 1;
  }
}

void runCommand(program);
