/**
 * How the bundled model of film reviews is made, from the reviews alone. Language models learn from
 * the training reviews, labeled or not. Classifiers that start from them, and n-grams, are the
 * teachers: their average tells the classes of the unlabeled reviews. The student learns from that
 * and from the labels.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { bestCheckpoint } from '../../lib/checkpoints/run-folder';
import { openData } from '../../lib/corpus/open-data';
import { digestOf } from '../../lib/files/digest';
import { finiteNumber, wholeNumber } from '../../lib/files/json-file';
import { replaceFile } from '../../lib/files/replace-file';
import type { Direction } from '../../lib/models/pretrained';
import { readLanguageModelRecord } from '../../lib/pretraining/language-model-files';
import { readSeconds } from '../../lib/pretraining/stage-inputs';
import { doUnit, type NamedUnit, readBody, readHead, type UnitResult, unitsOf } from '../../lib/units';
import { softLabels } from '../distillation/soft-labels';
import {
  type ExperimentSeeds,
  planExperiments,
  recordOfUnit,
  runOfUnit,
  runUnit,
} from '../results/experiment-units';
import { experimentNamed } from '../results/experiments';
import type { ResultRecord, Stage } from '../results/record';
import { defaultsOf } from '../runs/flags';
import type { RunEvents } from '../runs/run-events';
import { type PretrainValues, pretrain, pretrainFlags } from '../systems/pretrain';

/** What makes a model, and where its stages leave their results. */
export interface Recipe {
  /** The folder of the units: teachers, soft labels, student. */
  folder: string;
  pretraining: PretrainValues;
  /** Each has the split of pretraining, so that they share its validation set. */
  teachers: readonly ExperimentSeeds[];
  /** Its flag `soft_labels` names the file that the teachers fill. */
  student: ExperimentSeeds;
}

/** Returns how the bundled model is made. */
export function imdbRecipe(): Recipe {
  const student = experimentNamed('pretrained-distilled');
  const language_model = student.flags.language_model as string;
  const sizes = { max_words: 30_000, embedding_size: 192, hidden_size: 384 };
  const pretraining = { ...defaultsOf(pretrainFlags), language_model, ...sizes, epochs: 3 };
  const teachers = [
    experimentNamed('pretrained-large'),
    { ...experimentNamed('nb'), seeds: [pretraining.random_state] },
  ];
  return { folder: dirname(language_model), pretraining, teachers, student };
}

/** Callbacks of a recipe. */
export interface RecipeEvents extends Pick<RunEvents, 'onValidated' | 'progress' | 'signal' | 'warn'> {
  /** Called before a stage. */
  onStage?: (name: string) => void;
}

/**
 * Makes a model. Each stage leaves its result in a folder and is skipped when it is there, so the
 * same call goes on after a stop.
 *
 * @returns the records of the teachers and the student, the student's last, and the folder of its
 *   checkpoints
 * @throws RunStopped or an `AbortError` when `events.signal` stops it; like the stages
 */
export async function followRecipe(
  { folder, pretraining, teachers, student }: Recipe,
  events: RecipeEvents = {},
): Promise<{ records: ResultRecord[]; run: string }> {
  events.onStage?.('Language models');
  await pretrain(pretraining, events);
  const units = await unitsOfExperiments(teachers, events);
  const records: ResultRecord[] = [];
  for (const unit of units) records.push(await trained(folder, unit, events));
  events.onStage?.('Soft labels');
  const softLabelSeconds = await fillSoftLabels(folder, units, pretraining, student, events);
  const [unit] = (await unitsOfExperiments([student], events)) as [NamedUnit];
  const record = await trained(folder, unit, events);
  const stages = [
    ...(await stagesOfPretraining(pretraining.language_model)),
    ...records.map(stageOf),
    { name: 'soft labels', seconds: softLabelSeconds },
    stageOf(record),
  ];
  return { records: [...records, { ...record, stages }], run: await runOfUnit(folder, unit) };
}

async function unitsOfExperiments(
  experiments: readonly ExperimentSeeds[],
  events: RecipeEvents,
): Promise<NamedUnit[]> {
  return unitsOf(await planExperiments(experiments, events));
}

/** Trains and tests the model of a unit, unless that is done. Returns its record. */
async function trained(folder: string, unit: NamedUnit, events: RecipeEvents): Promise<ResultRecord> {
  events.onStage?.(`${unit.inputs.experiment}, seed ${unit.inputs.seed}`);
  await doUnit(unit, () => runUnit(unit, folder, events), { folder, signal: events.signal });
  return recordOfUnit(folder, unit);
}

const summarySchema = v.object({
  seconds: finiteNumber,
  texts: wholeNumber(1),
  leftOut: wholeNumber(),
  weights: v.array(finiteNumber),
  temperature: finiteNumber,
  loss: finiteNumber,
  accuracy: finiteNumber,
});

/**
 * Writes the file of the student's soft labels, unless it is there. Returns the seconds it took to
 * make them.
 */
async function fillSoftLabels(
  folder: string,
  teachers: readonly NamedUnit[],
  { data, validation_split: validationSplit, random_state: splitSeed }: PretrainValues,
  { flags }: ExperimentSeeds,
  events: RecipeEvents,
): Promise<number> {
  const results = await Promise.all(teachers.map(({ digest }) => readHead(folder, digest)));
  const inputs = { teachers: results.map((head) => head!.sha256), validationSplit, splitSeed };
  const [unit] = unitsOf({ kind: 'soft-labels', shared: {}, units: [inputs] }) as [NamedUnit];
  const work = async (): Promise<UnitResult> => {
    const started = performance.now();
    const runs = await Promise.all(teachers.map((teacher) => runOfUnit(folder, teacher)));
    const checkpoints = await Promise.all(runs.map(bestCheckpoint));
    const made = await softLabels(checkpoints, await openData(data), { validationSplit, splitSeed }, events);
    const { table, texts, leftOut, ensemble } = made;
    const seconds = (performance.now() - started) / 1000;
    const summary = { seconds, texts, leftOut, ...ensemble, weights: [...ensemble.weights] };
    return { body: table, items: texts, summary: () => summary };
  };
  await doUnit(unit, work, { folder, signal: events.signal });
  const head = await readHead(folder, unit.digest);
  const file = flags.soft_labels as string;
  if (!existsSync(file) || (await digestOf(file)).hex !== head!.sha256)
    await replaceFile(file, await readBody(folder, unit.digest));
  return v.parse(summarySchema, head!.summary).seconds;
}

/** Returns the stages of pretraining whose seconds are recorded. Earlier versions did not. */
async function stagesOfPretraining(folder: string): Promise<Stage[]> {
  const stages: Stage[] = [];
  for (const [part, name] of [
    ['corpus', 'token ids'],
    ['vectors', 'word vectors'],
  ] as const) {
    const seconds = await readSeconds(join(folder, part));
    if (seconds !== undefined) stages.push({ name, seconds });
  }
  for (const direction of ['forward', 'backward'] satisfies Direction[]) {
    const { about } = await readLanguageModelRecord(join(folder, direction));
    stages.push({ name: `${direction} language model`, seconds: v.parse(finiteNumber, about.seconds) });
  }
  return stages;
}

function stageOf({ experiment, seed, seconds }: ResultRecord): Stage {
  return { name: `${experiment}, seed ${seed}`, seconds };
}
