import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { scratchFolder } from '../lib/files/temporary';
import { buildKernels, KERNEL_FOLDERS, type KernelManifest } from '../setup/native/kernel-builds';
import { runCommand } from './command-line';
import { examples } from './help';
import { say } from './say';

export function kernelsCommand(): Command {
  return new Command('npm run -s kernels --')
    .description(
      'Compiles the kernels of the LSTM (lib/layers/kernels), for WebAssembly and for Linux, and of nearest ' +
        'neighbors (lib/vectors/kernels) and lstm-sentiment (runtime/kernel) from their sources into prebuilt/. The compiler comes from PyPI, 100 MB at the first use.',
    )
    .option('--check', 'only compile, and fail unless the bytes are those of prebuilt/')
    .addHelpText('after', examples('--check'))
    .action(async ({ check }: { check?: boolean }) => {
      if (!check) {
        for (const folder of KERNEL_FOLDERS)
          await buildKernels(folder, join(folder, 'prebuilt'), (file) => say(`${file} ...`));
        return;
      }
      const out = scratchFolder('kernels');
      try {
        for (const folder of KERNEL_FOLDERS) {
          const built = await buildKernels(folder, out, (file) => say(`${file} ...`));
          const recorded = JSON.parse(
            readFileSync(join(folder, 'prebuilt', 'manifest.json'), 'utf8'),
          ) as KernelManifest;
          const differ = Object.keys(built.files).filter(
            (file) => built.files[file] !== recorded.files[file],
          );
          if (built.digest !== recorded.digest) differ.push(`the digest of the sources in ${folder}`);
          if (differ.length > 0)
            throw new Error(`not as recorded: ${differ.join(', ')}; run npm run kernels`);
        }
        say('all bytes are those of prebuilt/');
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    });
}

if (require.main === module) void runCommand(kernelsCommand());
