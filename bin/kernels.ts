import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildKernels, type KernelManifest, kernelSources } from '../setup/native/kernel-builds';
import { runCommand } from './command-line';
import { say } from './say';

const program = new Command('npm run -s kernels --')
  .description(
    'Compiles the kernels of the LSTM and the GRU from their sources (lib/layers/kernels) into ' +
      'prebuilt/, for WebAssembly and for Linux. The compiler comes from PyPI, 100 MB at the first use.',
  )
  .option('--check', 'only compile, and fail unless the bytes are those of prebuilt/')
  .allowExcessArguments(false)
  .action(async ({ check }: { check?: boolean }) => {
    const prebuilt = join(kernelSources(), 'prebuilt');
    if (!check) {
      await buildKernels(prebuilt, (file) => say(`${file} ...`));
      return;
    }
    const out = mkdtempSync(join(tmpdir(), 'kernels-'));
    try {
      const built = await buildKernels(out, (file) => say(`${file} ...`));
      const recorded = JSON.parse(readFileSync(join(prebuilt, 'manifest.json'), 'utf8')) as KernelManifest;
      const differ = Object.keys(built.files).filter((file) => built.files[file] !== recorded.files[file]);
      if (built.digest !== recorded.digest) differ.push('the digest of the sources');
      if (differ.length > 0) throw new Error(`not as recorded: ${differ.join(', ')}; run npm run kernels`);
      say('all bytes are those of prebuilt/');
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });

void runCommand(program);
