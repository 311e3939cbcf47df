/**
 * Makes the bundled model from a run: quantized weights, a fitted temperature, and a model card.
 */
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import type { CheckpointRecord, RunRecord } from '../../lib/checkpoints/record';
import { bestCheckpoint } from '../../lib/checkpoints/run-folder';
import { logitsOfReviews } from '../../lib/classifier/evaluate';
import { type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import { openData } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import { calibrationError, fitTemperature, reliability } from '../../lib/evaluation/calibration';
import { evaluationOf } from '../../lib/evaluation/evaluate';
import { accuracyByGroup } from '../../lib/evaluation/groups';
import { predictedClass } from '../../lib/evaluation/metrics';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { buildFolder } from '../../lib/files/replace-folder';
import type { PretrainedConfig } from '../../lib/models/pretrained';
import { readResults, recordFile } from '../results/record';
import { testAccuracyText } from '../results/tables';
import { withTodaysFlags } from '../runs/aliases';
import { prepare, requireSameData } from '../runs/prepare';
import type { RunEvents } from '../runs/run-events';
import { countTrainableParameters, valuesOf } from '../runs/run-record';
import { FOLDER_FLAGS } from '../runs/system';
import { systemNamed } from '../systems/systems';
import { type CardFigures, modelCard } from './model-card';

const LENGTHS = [50, 100, 200, 400, 800];
const RATINGS = [1, 2, 3, 4, 7, 8, 9, 10];

/**
 * Bundles the best checkpoint of a run: writes the quantized model and its card into `folder`, and
 * returns the figures of the card. If it fails, `folder` does not change.
 *
 * @param bits the bits of each weight
 * @throws if the run is not of the system `pretrained`, or did not start from language models, or
 *   if its data are missing or have changed
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
  const { train, validation, report } = prepared;
  const outputs = await predictLogits(model, validation.ids, { signal: events.signal });
  const temperature = fitTemperature({ ...outputs, labels: validation.labels });
  return buildFolder(folder, async (ready) => {
    await saveCheckpoint(ready, model, { ...bundledRecord, temperature }, { vocabulary, bits });
    const figures: CardFigures = {
      directions: (record.config as Pick<PretrainedConfig, 'directions'>).directions,
      trainableParameters: countTrainableParameters(model),
      bits,
      bytes: readdirSync(ready).reduce((sum, name) => sum + statSync(join(ready, name)).size, 0),
      temperature,
      date: new Date().toISOString().slice(0, 10),
      softlyLabeled: train.ids.length - report.texts,
      ...(await tested(checkpoint, ready, temperature, runRecord, events)),
    };
    await writeFile(join(ready, 'README.md'), modelCard(figures));
    return figures;
  });
}

type BundleEvents = Pick<RunEvents, 'progress' | 'signal'>;

/** Returns the run of a checkpoint. @throws if it cannot be bundled */
function bundleableRun(checkpoint: string, { system, run }: CheckpointRecord): RunRecord {
  if (!run) throw new Error(`${checkpoint} was not saved by npm run train`);
  if (system !== 'pretrained')
    throw new Error(`${checkpoint} is of ${system}: bundle a run of npm run train -- --model pretrained`);
  const { start = 'language-models' } = run.flags as { start?: string };
  if (start !== 'language-models')
    throw new Error(`${checkpoint} started from ${start}: bundle a run that started from language models`);
  return run;
}

/**
 * Evaluates the bundled model in `folder`, and the checkpoint before quantization, on the test
 * set.
 */
async function tested(
  checkpoint: string,
  folder: string,
  temperature: number,
  { flags: saved, data: trainedOn }: RunRecord,
  { progress, signal }: BundleEvents,
) {
  const flags = withTodaysFlags('pretrained', saved);
  const data = await openData(flags['data'] as string);
  if (!data.test) throw new Error(`${data.what} has no test set`);
  const reviews = await data.test({ signal, progress: progress?.('Reading the test set', 'bytes') });
  const testing = { signal, progress: progress?.('Testing', 'reviews') };
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
      Object.entries(flags).every(
        ([flag, value]) => FOLDER_FLAGS.includes(flag) || hyperparameters[flag] === value,
      ),
  );
  const bagOfWords = records.filter(({ experiment }) => experiment === 'nb');
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
    ...(recorded?.stages && { hours: recorded.stages.reduce((sum, { seconds }) => sum + seconds, 0) / 3600 }),
    ...(bagOfWords.length > 0 && { bagOfWordsAccuracy: testAccuracyText(bagOfWords) }),
  };
}

const LENGTH_NAMES = [
  ...LENGTHS.map((to, n) => `${n === 0 ? 1 : LENGTHS[n - 1]! + 1} to ${to} words`),
  `more than ${LENGTHS.at(-1)} words`,
];

/** Returns the length group of a review, by its number of tokens before truncation. */
function lengthOf(classifier: LoadedClassifier, { text }: Review): string {
  const { tokenize, specialTokens } = classifier.tokenizer;
  const length = tokenize(text).length - specialTokens;
  const at = LENGTHS.findIndex((to) => length <= to);
  return LENGTH_NAMES.at(at)!;
}

function outOfTen(rating: number | undefined): string {
  return `${rating} of 10`;
}
