/**
 * Trains a trial of a search up to the end of a rung. It goes on from the checkpoint of the rung
 * below.
 */
import { join, relative } from 'node:path';
import { ready } from '../../lib/backend';
import type { Examples } from '../../lib/batches/examples';
import { loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { bestCheckpoint, newestRuns } from '../../lib/checkpoints/run-folder';
import { hasDiedIn } from '../../lib/checkpoints/run-lock';
import { openData } from '../../lib/corpus/open-data';
import { DivergedError } from '../../lib/training/loop';
import { rungSteps } from '../../lib/tuning/halving';
import { isOfMemory, MachineError } from '../../lib/units/machine-error';
import type { NamedUnit } from '../../lib/units/manifest';
import { deliveredUnits, type UnitResult } from '../../lib/units/result-file';
import { unitDigest } from '../../lib/units/unit';
import type { WorkContext } from '../../lib/units/work';
import { dataOptions } from '../runs/data-flags';
import { FlagError, type FlagValues } from '../runs/flags';
import { prepare } from '../runs/prepare';
import { digestOfExamples, type PreparedData } from '../runs/prepared-files';
import type { RunEvents } from '../runs/run-events';
import type { CommonValues, System } from '../runs/system';
import { systemNamed } from '../systems/systems';
import { exampleScores } from './example-scores';
import { labelsDigest, namedUnit, type TrialInputs, trialInputsOf } from './study';
import { lockTrial } from './trial-lock';
import { failedResult, readTrialResult, type TrainedResult, type TrialResult } from './trial-result';
import { trainUpTo } from './trial-run';

type Values = CommonValues & FlagValues;

/**
 * Trains a trial, and returns its result as the body of a unit's result. The validation set depends
 * on `random_state` only, so it is the same for all seeds. The test set is not used. A trial whose
 * loss becomes NaN, or whose flags fit no model, has failed; that is a result, too. One that needs
 * more memory than there is has no result: another machine may have more.
 *
 * @throws the signal's reason if it is stopped, after the training is saved; if the reviews are not
 *   those of the study, or the memory is too small; LockedError if another process trains the trial
 */
export async function workOnTrial(unit: NamedUnit, context: WorkContext): Promise<UnitResult> {
  const trial = trialInputsOf(unit);
  const result = (await finishedBelow(trial, context.folder)) ?? (await trainLocked(unit, trial, context));
  return { body: `${JSON.stringify(result)}\n`, items: 1 };
}

/** Trains a trial that no other process trains, unless one has just delivered the result. */
async function trainLocked(
  { digest }: NamedUnit,
  trial: TrialInputs,
  context: WorkContext,
): Promise<TrialResult> {
  const { folder } = context;
  const lock = lockTrial(runsOf(trial, folder));
  try {
    const result = await readTrialResult(folder, digest).catch(() => undefined); // missing, or damaged
    return result ?? (await train(trial, context));
  } finally {
    lock.release();
  }
}

/** Returns the result of the rung below, if that ended the training (early stopping). */
async function finishedBelow(trial: TrialInputs, folder: string): Promise<TrialResult | undefined> {
  if (trial.rung === 0) return undefined;
  const below = namedUnit({ ...trial, rung: trial.rung - 1 }).digest;
  if (!(await deliveredUnits(folder)).has(below)) return undefined;
  const result = await readTrialResult(folder, below);
  return result.finished ? result : undefined;
}

async function train(trial: TrialInputs, context: WorkContext): Promise<TrialResult> {
  const { rungs, rung } = trial;
  const system = systemNamed(trial.system);
  const backend = await ready();
  const path = context.places?.data ?? trial.flags.data; // it does not decide the result
  const given = { ...trial.flags, data: path } as Values;
  const prepared = await preparedFor(system, given, { signal: context.signal });
  requireStudyData(trial, prepared);
  const runs = runsOf(trial, context.folder);
  const values = valuesOfRun(system, { ...trial, flags: given }, prepared, runs, context.folder);
  const steps = system.stepsOf?.(prepared.train.ids.length, values);
  const target = steps === undefined ? undefined : rungSteps(steps, trial)[rung];
  try {
    const trained = await trainUpTo({ system, values, prepared, steps, until: target }, runs, context);
    const { history, folder, ...about } = trained;
    const known = target === undefined ? history : history.filter(({ step }) => step <= target);
    const best = known.reduce((a, b) => (b.loss < a.loss ? b : a));
    const isLast = rung === rungs - 1;
    return {
      format: 1,
      ...about,
      loss: best.loss,
      accuracy: best.accuracy,
      bestStep: best.step,
      validation: known,
      run: relative(context.folder, folder).replaceAll('\\', '/'), // for any system
      backend: backend.name,
      date: new Date().toISOString(),
      ...((isLast || about.finished) && (await examplesOf(folder, system, values, prepared.validation))),
    };
  } catch (error) {
    if (isOfMemory(error) || !(error instanceof DivergedError || error instanceof FlagError)) throw error;
    return failedResult(error.message, backend.name);
  }
}

/** The examples that were prepared last: most trials share them. */
let last: { key: string; prepared: PreparedData } | undefined;

/**
 * Returns the examples for these flags. The test set is left empty. They are kept, and read again
 * if the files of the data change.
 *
 * @throws FlagError if these flags validate on the test set; like `prepare`
 */
export async function preparedFor(
  system: System,
  values: Values,
  { signal, onRead, warn }: Pick<RunEvents, 'signal' | 'onRead' | 'warn'> = {},
): Promise<PreparedData> {
  const related = Object.entries(values).filter(([name]) => system.flags[name]?.forData);
  const data = await openData(values.data, dataOptions(values), { signal });
  if (data.test && system.validatesOnTestSet?.(values))
    throw new FlagError(
      `--model ${system.name} validates on the test set of ${data.what} by default. A search must not use it: ` +
        'add --validation_split 0.1',
    );
  const key = JSON.stringify([system.name, data.stamp(), related]);
  if (last?.key !== key) {
    const prepared = await prepare(system, values, { signal, onRead, warn });
    const test = { ...prepared.test, ids: [], labels: new Int32Array() };
    last = { key, prepared: { ...prepared, test } };
  }
  return last.prepared;
}

/**
 * Checks that there is a validation set, by which trials can be compared.
 *
 * @throws FlagError if it is empty
 */
export function requireValidationSet({ flags }: System, { data, validation }: PreparedData): void {
  if (validation.ids.length > 0) return;
  throw new FlagError(
    flags.validation_split
      ? '--validation_split None: a search needs a validation set; add --validation_split 0.1'
      : `${data.what}: too few reviews for the validation set that a search needs; add reviews`,
  );
}

/** @throws if the training or the validation set is not the study's */
function requireStudyData({ data, flags, system }: TrialInputs, prepared: PreparedData): void {
  const { train, validation } = prepared;
  if (labelsDigest(prepared) !== data.labels)
    throw new MachineError(
      `${prepared.data.what}: this trial of ${system} has other reviews in its training or validation set than ` +
        'the study. Either the data have changed, or a --param decides which reviews are used: ' +
        `restore the data, or leave that --param out (this trial: ${JSON.stringify(flags)})`,
    );
  if (data.examples !== undefined && digestOfExamples([train, validation]) !== data.examples)
    throw new MachineError(
      `the reviews in ${prepared.data.what} have changed since the search began: restore them, or name another --out`,
    );
}

/** Returns the folder of a trial's training with one seed, which its rungs share. */
function runsOf({ rung: _, ...inputs }: TrialInputs, folder: string): string {
  return join(folder, 'runs', unitDigest({ kind: 'run', inputs: inputs as never }).slice(0, 16));
}

/** Returns whether the process that trained this trial last has died. */
export function hasDied(unit: NamedUnit, folder: string): boolean {
  const [newest] = newestRuns(runsOf(trialInputsOf(unit), folder));
  return newest !== undefined && hasDiedIn(newest);
}

function valuesOfRun(
  system: System,
  { flags, seed, rungs, eta }: TrialInputs,
  { train }: PreparedData,
  runs: string,
  study: string,
): Values {
  const values = {
    ...flags,
    random_state: seed,
    checkpoints_root: runs,
    summaries_dir: join(study, 'logs'),
    keep_checkpoints: 1,
  } as Values;
  if (rungs === 1) return values;
  const steps = system.stepsOf!(train.ids.length, values);
  return { ...values, validate_every: rungSteps(steps, { rungs, eta })[0]! };
}

/** Returns the loss and correctness of each validation example, by the run's best checkpoint. */
async function examplesOf(
  folder: string,
  system: System,
  values: Values,
  validation: Examples,
): Promise<Pick<TrainedResult, 'examples'>> {
  const { model } = await loadCheckpoint(await bestCheckpoint(folder));
  try {
    return { examples: await exampleScores(model, validation, system.paddedLength?.(values)) };
  } finally {
    model.dispose();
  }
}
