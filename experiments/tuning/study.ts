/**
 * A study, one search for hyperparameters, and its folder:
 *
 *     study.json     what is searched, and on which data
 *     results/       a file per trial, seed and rung (lib/units)
 *     runs/, logs/   checkpoints and TensorBoard summaries of the trials
 *     tuning.json    the record, once all trials are done
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { finiteNumber, requireSchema, sha256Hex, wholeNumber } from '../../lib/files/json-file';
import { writeNewFile } from '../../lib/files/name-new-file';
import { requireFile } from '../../lib/files/require-file';
import { readSealed, sealed, writeSealed } from '../../lib/files/sealed-json';
import { drawTrials, type SearchSpace } from '../../lib/tuning/search-space';
import type { NamedUnit } from '../../lib/units/manifest';
import { deliveredUnits } from '../../lib/units/result-file';
import { unitDigest } from '../../lib/units/unit';
import { FlagError, type FlagValues } from '../runs/flags';
import { digestOfExamples, type PreparedData } from '../runs/prepared-files';
import { FOLDER_FLAGS, type RunValues, type System } from '../runs/system';

/** A search for hyperparameters. */
export interface Study {
  /** The name of the system. */
  system: string;
  /**
   * The flags of all trials, without those of `OUTPUT_FLAGS`. `random_state` is the split's seed.
   */
  flags: RunValues & FlagValues;
  space: SearchSpace;
  /** The number of rungs. With one, it is a random search, else successive halving. */
  rungs: number;
  /** One trial in `eta` goes on to the next rung. */
  eta: number;
  /** The seed of the search. */
  searchSeed: number;
  /** The seeds of training: each trial is trained with each of them. */
  seeds: readonly number[];
}

/** The reviews of a study, as all units name them. */
export type StudyData = {
  /** SHA-256 of the labels of the training and the validation set. */
  labels: string;
  /** SHA-256 of their token ids and labels, if they are the same in all trials. */
  examples?: string;
};

/** The kind of the units of a study. */
const TUNE = 'tune';

/** Flags that do not change a model. */
export const OUTPUT_FLAGS = [...FOLDER_FLAGS, 'keep_checkpoints'];

/** Returns the folder of a study in `root`. The same search has the same folder. */
export function studyFolder(study: Study, root: string): string {
  return join(root, 'tuning', `${study.system}-${digestOf(study).slice(0, 8)}`);
}

function digestOf(study: Study | RecordedStudy): string {
  return unitDigest({ kind: 'study', inputs: { ...study } });
}

/** Returns the digests of a study's reviews. @param prepared those of its flags */
export function dataOfStudy({ space }: Study, { flags }: System, prepared: PreparedData): StudyData {
  const { train, validation } = prepared;
  const varies = Object.keys(space).some((name) => flags[name]!.forData);
  return {
    labels: labelsDigest(prepared),
    ...(!varies && { examples: digestOfExamples([train, validation]) }),
  };
}

/** Returns the SHA-256 of the labels of the training and the validation set, in order. */
export function labelsDigest({ train, validation }: Pick<PreparedData, 'train' | 'validation'>): string {
  const hash = createHash('sha256').update(JSON.stringify(train.classes));
  for (const { labels } of [train, validation]) hash.update(`${labels.length} `).update(labels);
  return hash.digest('hex');
}

/** The inputs of a unit: the training of one trial with one seed, up to the end of a rung. */
export type TrialInputs = {
  system: string;
  /** All flags of the trial. */
  flags: RunValues & FlagValues;
  /** The seed of training. `random_state` in `flags` is that of the split. */
  seed: number;
  data: StudyData;
  rungs: number;
  eta: number;
  rung: number;
};

/** Returns the unit of a trial's training. @param hyperparameters those of the trial */
export function trialUnit(
  { system, flags, rungs, eta }: Study,
  hyperparameters: FlagValues,
  { data, seed, rung }: Pick<TrialInputs, 'data' | 'seed' | 'rung'>,
): NamedUnit {
  return namedUnit({ system, flags: { ...flags, ...hyperparameters }, seed, data, rungs, eta, rung });
}

/** Returns a unit with its digest. */
export function namedUnit(trial: TrialInputs): NamedUnit {
  const unit = { kind: TUNE, inputs: trial };
  return { ...unit, digest: unitDigest(unit) };
}

