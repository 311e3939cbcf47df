import { DiskError, diskError } from '../files/disk-error';
import { BucketError } from '../s3/bucket-error';

/**
 * A unit cannot be done on this machine, while it may be done on others: the model, the data or the
 * version of the code are not those of the plan.
 */
export class MachineError extends Error {
  override name = 'MachineError';
}

/**
 * Returns whether an error, or one of its causes, is about this machine: a MachineError, a disk that
 * cannot be written, a bucket that it cannot use, or a file that is not there.
 */
export function isOfMachine(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof MachineError || one instanceof BucketError) return true;
    if ((one as NodeJS.ErrnoException).code === 'ENOENT') return true;
    if (diskError(one, 'disk') instanceof DiskError) return true;
  }
  return false;
}
