import { DiskError, diskError } from '../files/disk-error';
import { BucketError } from '../s3/bucket-error';

/**
 * A unit cannot be done on this machine, while it may be done on others: the model, the data or the
 * version of the code are not those of the plan.
 */
export class MachineError extends Error {
  override name = 'MachineError';
}

/** A unit needs more memory than this machine has. */
export class MemoryError extends MachineError {
  override name = 'MemoryError';
}

/** What Node and TensorFlow say when they get no memory. */
const NO_MEMORY = /^Array buffer allocation failed|\bOOM when allocating/;

/** Returns whether an error, or one of its causes, is that the memory of this machine is too small. */
export function isOfMemory(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if (one instanceof MemoryError || NO_MEMORY.test(one.message)) return true;
  return false;
}

/**
 * Returns whether an error, or one of its causes, is about this machine: a MachineError, its
 * memory, a disk that cannot be written, a bucket that it cannot use, or a file that is not there.
 */
export function isOfMachine(error: unknown): boolean {
  if (isOfMemory(error)) return true;
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof MachineError || one instanceof BucketError) return true;
    if ((one as NodeJS.ErrnoException).code === 'ENOENT') return true;
    if (diskError(one, 'disk') instanceof DiskError) return true;
  }
  return false;
}