const flagValue = v.union([v.string(), finiteNumber, v.null()]);
const flagsSchema = v.objectWithRest({ data: v.string(), random_state: finiteNumber }, flagValue);
const dataSchema = v.object({ labels: sha256Hex, examples: v.optional(sha256Hex) });
const rangeSchema = v.union([
  v.object({ kind: v.literal('choice'), values: v.array(flagValue) }),
  v.object({
    kind: v.picklist(['number', 'whole number']),
    from: finiteNumber,
    to: finiteNumber,
    scale: v.picklist(['linear', 'log']),
  }),
]);
const schema = v.object({
  format: v.picklist([1, 2]),
  study: v.object({
    system: v.string(),
    flags: flagsSchema,
    space: v.record(v.string(), rangeSchema),
    rungs: wholeNumber(1),
    eta: wholeNumber(2),
    searchSeed: finiteNumber,
    seeds: v.array(finiteNumber),
  }),
  data: dataSchema,
  code: v.optional(sha256Hex),
});
type RecordedStudy = v.InferOutput<typeof schema>['study'];

const inputsSchema = v.looseObject({
  system: v.string(),
  flags: flagsSchema,
  seed: finiteNumber,
  data: dataSchema,
  rungs: wholeNumber(1),
  eta: wholeNumber(2),
  rung: wholeNumber(),
});

/**
 * Returns the inputs of a trial's unit, which may have come from a queue.
 *
 * @throws if they are damaged
 */
export function trialInputsOf({ inputs, digest }: NamedUnit): TrialInputs {
  const remedy = 'start the search again';
  return requireSchema(`unit ${digest}`, inputs, inputsSchema, remedy) as TrialInputs;
}

/** How a damaged `study.json` is written again. */
export interface StudyRepair {
  /** The number of trials. Default: none, so nothing is repaired. */
  trials?: number;
  /** Receives what was repaired. */
  warn?: (line: string) => void;
}

/**
 * Writes `study.json` into the folder of a study, or checks that it is this study's. Of several
 * processes that do it at once, the first one writes it. A damaged one is written again if all
 * results are of this study.
 *
 * @param code the digest of the code: `codeDigest`
 * @returns that of the code that began the study; undefined if an earlier version did, or if that
 *   is lost
 * @throws FlagError if another study is there, or if its data have changed; if it is damaged
 */
export async function openStudy(
  folder: string,
  study: Study,
  data: StudyData,
  code: string,
  repair: StudyRepair = {},
): Promise<string | undefined> {
  const file = join(folder, 'study.json');
  if (!existsSync(file)) await writeNewFile(file, sealed({ format: 2, study, data, code }));
  const found = await readStudy(file).catch(async (error: Error) => {
    if (!(await hasResultsOf(folder, study, data, repair.trials ?? 0))) throw error;
    await rewriteStudy(file, study, data, code);
    repair.warn?.(`${error.message.split(': ')[0]}: it was written again, as all results are of this search`);
    return readStudy(file);
  });
  if (digestOf(found.study) !== digestOf(study))
    throw new FlagError(
      `${folder} has another search (${differences(found.study, study)}): name another --out`,
    );
  if (found.data.labels !== data.labels || found.data.examples !== data.examples)
    throw new FlagError(
      `${folder}: the reviews in ${study.flags.data} have changed since the search began: restore them, or name another --out`,
    );
  return found.code;
}

function readStudy(file: string): Promise<v.InferOutput<typeof schema>> {
  const remedy = 'remove its folder, and start the search again';
  return readSealed(file, schema, remedy, { isSealed: ({ format }) => format !== 1 });
}

/** Returns whether a folder has results, and all of them are of the first trials of this study. */
async function hasResultsOf(folder: string, study: Study, data: StudyData, trials: number): Promise<boolean> {
  const delivered = await deliveredUnits(folder);
  const own = new Set<string>();
  for (const hyperparameters of drawTrials(study.space, trials, study.searchSeed))
    for (const seed of study.seeds)
      for (let rung = 0; rung < study.rungs; rung++)
        own.add(trialUnit(study, hyperparameters, { data, seed, rung }).digest);
  return delivered.size > 0 && [...delivered].every((digest) => own.has(digest));
}

/** Writes `study.json` again. It names the code only if the damaged one named this code, too. */
async function rewriteStudy(file: string, study: Study, data: StudyData, code: string): Promise<void> {
  requireFile(file);
  const isSameCode = readFileSync(file, 'latin1').includes(code);
  await writeSealed(file, { format: 2, study, data, ...(isSameCode && { code }) });
}

/** Returns what differs between two studies: `--batch_size 32, not 64`. */
function differences(before: RecordedStudy, now: Study): string {
  const flat = ({ flags, ...others }: Study | RecordedStudy): Record<string, unknown> => ({
    ...others,
    ...flags,
  });
  const [old, today] = [flat(before), flat(now)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(today)])];
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(today[name]));
  const shown = changed.slice(0, 3).map((name) => `${name} is ${JSON.stringify(old[name])}`);
  return changed.length > 3 ? `${shown.join(', ')}, ...` : shown.join(', ');
}
