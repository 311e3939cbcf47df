import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../repository';

/** Returns where the kernel's source is. */
export function kernelSource(): string {
  return join(repositoryRoot(), 'lib', 'layers', 'lstm-kernel', 'lstm-kernel.cc');
}

/**
 * Returns where the compiled kernel is, if set-up could compile it. The name tells which source it was made of and for
 * which processor: instructions of another one might end the process.
 */
export function compiledKernel(): string {
  const made = createHash('sha256')
    .update(readFileSync(kernelSource()))
    .update([process.platform, process.arch, cpus()[0]?.model].join())
    .digest('hex');
  return join(
    repositoryRoot(),
    'node_modules',
    '.cache',
    'sentiment-lab',
    `lstm-kernel-${made.slice(0, 16)}.node`,
  );
}
