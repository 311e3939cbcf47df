import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isLockOfDead, type Lock, takeLock } from '../files/lock';
import { isTemporary, removeAbandonedIn } from '../files/temporary';
import { hasCheckpoint, newestRuns } from './run-folder';

/** The file that keeps a second process from a run's folder. */
const LOCK = 'run.lock';
/** Milliseconds without a sign of life after which a process on another machine counts as dead. */
export const RUN_LEASE = 10 * 60_000;

/**
 * Locks a run's folder, so that only this process saves checkpoints there. Removes what killed
 * processes left there. Returns undefined if there is no such folder.
 *
 * @throws LockedError when another process works on the run
 */
export function lockRun(run: string): Lock | undefined {
  if (!existsSync(run)) return undefined;
  const lock = takeLock(join(run, LOCK), `the run ${run}`, RUN_LEASE);
  removeAbandonedIn(run);
  return lock;
}

/**
 * Returns whether the process that worked on a run last has died, as one that needs more memory
 * than there is. On another machine, it counts as dead after `RUN_LEASE`.
 */
export function hasDiedIn(run: string): boolean {
  return isLockOfDead(join(run, LOCK));
}

/**
 * Removes the runs in `root` whose process died before their first checkpoint. If a folder has other
 * files, only what the process left is removed. Returns the names of these runs.
 */
export function removeDeadRuns(root: string): string[] {
  const dead = newestRuns(root).filter((run) => !hasCheckpoint(run) && hasDiedIn(run));
  for (const run of dead) {
    const left = readdirSync(run).filter((name) => name === LOCK || isTemporary(name));
    for (const name of left) rmSync(join(run, name), { recursive: true, force: true });
    try {
      rmdirSync(run);
    } catch {
      // it has other files
    }
  }
  return dead.map((run) => basename(run));
}
