/** The lock of a trial's runs with one seed, so that one process at a time trains or removes them. */
import { rm } from 'node:fs/promises';
import { RUN_LEASE } from '../../lib/checkpoints/run-lock';
import { type Lock, LockedError, takeLock } from '../../lib/files/lock';

/** The end of the name of the lock, which lies beside the folder of the runs. */
const LOCK = '.lock';

/**
 * Locks the runs of a trial.
 *
 * @param runs their folder, which need not be there
 * @throws LockedError if another process trains the trial, or removes its runs
 */
export function lockTrial(runs: string): Lock {
  return takeLock(`${runs}${LOCK}`, `the trial in ${runs}`, RUN_LEASE);
}

/** Returns the name of the runs to which a file of their folder belongs: it may be their lock. */
export function runsNameOf(name: string): string {
  return name.endsWith(LOCK) ? name.slice(0, -LOCK.length) : name;
}

/** Removes the runs of a trial, unless another process works on them. */
export async function removeRuns(runs: string): Promise<void> {
  let lock: Lock;
  try {
    lock = lockTrial(runs);
  } catch (error) {
    if (error instanceof LockedError) return;
    throw error;
  }
  try {
    await rm(runs, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}
