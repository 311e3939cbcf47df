/** Runs experiments in units: each experiment with each seed may run on another machine. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { dataFiles } from '../../lib/corpus/data-files';
import { digestOf } from '../../lib/files/digest';
import { sha256Hex, wholeNumber } from '../../lib/files/json-file';
import { OWN_NAMES } from '../../lib/reading/layout';
import {
  type JsonValue,
  MachineError,
  type Manifest,
  type NamedUnit,
  readBody,
  resultFile,
  type UnitResult,
  unitFolder,
  unitsOf,
  type Work,
} from '../../lib/units';
import { codeDigest } from '../runs/code-digest';
import { type FlagValues, publishedValues } from '../runs/flags';
import type { RunEvents } from '../runs/run-events';
import { type SystemName, systemNamed } from '../systems/systems';
import type { Experiment } from './experiments';
import type { ResultRecord } from './record';
import { newestRun, runExperiment, UNCOMPARED_FLAGS, writeMissingList } from './run-experiment';

/** The kind of these units. */
const EXPERIMENT = 'experiment';

/** Changes when the same inputs give another record. */
const FORM = 1;
/** The flags that name data. */
const DATA_FLAGS = ['data', 'validation', 'test', 'leave_out', 'soft_labels'];

const inputsSchema = v.object({
  form: v.literal(FORM),
  code: sha256Hex,
  experiment: v.string(),
  system: v.string(),
  dataName: v.picklist(['IMDB', 'tweets']),
  flags: v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))),
  tests: v.picklist(['last', 'best']),
  seed: wholeNumber(),
  data: v.record(v.string(), sha256Hex),
  startedFrom: v.optional(v.unknown()),
});

/** An experiment with the seeds to run. */
export type ExperimentSeeds = Pick<Experiment, 'name' | 'system' | 'data' | 'flags' | 'tests' | 'seeds'>;

/**
 * Returns the units of experiments: one for each seed. A list of duplicates that an experiment
 * leaves out is written first, if it is missing.
 *
 * @throws if data are missing
 */
export async function planExperiments(
  experiments: readonly ExperimentSeeds[],
  events: RunEvents = {},
): Promise<Manifest> {
  const units = [];
  for (const { name, system, data, flags, tests, seeds } of experiments) {
    const { flags: defined, startedFrom } = systemNamed(system);
    const values = { ...publishedValues(defined), ...flags };
    await writeMissingList(values as Parameters<typeof writeMissingList>[0], events);
    const about = await startedFrom?.(values as never);
    const own = {
      experiment: name,
      system,
      dataName: data,
      flags: Object.fromEntries(Object.entries(values).filter(([flag]) => !UNCOMPARED_FLAGS.includes(flag))),
      tests,
      data: await digestsOfData(values),
      ...(about && { startedFrom: about as JsonValue }),
    };
    for (const seed of seeds) units.push({ ...own, seed });
  }
  return { kind: EXPERIMENT, shared: { form: FORM, code: await codeDigest() }, units };
}

/**
 * The work of such units: trains, tests, and returns the record as JSON. Its checkpoints are in
 * `unitFolder`, from which another process resumes a run that was stopped.
 *
 * @throws RunStopped if it is stopped; LockedError while another process trains it
 */
export const experimentWork: Work = (unit, { folder, signal, progress }) =>
  runUnit(unit, folder, {
    signal,
    progress: (title) => (done, total, note) => progress?.(done, total, note ? `${title}, ${note}` : title),
  });

/** Does the work of a unit, with the callbacks of a run. @throws like `experimentWork` */
export async function runUnit(
  { digest, inputs }: NamedUnit,
  folder: string,
  events: RunEvents = {},
): Promise<UnitResult> {
  const { flags, seed, data } = v.parse(inputsSchema, inputs);
  const found = await digestsOfData(flags);
  const other = Object.keys(data).find((flag) => data[flag] !== found[flag]);
  if (other)
    throw new MachineError(
      `the data of --${other} ${flags[other]} are not those of the plan: use the same on all machines`,
    );
  const runs = unitFolder(folder, digest);
  const own = { checkpoints_root: runs, summaries_dir: join(runs, 'summaries') };
  const experiment = experimentOf(inputs, own);
  const before = await newestRun(experiment, seed, runs, 0);
  const { record } = await runExperiment(experiment, seed, events, before);
  const published = publishedValues(systemNamed(experiment.system).flags) as FlagValues;
  for (const flag of Object.keys(own)) record.hyperparameters[flag] = published[flag];
  return { body: `${JSON.stringify(record, null, 2)}\n`, items: 1 };
}

/** Returns the records of all units. @throws if one is missing or damaged */
export async function recordsOfUnits(folder: string, manifest: Manifest): Promise<ResultRecord[]> {
  const records: ResultRecord[] = [];
  for (const unit of unitsOf(manifest)) records.push(await recordOfUnit(folder, unit));
  return records;
}

/** Returns the record of a unit. @throws if it is missing or damaged */
export async function recordOfUnit(folder: string, { digest }: NamedUnit): Promise<ResultRecord> {
  return JSON.parse(await readBody(folder, digest)) as ResultRecord;
}

/**
 * Returns the folder of the run that made a unit's result, with its checkpoints. @throws if it is
 * missing
 */
export async function runOfUnit(folder: string, { digest, inputs }: NamedUnit): Promise<string> {
  const runs = unitFolder(folder, digest);
  const experiment = experimentOf(inputs);
  const run = await newestRun(experiment, experiment.seeds[0]!, runs, 0);
  if (run) return run;
  throw new Error(
    `${runs} has no checkpoint: remove ${resultFile(folder, digest)}, and run the same command again`,
  );
}

/** @param own flags that differ from those of the unit */
function experimentOf(inputs: NamedUnit['inputs'], own: FlagValues = {}): Experiment {
  const { experiment: name, system, dataName, flags, tests, seed } = v.parse(inputsSchema, inputs);
  return {
    ...{ name, title: name, tests, seeds: [seed], data: dataName },
    system: system as SystemName,
    flags: { ...flags, ...own },
  };
}

/** Returns the digests of the data that flags name, by flag. */
async function digestsOfData(values: FlagValues): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const flag of DATA_FLAGS) {
    const path = values[flag];
    if (typeof path === 'string') digests[flag] = await dataDigest(path);
  }
  return digests;
}

/**
 * Returns the SHA-256 of a file, or of the names and contents of the files in a folder, without
 * those that we write there. A folder with a record of its files is not read: the record has their
 * digests.
 */
async function dataDigest(path: string): Promise<string> {
  const { files, kind } = await dataFiles(path);
  const record = join(path, 'source.json');
  if (kind === 'folder' && existsSync(record)) return (await digestOf(record)).hex;
  const all = createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (OWN_NAMES.has(file.path.split('/')[0]!)) continue;
    const one = createHash('sha256');
    for await (const chunk of file.chunks()) one.update(chunk);
    all.update(`${one.digest('hex')}  ${file.path}\n`);
  }
  return all.digest('hex');
}
