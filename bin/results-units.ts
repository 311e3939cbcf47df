/** `results --run` with `--shard`, `--merge` or `--redis`: one unit for each experiment and seed. */
import { rmSync } from 'node:fs';
import { experimentWork, planExperiments, recordsOfUnits } from '../experiments/results/experiment-units';
import { experimentNamed } from '../experiments/results/experiments';
import { readResults, recordFile, writeResult } from '../experiments/results/record';
import { showProgress } from '../lib/progress';
import { requireRedis } from '../lib/queue/connection';
import { doShard, type NamedUnit, requireResults, resultFile, unitsOf } from '../lib/units';
import { byQueue } from './by-queue';
import { say } from './say';
import { sayStopping, stopCode, WAITING_ENDED, withStopSignal } from './stop-signal';
import type { UnitsChoice } from './units-options';

/**
 * Runs a share of the experiments, or all of them by a queue.
 *
 * @param again also run the seeds that have a record
 * @returns whether the records were written
 * @throws if units failed, or have no result yet when they are merged
 */
export async function runInUnits(
  names: readonly string[],
  again: boolean,
  { folder, shard, merge = false, redis, queue }: UnitsChoice & { folder: string },
): Promise<boolean> {
  if (redis !== undefined) await requireRedis(redis);
  const recorded = new Set((await readResults()).map(recordFile));
  const experiments = names.map(experimentNamed).map((experiment) => ({
    ...experiment,
    seeds: experiment.seeds.filter(
      (seed) => again || !recorded.has(recordFile({ experiment: experiment.name, seed })),
    ),
  }));
  const manifest = await planExperiments(experiments, { progress: showProgress });
  const units = unitsOf(manifest);
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
        onDone: (unit, outcome) => outcome === 'there' && say(`${nameOf(unit)} has a result already`),
      });
    await orStopped(withStopSignal(work, sayStopping), 'Stopped. The same command resumes the run.');
    say(
      'This shard is done. When all are, write the records: the same command with --merge instead of --shard',
    );
    return false;
  }
  await requireResults(folder, manifest, { nameOf });
  for (const record of await recordsOfUnits(folder, manifest))
    say(`Record saved in: ${await writeResult(record)}`);
  for (const { digest } of units) rmSync(resultFile(folder, digest), { force: true });
  return true;
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
