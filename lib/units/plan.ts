import { LockedError } from '../files/lock';
import { wait } from '../interrupt';
import { findManifest, type Manifest, writeManifest } from './manifest';
import { unitStore } from './open-store';

const LOCK = 'plan.lock';
const LEASE = 5 * 60_000; // ms without a sign of life after which the process that plans counts as dead
const LOOK = 500; // ms between two looks of those that wait for it

/** Options of `plannedOnce`. */
export interface PlanOptions {
  /** Receives which process makes the manifest, if that is another one. */
  onWait?: (message: string) => void;
  /** That of the code: all processes must have the same. */
  version?: string;
  /** Returns whether a manifest with another key was made for the same. Default: it was not. */
  isSame?: (manifest: Manifest) => Promise<boolean>;
  /** Stops the waiting. `plan` stops by itself. */
  signal?: AbortSignal;
}

/**
 * Returns the manifest of a folder of units. If there is none, one of the processes that ask for it
 * makes it, and the others wait.
 *
 * @param place the folder, or `s3://bucket/prefix`
 * @param key what the manifest depends on, as a string that is fast to compute
 * @param plan makes the manifest
 * @throws if the manifest was made for another key, or by another version; the signal's reason, and
 *   like `plan`
 */
export async function plannedOnce(
  place: string,
  key: string,
  plan: () => Promise<Manifest>,
  { onWait, version, isSame, signal }: PlanOptions = {},
): Promise<Manifest> {
  for (let isSaid = false; ; ) {
    signal?.throwIfAborted();
    const manifest = await findManifest(place);
    if (manifest) {
      if (manifest.version !== version)
        throw new Error(
          `${place} was begun by version ${short(manifest.version)} of the code, and this is ${short(version)}: use one version on all machines, or remove ${place}`,
        );
      if (manifest.key === key || (await isSame?.(manifest))) return manifest;
      throw new Error(
        `${place} was begun for another input, model or options: name another output, or remove it with the results in it`,
      );
    }
    try {
      const lock = await unitStore(place).lock(LOCK, `the plan of ${place}`, LEASE);
      try {
        if (await findManifest(place)) continue; // another one has just made it
        await writeManifest(place, { ...(await plan()), key, version });
      } finally {
        await lock.release();
      }
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!isSaid) onWait?.(error.message);
      isSaid = true;
      await wait(LOOK, signal);
    }
  }
}

function short(version = 'unknown'): string {
  return version.slice(0, 12);
}
