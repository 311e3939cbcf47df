import { LockedError } from '../files/lock';
import { wait } from '../interrupt';
import type { Progress } from '../progress';
import { isOfMachine } from './machine-error';
import { type Manifest, type NamedUnit, unitsOf } from './manifest';
import { readHead, type UnitResult, writeResult } from './result-file';
import { ofShard, type Shard } from './shard';

/** What the work of a unit gets beside the unit. */
export interface WorkContext {
  /**
   * The folder of the units, which all machines share; for units of `score` also
   * `s3://bucket/prefix`.
   */
  folder: string;
  /** Where this machine finds the inputs: paths by name. They do not decide the result. */
  places?: Readonly<Record<string, string>>;
  /** Stops the work. What can be resumed is then saved in the folder. */
  signal?: AbortSignal;
  /** Receives how much of the unit is done. */
  progress?: Progress;
}

/**
 * Does the work of a unit. Whatever lets another process go on where this one was stopped belongs
 * into `unitFolder`.
 *
 * @throws the signal's reason if it is stopped
 */
export type Work = (unit: NamedUnit, context: WorkContext) => Promise<UnitResult>;

/** What became of a unit: `done` now, or `there` before. */
export type Outcome = 'done' | 'there';

/**
 * Does a unit and writes its result. If there is a result, nothing is done; a damaged one is
 * replaced.
 *
 * @throws like the work, and DiskError when the result cannot be written
 */
export async function doUnit(unit: NamedUnit, work: Work, context: WorkContext): Promise<Outcome> {
  context.signal?.throwIfAborted();
  const { folder } = context;
  if (await readWhole(folder, unit.digest)) return 'there';
  const isFirst = await writeResult(folder, unit.digest, await work(unit, context));
  return isFirst ? 'done' : 'there';
}

/** Returns the head of a result; undefined if there is none, or if it is damaged. */
async function readWhole(folder: string, digest: string) {
  return readHead(folder, digest).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== undefined) throw error; // it cannot be read: nor could a new one be delivered
    return undefined;
  });
}

/** Options of `doShard`. */
export interface ShardOptions extends WorkContext {
  /** The units to do. Default: all. */
  shard?: Shard;
  /** How many units are done at once in this process. Default: 1. */
  atOnce?: number;
  /** Called before a unit, the `at`-th of `of`, from 1. */
  onStart?: (unit: NamedUnit, at: number, of: number) => void;
  /** Milliseconds until a locked unit is tried again. Default: 5000. */
  retry?: number;
  /**
   * Called after a unit that fails for a reason of its own; the others are done then. Default: the
   * first error ends the call. Errors of this machine always do.
   */
  onFailed?: (unit: NamedUnit, error: Error) => void;
  /** Called when all units that are left are locked by other processes, with the first message. */
  onWait?: (message: string) => void;
  /** Called after each unit. */
  onDone?: (unit: NamedUnit, outcome: Outcome, at: number, of: number) => void;
}

/** Milliseconds until a locked unit is tried again, if nothing else is asked for. */
export const LOCK_RETRY = 5000;

/**
 * Does the units of a shard and writes their results. Those with a result are
 * left out, so the same call after a stop, or on another machine, goes on. A unit that another
 * process has locked, such as one that died on another machine, is tried again after the others.
 *
 * @returns how many were done now
 * @throws like `doUnit`
 */
export async function doShard(
  manifest: Manifest,
  work: Work,
  {
    shard = { number: 1, of: 1 },
    atOnce = 1,
    retry = LOCK_RETRY,
    onStart,
    onWait,
    onDone,
    onFailed,
    ...context
  }: ShardOptions,
): Promise<number> {
  const units = ofShard(unitsOf(manifest), shard);
  const left = units.map((unit, at) => ({ unit, at: at + 1, isLocked: false }));
  let [ended, done, isFailed] = [0, 0, false];
  const said = new Set<string>();
  const lane = async () => {
    for (let one = left.shift(); one && !isFailed; one = left.shift()) {
      const { unit, at, isLocked } = one;
      if (isLocked) await wait(retry, context.signal);
      else onStart?.(unit, at, units.length);
      const outcome = await doUnit(unit, work, context).catch((error) => {
        if (error instanceof LockedError) return error;
        if (onFailed && !context.signal?.aborted && !isOfMachine(error)) {
          onFailed(unit, error);
          return undefined;
        }
        isFailed = true; // the others end with the unit that they have begun
        throw error;
      });
      if (outcome instanceof LockedError) {
        left.push({ unit, at, isLocked: true });
        if (isLocked && !said.has(unit.digest)) onWait?.(outcome.message);
        if (isLocked) said.add(unit.digest);
        continue;
      }
      if (outcome === 'done') done++;
      if (outcome) onDone?.(unit, outcome, ++ended, units.length);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  const failed = lanes.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return done;
}
