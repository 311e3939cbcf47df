/** From a run to the model that comes with the library: smaller numbers, an honest temperature, a card of what it does. */
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import type { CheckpointRecord, RunRecord } from '../../lib/checkpoints/record';
import { bestCheckpoint } from '../../lib/checkpoints/run-folder';
import { logitsOfReviews } from '../../lib/classifier/evaluate';
import { type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import { openDataFolder } from '../../lib/corpus/data-folder';
import type { Review } from '../../lib/corpus/review';
import { calibrationError, fitTemperature, reliability } from '../../lib/evaluation/calibration';
import { evaluationOf } from '../../lib/evaluation/evaluate';
import { accuracyByGroup } from '../../lib/evaluation/groups';
import { predictedClass } from '../../lib/evaluation/metrics';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { buildFolder } from '../../lib/files/replace-folder';
import type { PretrainedConfig } from '../../lib/models/pretrained';
import { readResults, recordFile } from '../results/record';
import { accuracyOf } from '../results/tables';
import { prepare, requireSameData } from '../runs/prepare';
import type { RunEvents } from '../runs/run-events';
import { countTrainableParameters, valuesOf } from '../runs/run-record';
import type { RunValues } from '../systems/system';
import { systemNamed } from '../systems/systems';
import { type CardFigures, modelCard } from './model-card';

const LENGTHS = [50, 100, 200, 400, 800];
const RATINGS = [1, 2, 3, 4, 7, 8, 9, 10];

/**
 * Writes the best checkpoint of a run into `folder`, as the library ships it, with its card, whole or not at all, and returns the
 * card's figures.
 *
 * @param bits of each number
 * @throws when the run is of another system than `pretrained`, or did not begin from language models; when its texts are no longer
 *   there, or are others
 */
export async function bundleModel(
  run: string,
  folder: string,
  bits: 8 | 16,
  events: BundleEvents = {},
): Promise<CardFigures> {
  const checkpoint = await bestCheckpoint(run);
  const { model, record, vocabulary } = await loadCheckpoint(checkpoint);
  const { run: _, ...bundledRecord } = record;
  const runRecord = bundleableRun(checkpoint, record);
  const system = systemNamed(record.system);
  const prepared = await prepare(system, valuesOf(system, runRecord), events);
  requireSameData(checkpoint, runRecord, prepared);
  const { validation } = prepared;
  const outputs = await predictLogits(model, validation.ids, { signal: events.signal });
  const temperature = fitTemperature({ ...outputs, labels: validation.labels });
  return buildFolder(folder, async (ready) => {
    await saveCheckpoint(ready, model, { ...bundledRecord, temperature }, { vocabulary, bits });
    const figures: CardFigures = {
      directions: (record.config as unknown as PretrainedConfig).directions,
      trainableParameters: countTrainableParameters(model),
      bits,
      bytes: readdirSync(ready).reduce((sum, name) => sum + statSync(join(ready, name)).size, 0),
      temperature,
      date: new Date().toISOString().slice(0, 10),
      ...(await tested(checkpoint, ready, temperature, runRecord, events)),
    };
    await writeFile(join(ready, 'README.md'), modelCard(figures));
    return figures;
  });
}

type BundleEvents = Pick<RunEvents, 'progress' | 'signal'>;

/** @throws when a checkpoint's run cannot be shipped */
function bundleableRun(checkpoint: string, { system, run }: CheckpointRecord): RunRecord {
  if (!run) throw new Error(`${checkpoint} was not saved by the command that trains`);
  if (system !== 'pretrained')
    throw new Error(`${checkpoint} is of ${system}: what is shipped is a run of train --model pretrained`);
  const { start = 'language-models' } = run.flags as { start?: string };
  if (start !== 'language-models')
    throw new Error(
      `${checkpoint} began from ${start}: what is shipped began from language models, as its card says`,
    );
  return run;
}

/** Returns what the test part of a run's texts says of its checkpoint, and of what is shipped of that. */
async function tested(
  checkpoint: string,
  folder: string,
  temperature: number,
  { flags, data: trainedOn }: RunRecord,
  { progress, signal }: BundleEvents,
) {
  const data = openDataFolder((flags as RunValues).data_dir);
  if (!data.test) throw new Error(`${data.what} has no texts to test on`);
  const reviews = await data.test({ signal, progress: progress?.('Reading texts to test on', 'texts') });
  const testing = { signal, progress: progress?.('Testing', 'texts') };
  const classifier = await loadClassifier(folder);
  const unquantized = await logitsOfReviews(await loadClassifier(checkpoint), reviews, testing);
  const outputs = await logitsOfReviews(classifier, reviews, testing);
  const { logits, labels, classes } = outputs;
  const { accuracy, loss } = evaluationOf(outputs, labels, temperature);
  const unquantizedAccuracy = evaluationOf(unquantized, labels).accuracy;
  const isCorrect = (text: number) => predictedClass(logits, text, classes).classIndex === labels[text];
  const records = (await readResults()).filter(
    ({ data, test }) => data.name === 'IMDB' && test.n === reviews.length,
  );
  const recorded = records.find(
    ({ data, hyperparameters }) =>
      data.digest === trainedOn.digest &&
      Object.entries(flags).every(([flag, value]) => hyperparameters[flag] === value),
  );
  const counting = records.filter(({ experiment }) => experiment === 'nb');
  return {
    accuracy,
    loss,
    unquantizedAccuracy,
    texts: { train: trainedOn.train, validation: trainedOn.validation, test: reviews.length },
    calibrationError: calibrationError(outputs, temperature),
    uncalibratedError: calibrationError(outputs),
    reliability: reliability(outputs, temperature),
    byLength: accuracyByGroup(
      reviews.length,
      LENGTH_NAMES,
      (n) => lengthOf(classifier, reviews[n]!),
      isCorrect,
    ),
    byRating: accuracyByGroup(
      reviews.length,
      RATINGS.map(outOfTen),
      (n) => outOfTen(reviews[n]!.rating),
      isCorrect,
    ),
    ...(recorded && { record: recordFile(recorded) }),
    ...(counting.length > 0 && { counting: accuracyOf(counting) }),
  };
}

const LENGTH_NAMES = [
  ...LENGTHS.map((to, n) => `${n === 0 ? 1 : LENGTHS[n - 1]! + 1} to ${to} words`),
  `more than ${LENGTHS.at(-1)} words`,
];

/** Returns which group a text belongs to by its words, punctuation marks included, before it is cut. */
function lengthOf(classifier: LoadedClassifier, { text }: Review): string {
  const { tokenize, specialTokens } = classifier.tokenizer;
  const length = tokenize(text).length - specialTokens;
  const at = LENGTHS.findIndex((to) => length <= to);
  return LENGTH_NAMES.at(at)!;
}

function outOfTen(rating: number | undefined): string {
  return `${rating} of 10`;
}
