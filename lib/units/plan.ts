import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LockedError, takeLock } from '../files/lock';
import { type Manifest, manifestFile, readManifest, writeManifest } from './manifest';

const LEASE = 5 * 60_000; // ms without a sign of life after which the process that plans counts as dead
const LOOK = 500; // ms between two looks of those that wait for it

/** Options of `plannedOnce`. */
export interface PlanOptions {
  /** Receives which process makes the manifest, if that is another one. */
  onWait?: (message: string) => void;
  /** That of the code: all processes must have the same. */
  version?: string;
  /** Stops the waiting. `plan` stops by itself. */
  signal?: AbortSignal;
}

/**
 * Returns the manifest of a folder of units. If there is none, one of the processes that ask for it
 * makes it, and the others wait.
 *
 * @param key what the manifest depends on, as a string that is fast to compute
 * @param plan makes the manifest
 * @throws if the manifest was made for another key, or by another version; the signal's reason, and
 *   like `plan`
 */
export async function plannedOnce(
  folder: string,
  key: string,
  plan: () => Promise<Manifest>,
  { onWait, version, signal }: PlanOptions = {},
): Promise<Manifest> {
  for (let isSaid = false; ; ) {
    signal?.throwIfAborted();
    if (existsSync(manifestFile(folder))) {
      const manifest = await readManifest(folder);
      if (manifest.version !== version)
        throw new Error(
          `${folder} was begun by version ${short(manifest.version)} of the code, and this is ${short(version)}: use one version on all machines, or remove ${folder}`,
        );
      if (manifest.key === key) return manifest;
      throw new Error(
        `${folder} was begun for another input, model or options: remove it, or name a new file`,
      );
    }
    try {
      const lock = takeLock(join(folder, 'plan.lock'), `the plan of ${folder}`, LEASE);
      try {
        if (existsSync(manifestFile(folder))) continue; // another one has just made it
        await writeManifest(folder, { ...(await plan()), key, version });
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!isSaid) onWait?.(error.message);
      isSaid = true;
      await wait(LOOK, undefined, { signal });
    }
  }
}

function short(version = 'unknown'): string {
  return version.slice(0, 12);
}
