import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RUN_LEASE } from '../../lib/checkpoints/run-lock';
import { takeLock } from '../../lib/files/lock';
import { replaceFile } from '../../lib/files/replace-file';
import type { RunEvents } from '../runs/run-events';
import { tuningChart } from './chart';
import { type RankedTrial, rankTrials } from './ranking';
import {
  type RefitRecord,
  readRefit,
  type TuningRecord,
  tuningRecord,
  writeRefit,
  writeTuning,
} from './record';
import { refit } from './refit';
import { lossAt, type Trial } from './search';
import type { Study } from './study';
import { removeRuns, runsNameOf } from './trial-lock';

/** What comes of a study. */
export interface Finished {
  record: TuningRecord;
  ranking: RankedTrial[];
  /** The file of the chart. */
  chart: string;
  refitted?: RefitRecord;
}

/**
 * Ends a study whose trials are done: writes its record and its chart, removes the checkpoints of
 * all trials but the best one, and trains that one again on request. A refit that is there is kept,
 * so that the test set is used once. With more trials, another one may be the best: the record then
 * counts the tests.
 *
 * @throws LockedError while another process ends it; like `refit`
 */
export async function finishStudy(
  study: Study,
  data: TuningRecord['data'],
  trials: readonly Trial[],
  options: FinishOptions,
): Promise<Finished> {
  const { folder } = options;
  const lock = takeLock(join(folder, 'finish.lock'), `the end of the search ${folder}`, RUN_LEASE);
  try {
    return await finish(study, data, trials, options);
  } finally {
    lock.release();
  }
}

interface FinishOptions {
  folder: string;
  refit: boolean;
  events: RunEvents;
}

async function finish(
  study: Study,
  data: TuningRecord['data'],
  trials: readonly Trial[],
  { folder, refit: isRefit, events }: FinishOptions,
): Promise<Finished> {
  const ranking = rankTrials(study, trials);
  const record = tuningRecord(study, data, trials, ranking);
  await writeTuning(folder, record);
  const chart = join(folder, 'tuning.svg');
  const drawn = trials
    .filter(({ rungs }) => rungs.length > 0)
    .map((trial) => ({
      hyperparameters: trial.hyperparameters,
      loss: lossAt(trial, 0),
      isComplete: ranking.some((ranked) => ranked.trial.number === trial.number),
    }));
  await replaceFile(chart, tuningChart(study.space, drawn, record.importances).svg);
  const [best] = ranking;
  await keepRuns(folder, best?.results.map(({ run }) => basename(dirname(run))) ?? []);
  if (!isRefit || !best) return { record, ranking, chart };
  const file = join(folder, 'refit.json');
  const before = existsSync(file) ? await readRefit(file) : undefined;
  if (before?.trial === best.trial.number) return { record, ranking, chart, refitted: before };
  const earlierTests = before ? before.earlierTests + (before.test ? 1 : 0) : 0;
  const refitted = { ...(await refit(study, best, folder, events)), earlierTests };
  await writeRefit(folder, refitted);
  return { record, ranking, chart, refitted };
}

/**
 * Removes the checkpoints of all runs but these, and those that another process works on. They can be
 * trained again, with the same result.
 */
async function keepRuns(folder: string, names: readonly string[]): Promise<void> {
  const runs = join(folder, 'runs');
  const all = existsSync(runs) ? await readdir(runs) : [];
  for (const name of new Set(all.map(runsNameOf)))
    if (!names.includes(name)) await removeRuns(join(runs, name));
}
