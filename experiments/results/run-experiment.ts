import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { tf } from '../../lib/backend';
import { loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { readRecord } from '../../lib/checkpoints/record';
import { bestCheckpoint, latestCheckpoint } from '../../lib/checkpoints/run-folder';
import { loadClassifier } from '../../lib/classifier/load';
import { openDataFolder } from '../../lib/corpus/data-folder';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { duplicateTexts, listDuplicates } from '../runs/duplicates';
import { defaultsOf, type FlagValues } from '../runs/flags';
import { finishRun, trainSystem } from '../runs/run';
import { type RunData, type RunEvents, RunStopped, type RunSummary } from '../runs/run-events';
import { countTrainableParameters, valuesOf } from '../runs/run-record';
import type { CommonValues } from '../runs/system';
import { systemNamed } from '../systems/systems';
import type { Experiment } from './experiments';
import type { ResultRecord } from './record';

/** Points of a training curve that are kept. */
const KEPT = 200;

/** Flags that say where a run leaves what it makes, and its seed: they may differ in runs of one experiment. */
export const UNCOMPARED_FLAGS = ['checkpoints_root', 'summaries_dir', 'random_state'];

/**
 * Returns the seed of a run that was stopped.
 *
 * @throws when it is not a run of this experiment
 */
export async function seedOfRun({ name, system, flags, seeds }: Experiment, folder: string): Promise<number> {
  const record = await readRecord(await latestCheckpoint(folder));
  const refuse = (what: string) => new Error(`${folder} holds no run of ${name}: its ${what}`);
  if (record.system !== system) throw refuse(`system is ${record.system}`);
  if (!record.run) throw refuse('checkpoint was not saved by the command that trains');
  const found = valuesOf(systemNamed(system), record.run);
  const seed = found.random_state;
  const asked: FlagValues = { ...defaultsOf(systemNamed(system).flags), ...flags };
  const other = Object.keys(asked).find(
    (flag) => !UNCOMPARED_FLAGS.includes(flag) && found[flag] !== asked[flag],
  );
  if (other !== undefined) throw refuse(`--${other} is ${found[other]}`);
  if (!seeds.includes(seed)) throw refuse(`--random_state is ${seed}`);
  return seed;
}

/**
 * Returns the folder of an experiment's newest run, done or stopped, or undefined.
 *
 * @param root the folder with runs
 * @param since milliseconds since 1970: older runs do not count
 */
export async function newestRun(
  experiment: Experiment,
  seed: number,
  root: string,
  since: number,
): Promise<string | undefined> {
  const names = existsSync(root) ? readdirSync(root).filter((name) => /^\d+$/.test(name)) : [];
  for (const name of names.sort().reverse()) {
    const folder = join(root, name);
    if (1000 * Number(name) < since) return undefined;
    if ((await seedOfRun(experiment, folder).catch(() => undefined)) === seed) return folder;
  }
  return undefined;
}

/**
 * Trains a system as an experiment says (first listing the duplicates that it leaves out, where nobody has), tests it once, at
 * the end, on texts that it has not seen, and returns the record and the run's folder of checkpoints.
 *
 * @param resume the folder of a run of it that was stopped, or is done but not tested
 * @throws as `trainSystem` does; when its texts have no test part
 */
export async function runExperiment(
  { name, system: systemName, data: dataName, flags, tests }: Experiment,
  seed: number,
  events: RunEvents = {},
  resume?: string,
): Promise<{ record: ResultRecord; folder: string }> {
  const system = systemNamed(systemName);
  const values = { ...defaultsOf(system.flags), ...flags, random_state: seed } as CommonValues & FlagValues;
  let about: RunData | undefined;
  await listWhatIsLeftOut(values, events);
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
  const test = (tests === 'last' && run.test) || (await testOf(checkpoint, values.data_dir, run, events));
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
    trainableParameters:
      about?.trainableParameters ?? countTrainableParameters((await loadCheckpoint(checkpoint)).model),
    steps: run.steps,
    epochs: (run.steps * (about?.batchSize ?? values.batch_size ?? data.train)) / data.train,
    validation: run.validation,
    training: thinned(run.training),
    test: { n, accuracy, standardError, loss, baseline },
    seconds: before + (performance.now() - started) / 1000,
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      backend: tf.getBackend(),
      node: process.versions.node,
      tfjs: tf.version.tfjs,
    },
    date: new Date().toISOString(),
  };
  return { record, folder: run.folder };
}

/** Makes the list that `--leave_out` names, where it is not there. */
async function listWhatIsLeftOut({ data_dir, leave_out }: CommonValues, events: RunEvents): Promise<void> {
  if (leave_out === null || existsSync(leave_out)) return;
  const data = openDataFolder(data_dir);
  const { leaveOut } = await duplicateTexts(data, events);
  await listDuplicates(leave_out, data, leaveOut);
}

/** @throws for a run that an earlier version saved: its record would lack a part of the curve */
async function secondsOf(folder: string): Promise<number> {
  const { seconds } = (await readRecord(await latestCheckpoint(folder))).run!;
  if (seconds !== undefined) return seconds;
  throw new Error(
    `${folder} was saved by an earlier version, which kept no curve: run it anew, without --resume`,
  );
}

/** @throws RunStopped when the signal stops it */
async function testOf(checkpoint: string, dir: string, run: RunSummary, { progress, signal }: RunEvents) {
  const data = openDataFolder(dir);
  if (!data.test) throw new Error(`${data.what} has no texts to test on`);
  try {
    const reviews = await data.test({ signal, progress: progress?.('Reading texts to test on', 'texts') });
    const classifier = await loadClassifier(checkpoint);
    return await classifier.evaluate(reviews, {
      maxMistakes: 0,
      signal,
      progress: progress?.('Testing', 'texts'),
    });
  } catch (error) {
    throw signal?.aborted ? new RunStopped(run.steps, run.folder) : error;
  }
}

/** Returns at most `KEPT` measurements, each the mean of as many that follow each other. */
function thinned(measured: readonly StepMetrics[]): StepMetrics[] {
  const size = Math.ceil(measured.length / KEPT) || 1;
  const groups = Array.from({ length: Math.ceil(measured.length / size) }, (_, n) =>
    measured.slice(n * size, (n + 1) * size),
  );
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return groups.map((group) => ({
    step: group.at(-1)!.step,
    loss: mean(group.map(({ loss }) => loss)),
    accuracy: mean(group.map(({ accuracy }) => accuracy)),
  }));
}
