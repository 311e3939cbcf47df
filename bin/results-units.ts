/**
 * `results --run` with `--shard`, `--merge` or `--redis`: one unit for each experiment and seed.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentWork, planExperiments, recordsOfUnits } from '../experiments/results/experiment-units';
import type { Experiment } from '../experiments/results/experiments';
import { resultsFolder, writeResult } from '../experiments/results/record';
import { seedsToRun } from '../experiments/results/run-experiment';
import { makeFolder } from '../lib/files/make-folder';
import { showProgress } from '../lib/progress';
import { requireRedis } from '../lib/queue/connection';
import { doShard, type NamedUnit, requireResults, resultFile, unitFolder, unitsOf } from '../lib/units';
import { byQueue } from './by-queue';
import { say } from './say';
import { sayStopping, stopCode, WAITING_ENDED, withStopSignal } from './stop-signal';
import type { UnitsChoice } from './units-options';

/** Where experiments run in units. */
export interface ResultsInUnits extends UnitsChoice {
  /** The folder of the units. */
  folder: string;
  /** That of the records. Default: `results` in this repository. */
  records?: string;
}

/**
 * Runs a share of the experiments, or all of them by a queue.
 *
 * @param again also run the seeds that have a record
 * @returns whether the records were written
 * @throws if units failed, or have no result yet when they are merged
 */
export async function runInUnits(
  experiments: readonly Experiment[],
  again: boolean,
  { folder, records = resultsFolder(), shard, merge = false, redis, queue }: ResultsInUnits,
): Promise<boolean> {
  if (redis !== undefined) await requireRedis(redis);
  const left: Experiment[] = [];
  for (const experiment of experiments)
    left.push({ ...experiment, seeds: await seedsToRun(experiment, again, records) });
  const manifest = await planExperiments(left, { progress: showProgress });
  const units = unitsOf(manifest);
  if (again && !merge) removeMerged(folder, units);
  if (redis !== undefined) {
    const about = { title: 'Running experiments', unit: 'runs', nameOf };
    await orStopped(
      withStopSignal((signal) => byQueue(units, { url: redis, queue, folder, signal, ...about })),
      WAITING_ENDED,
    );
  }
  if (!merge && redis === undefined) {
    const work = (signal: AbortSignal) =>
      doShard(manifest, experimentWork, {
        folder,
        shard,
        signal,
        onWait: (message) => say(`Waiting: ${message}`, process.stderr),
        onStart: (unit, at, of) => say(`${nameOf(unit)}: ${at} of ${of} in this shard`),
        onDone: (unit, outcome) => outcome === 'there' && say(`${nameOf(unit)}: done before`),
      });
    await orStopped(withStopSignal(work, sayStopping), 'Stopped. The same command resumes the run.');
    say(
      'This shard is done. When all are, write the records: the same command with --merge instead of --shard',
    );
    return false;
  }
  await requireResults(folder, manifest, { nameOf });
  for (const [at, record] of (await recordsOfUnits(folder, manifest)).entries()) {
    const checkpoints = unitFolder(folder, units[at]!.digest);
    say(
      `Record saved in: ${await writeResult(record, records)}. Its checkpoints, which may be removed: ${checkpoints}`,
    );
  }
  makeFolder(join(folder, MERGED));
  for (const { digest } of units) writeFileSync(join(folder, MERGED, digest), '');
  return true;
}

/**
 * The folder of files that name the units whose records were written. Their results stay, as
 * another command may wait for the same ones.
 */
const MERGED = 'merged';

/** Removes the results of units whose records were written, once, so that they are done again. */
function removeMerged(folder: string, units: readonly NamedUnit[]): void {
  for (const { digest } of units) {
    const mark = join(folder, MERGED, digest);
    if (!existsSync(mark)) continue;
    rmSync(mark, { force: true });
    rmSync(resultFile(folder, digest), { force: true });
  }
}

/** Waits for work. If it is stopped, says so and ends the process. @throws like the work */
async function orStopped(work: Promise<unknown>, message: string): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!['RunStopped', 'AbortError'].includes((error as Error).name)) throw error;
    say(message);
    process.exit(stopCode());
  }
}

function nameOf({ inputs }: NamedUnit): string {
  return `${inputs.experiment}, seed ${inputs.seed}`;
}
