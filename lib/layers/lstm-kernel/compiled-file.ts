import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../repository';

/** Returns the path of the kernel's source. */
export function kernelSource(): string {
  return join(repositoryRoot(), 'lib', 'layers', 'lstm-kernel', 'lstm-kernel.cc');
}

/**
 * Returns the path of the compiled kernel, whether it exists or not. The name has a digest of
 * source and processor model, because instructions of another processor could crash the process.
 */
export function compiledKernel(): string {
  const digest = createHash('sha256')
    .update(readFileSync(kernelSource()))
    .update([process.platform, process.arch, cpus()[0]?.model].join())
    .digest('hex');
  return join(
    repositoryRoot(),
    'node_modules',
    '.cache',
    'sentiment-lab',
    `lstm-kernel-${digest.slice(0, 16)}.node`,
  );
}
