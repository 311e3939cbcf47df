import type { Progress } from '../progress';
import { type Manifest, type NamedUnit, unitsOf } from './manifest';
import { readHead, type UnitResult, writeResult } from './result-file';
import { ofShard, type Shard } from './shard';

/** What the work of a unit gets beside the unit. */
export interface WorkContext {
  /** The folder of the units, which all machines share. */
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
  if (await readHead(folder, unit.digest).catch(() => undefined)) return 'there';
  const isFirst = await writeResult(folder, unit.digest, await work(unit, context));
  return isFirst ? 'done' : 'there';
}

/** Options of `doShard`. */
export interface ShardOptions extends WorkContext {
  /** The units to do. Default: all. */
  shard?: Shard;
  /** How many units are done at once in this process. Default: 1. */
  atOnce?: number;
  /** Called before a unit, the `at`-th of `of`, from 1. */
  onStart?: (unit: NamedUnit, at: number, of: number) => void;
  /** Called after each unit. */
  onDone?: (unit: NamedUnit, outcome: Outcome, at: number, of: number) => void;
}

/**
 * Does the units of a shard and writes their results. Those with a result are
 * left out, so the same call after a stop, or on another machine, goes on.
 *
 * @returns how many were done now
 * @throws like `doUnit`
 */
export async function doShard(
  manifest: Manifest,
  work: Work,
  { shard = { number: 1, of: 1 }, atOnce = 1, onStart, onDone, ...context }: ShardOptions,
): Promise<number> {
  const units = ofShard(unitsOf(manifest), shard);
  let [next, ended, done, isFailed] = [0, 0, 0, false];
  const lane = async () => {
    while (next < units.length && !isFailed) {
      const unit = units[next++]!;
      onStart?.(unit, next, units.length);
      const outcome = await doUnit(unit, work, context).catch((error) => {
        isFailed = true; // the others end with the unit that they have begun
        throw error;
      });
      if (outcome === 'done') done++;
      onDone?.(unit, outcome, ++ended, units.length);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  const failed = lanes.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return done;
}
