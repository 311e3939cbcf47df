import { coresOfJob } from '../cores';
import { deliveredUnits, type NamedUnit } from '../units';
import type { UnitsRun } from './run';
import { UnitError, unitProcesses } from './unit-processes';

/** How often a unit is tried. */
export const ATTEMPTS = 3;

/**
 * Does units in child processes of this machine, without a queue.
 *
 * @param program the module of the program, which calls `runUnitProgram`: its path without extension
 * @param concurrency how many are done at once. Default: the number of cores
 * @returns the units that failed `ATTEMPTS` times, with their last error
 * @throws UnitError if the machine cannot go on, such as with a full disk; the signal's reason
 */
export async function doOnThisMachine(
  units: readonly NamedUnit[],
  { folder, places, code, signal, onDone, onProgress }: UnitsRun,
  program: string,
  concurrency = coresOfJob(),
): Promise<FailedUnit[]> {
  const delivered = await deliveredUnits(folder);
  const left = units.filter(({ digest }) => !delivered.has(digest));
  const failed: FailedUnit[] = [];
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const processes = unitProcesses(program, Math.min(concurrency, left.length || 1));
  const tried = async (unit: NamedUnit) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await processes.do(
          { unit, folder, places, code },
          { signal: stopped, progress: (...args) => onProgress?.(unit, ...args) },
        );
        return onDone?.(unit);
      } catch (error) {
        if (!(error instanceof UnitError) || error.because !== 'unit') throw error;
        if (attempt === ATTEMPTS) return void failed.push({ unit, error: error.message });
      }
    }
  };
  const lane = async () => {
    for (let unit = left.shift(); unit; unit = left.shift()) await tried(unit);
  };
  try {
    const lanes = Array.from({ length: concurrency }, lane);
    const ends = await Promise.allSettled(
      lanes.map((one) =>
        one.catch((error) => {
          stop.abort(); // the others cannot go on, either
          throw error;
        }),
      ),
    );
    signal?.throwIfAborted();
    const faults = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    const first = faults.find((error) => !(error instanceof UnitError && error.because === 'stopped'));
    if (first) throw first;
    return failed;
  } finally {
    processes.close();
  }
}

/** A unit that failed several times and was set aside. */
export interface FailedUnit {
  unit: NamedUnit;
  /** Its last error. */
  error: string;
}
