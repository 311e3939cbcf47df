import { DiskError, diskError } from '../files/disk-error';

/**
 * Something is wrong with this machine, not with the unit: it has other inputs, or another version
 * of the code, than the plan. Another machine may do the unit.
 */
export class MachineError extends Error {
  override name = 'MachineError';
}

/**
 * Returns whether an error, or one of its causes, is about this machine: a MachineError, a disk that
 * cannot be written, or a file that is not there.
 */
export function isOfMachine(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof MachineError || (one as NodeJS.ErrnoException).code === 'ENOENT') return true;
    if (diskError(one, 'disk') instanceof DiskError) return true;
  }
  return false;
}
