import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tf } from '../../lib/backend';
import { loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { readRecord } from '../../lib/checkpoints/record';
import { bestCheckpoint, latestCheckpoint, newestRuns } from '../../lib/checkpoints/run-folder';
import { logitsOfReviews } from '../../lib/classifier/evaluate';
import { loadClassifier } from '../../lib/classifier/load';
import { openData } from '../../lib/corpus/open-data';
import { type Evaluation, evaluationOf } from '../../lib/evaluation/evaluate';
import { predictedClass, type StepMetrics } from '../../lib/evaluation/metrics';
import { processor } from '../../lib/machine';
import { mean } from '../../lib/mean';
import { duplicateTexts, listDuplicates } from '../runs/duplicates';
import { type FlagValues, publishedValues } from '../runs/flags';
import { finishRun, trainSystem } from '../runs/run';
import { type RunData, type RunEvents, RunStopped, type RunSummary } from '../runs/run-events';
import { countTrainableParameters, valuesOf } from '../runs/run-record';
import type { CommonValues } from '../runs/system';
import { FOLDER_FLAGS } from '../runs/system';
import { systemNamed } from '../systems/systems';
import { type Answers, answersOf } from './answers';
import type { Experiment } from './experiments';
import { type ResultRecord, recordFile } from './record';

/** The maximum number of points of a recorded training curve. */
const KEPT = 200;

/** Flags that may differ between runs of one experiment: output folders, and the seed. */
export const UNCOMPARED_FLAGS = [...FOLDER_FLAGS, 'random_state'];

/**
 * Returns the seed of a run.
 *
 * @throws if it is not a run of this experiment
 */
export async function seedOfRun({ name, system, flags, seeds }: Experiment, folder: string): Promise<number> {
  const record = await readRecord(await latestCheckpoint(folder));
  const refuse = (what: string) => new Error(`${folder} is not a run of ${name}: its ${what}`);
  if (record.system !== system) throw refuse(`system is ${record.system}`);
  if (!record.run) throw refuse('checkpoint was not saved by npm run train');
  const found = valuesOf(systemNamed(system), record.run);
  const seed = found.random_state;
  const asked: FlagValues = { ...publishedValues(systemNamed(system).flags), ...flags };
  const other = Object.keys(asked).find(
    (flag) => !UNCOMPARED_FLAGS.includes(flag) && found[flag] !== asked[flag],
  );
  if (other !== undefined) throw refuse(`--${other} is ${found[other]}`);
  if (!seeds.includes(seed)) throw refuse(`--random_state is ${seed}`);
  return seed;
}

/**
 * Returns the seeds of an experiment that have no record, or all.
 *
 * @param again also those with a record
 * @param records the folder of the records
 * @param resume the folder of a run, whose seed is the only one
 * @throws if that seed has a record; like `seedOfRun`
 */
export async function seedsToRun(
  experiment: Experiment,
  again: boolean,
  records: string,
  resume?: string,
): Promise<number[]> {
  const { name: experimentName, seeds } = experiment;
  const asked = resume === undefined ? seeds : [await seedOfRun(experiment, resume)];
  const left = asked.filter(
    (seed) => again || !existsSync(join(records, recordFile({ experiment: experimentName, seed }))),
  );
  if (resume !== undefined && left.length === 0)
    throw new Error(
      `seed ${asked[0]} of ${experimentName} has a record: add --again to replace it by that of ${resume}`,
    );
  return left;
}

/**
 * Returns the folder of an experiment's newest run, finished or stopped; undefined if there is
 * none.
 *
 * @param root the folder with runs
 * @param since milliseconds since 1970; older runs are ignored
 */
export async function newestRun(
  experiment: Experiment,
  seed: number,
  root: string,
  since: number,
): Promise<string | undefined> {
  for (const folder of newestRuns(root)) {
    if (1000 * Number(basename(folder)) < since) return undefined;
    if ((await seedOfRun(experiment, folder).catch(() => undefined)) === seed) return folder;
  }
  return undefined;
}

/**
 * Trains a system with the flags of an experiment, and evaluates it on the test set once, at the
 * end. If the list of duplicates to leave out is missing, it is written first.
 *
 * @param resume the folder of a stopped run, or of a finished one without a record
 * @returns the record, and the folder of the checkpoints
 * @throws like `trainSystem`, and if the data have no test set
 */
export async function runExperiment(
  { name, system: systemName, data: dataName, flags, tests }: Experiment,
  seed: number,
  events: RunEvents = {},
  resume?: string,
): Promise<{ record: ResultRecord; folder: string }> {
  const system = systemNamed(systemName);
  const values = { ...publishedValues(system.flags), ...flags, random_state: seed } as CommonValues &
    FlagValues;
  let about: RunData | undefined;
  await writeMissingList(values, events);
  const startedFrom = await system.startedFrom?.(values);
  const started = performance.now();
  const watched: RunEvents = {
    ...events,
    onData(data) {
      about = data;
      events.onData?.(data);
    },
  };
  const before = resume ? await secondsOf(resume) : 0;
  const run = resume ? await finishRun(system, resume, watched) : await trainSystem(system, values, watched);
  if (events.signal?.aborted) throw new RunStopped(run.steps, run.folder);
  const checkpoint = await (tests === 'best' ? bestCheckpoint : latestCheckpoint)(run.folder);
  const own = tests === 'last' ? run.test : undefined; // of a test set that was split off
  const { evaluation: test, answers } = own
    ? { evaluation: own, answers: undefined }
    : await testOf(checkpoint, values.data, run, events);
  const { data } = (await readRecord(checkpoint)).run!;
  const { loss, accuracy, standardError, n, baseline } = test;
  const record: ResultRecord = {
    format: 2,
    experiment: name,
    system: systemName,
    seed,
    hyperparameters: { ...values, ...system.fixed },
    ...(startedFrom && { startedFrom }),
    data: { name: dataName, train: data.train, validation: data.validation, test: n, digest: data.digest },
    trainableParameters: about?.trainableParameters ?? (await trainableParametersOf(checkpoint)),
    steps: run.steps,
    epochs: (run.steps * (about?.batchSize ?? values.batch_size ?? data.train)) / data.train,
    validation: run.validation,
    training: thinned(run.training),
    test: { n, accuracy, standardError, loss, baseline, ...(answers && { answers }) },
    seconds: before + (performance.now() - started) / 1000,
    machine: {
      ...processor(),
      backend: tf.getBackend(),
      node: process.versions.node,
      tfjs: tf.version.tfjs,
    },
    date: new Date().toISOString(),
  };
  return { record, folder: run.folder };
}

async function trainableParametersOf(checkpoint: string): Promise<number> {
  const { model } = await loadCheckpoint(checkpoint);
  const count = countTrainableParameters(model);
  model.dispose();
  return count;
}

/** Writes the list of duplicates that `--leave_out` names, if it is missing. */
export async function writeMissingList(
  { data: path, leave_out }: Pick<CommonValues, 'data' | 'leave_out'>,
  events: RunEvents,
): Promise<void> {
  if (leave_out === null || existsSync(leave_out)) return;
  const data = await openData(path);
  const { leaveOut } = await duplicateTexts(data, events);
  await listDuplicates(leave_out, data, leaveOut);
}

/** @throws for a run of an earlier version, whose record would lack a part of the curve */
async function secondsOf(folder: string): Promise<number> {
  const { seconds } = (await readRecord(await latestCheckpoint(folder))).run!;
  if (seconds !== undefined) return seconds;
  throw new Error(
    `${folder} was saved by an earlier version, without its training curve: run it again, without --resume`,
  );
}

/** Evaluates a checkpoint on the test set of the data. @throws RunStopped if the signal stops it */
async function testOf(
  checkpoint: string,
  path: string,
  run: RunSummary,
  { progress, signal }: RunEvents,
): Promise<{ evaluation: Evaluation; answers: Answers }> {
  const data = await openData(path);
  if (!data.test) throw new Error(`${data.what} has no test set`);
  try {
    const reviews = await data.test({ signal, progress: progress?.('Reading the test set', 'bytes') });
    const classifier = await loadClassifier(checkpoint);
    const watch = { signal, progress: progress?.('Testing', 'reviews') };
    const outputs = await logitsOfReviews(classifier, reviews, watch).finally(() =>
      classifier.model.dispose(),
    );
    const { logits, labels, classes } = outputs;
    const correct = Array.from(
      labels,
      (label, at) => predictedClass(logits, at, classes).classIndex === label,
    );
    return {
      evaluation: evaluationOf(outputs, labels, classifier.temperature),
      answers: answersOf(reviews, correct),
    };
  } catch (error) {
    throw signal?.aborted ? new RunStopped(run.steps, run.folder) : error;
  }
}

/** Returns at most `KEPT` points, each the average of consecutive ones. */
function thinned(measured: readonly StepMetrics[]): StepMetrics[] {
  const size = Math.ceil(measured.length / KEPT) || 1;
  const groups = Array.from({ length: Math.ceil(measured.length / size) }, (_, n) =>
    measured.slice(n * size, (n + 1) * size),
  );
  return groups.map((group) => ({
    step: group.at(-1)!.step,
    loss: mean(group.map(({ loss }) => loss)),
    accuracy: mean(group.map(({ accuracy }) => accuracy)),
  }));
}
