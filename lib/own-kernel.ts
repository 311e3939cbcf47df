import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { kernelDigest, type NativeBuild } from './layers/kernels/builds';
import { repositoryRoot } from './repository';

/**
 * Returns where setup puts the native LSTM kernel that it compiles where no prebuilt one fits. The
 * name has the processor model, because instructions of another processor could end the process.
 */
export function ownKernel(): NativeBuild {
  const digest = kernelDigest();
  const machine = [process.platform, process.arch, cpus()[0]?.model].join();
  const name = `fast-lstm-${digest}-${createHash('sha256').update(machine).digest('hex').slice(0, 8)}.node`;
  return { file: join(repositoryRoot(), 'node_modules', '.cache', 'sentiment-lab', name), digest };
}

/** Returns that kernel if it was compiled. */
export function compiledOwnKernel(): NativeBuild | undefined {
  const build = ownKernel();
  return existsSync(build.file) ? build : undefined;
}
