import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ready } from '../../lib/backend';
import { joinExamples, select } from '../../lib/batches/examples';
import { loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { latestCheckpoint } from '../../lib/checkpoints/run-folder';
import { loadClassifier } from '../../lib/classifier/load';
import { type Evaluation, evaluate } from '../../lib/evaluation/evaluate';
import type { FlagValues } from '../runs/flags';
import { prepare } from '../runs/prepare';
import type { PreparedData } from '../runs/prepared-files';
import { type RunEvents, RunStopped } from '../runs/run-events';
import type { CommonValues } from '../runs/system';
import { systemNamed } from '../systems/systems';
import type { RankedTrial } from './ranking';
import type { RefitRecord } from './record';
import type { Study } from './study';

/**
 * Trains the best trial again, on the training and the validation set, and evaluates it on the test
 * set, once. It trains for as many epochs (or, if the system counts steps, for as many steps) as
 * the best trial had at its lowest validation loss. The vocabulary stays that of the training set.
 *
 * @param best the best trial
 * @throws RunStopped if the signal stops it
 */
export async function refit(
  study: Study,
  { trial, results }: RankedTrial,
  folder: string,
  events: RunEvents = {},
): Promise<Omit<RefitRecord, 'earlierTests'>> {
  const system = systemNamed(study.system);
  const seed = study.seeds[0]!;
  const { bestStep, steps } = results[0]!;
  const flags = { ...study.flags, ...trial.hyperparameters } as CommonValues & FlagValues;
  await ready();
  const prepared = await prepare(system, flags, events);
  const values = {
    ...flags,
    random_state: seed,
    checkpoints_root: join(folder, 'refit'),
    summaries_dir: join(folder, 'logs'),
    keep_checkpoints: 1,
  };
  await rm(values.checkpoints_root, { recursive: true, force: true }); // of a refit that was stopped
  const all = joinExamples(prepared.train, prepared.validation);
  const total = system.stepsOf?.(all.ids.length, values);
  const target = total === undefined ? undefined : Math.max(1, Math.round((bestStep / steps) * total));
  const none = select(all, []);
  const run = await system.fit({
    values: target === undefined ? values : { ...values, validate_every: target }, // one checkpoint
    prepared: { ...prepared, train: all, validation: none, test: none },
    events,
    until: target,
  });
  const checkpoint = await latestCheckpoint(run.folder);
  const test = await testOf(checkpoint, prepared, system.paddedLength?.(values), events);
  if (events.signal?.aborted) throw new RunStopped(run.steps, run.folder);
  return {
    format: 1,
    trial: trial.number,
    seed,
    hyperparameters: trial.hyperparameters,
    steps: run.steps,
    checkpoint,
    test: test && {
      n: test.n,
      accuracy: test.accuracy,
      standardError: test.standardError,
      loss: test.loss,
      baseline: test.baseline,
      macroF1: test.macroF1,
    },
    date: new Date().toISOString(),
  };
}

/** Returns the evaluation on the test set; null if there is none. */
async function testOf(
  checkpoint: string,
  { test, data }: PreparedData,
  paddedLength: number | undefined,
  { signal, progress }: RunEvents,
): Promise<Evaluation | null> {
  if (test.ids.length > 0) {
    const { model } = await loadCheckpoint(checkpoint);
    const options = { paddedLength, signal, progress: progress?.('Testing', 'reviews') };
    return evaluate(model, test, options).finally(() => model.dispose());
  }
  if (!data.test) return null;
  const reviews = await data.test({ signal, progress: progress?.('Reading the test set', 'bytes') });
  const classifier = await loadClassifier(checkpoint);
  const options = { maxMistakes: 0, signal, progress: progress?.('Testing', 'reviews') };
  return classifier.evaluate(reviews, options).finally(() => classifier.model.dispose());
}
