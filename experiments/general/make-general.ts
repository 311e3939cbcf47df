/**
 * Makes the general model: five models for the out-of-fold test, then the final one. Each step
 * leaves a file, so that the work can be stopped and resumed.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stratifiedSplit } from '../../lib/batches/split';
import { idsOfText } from '../../lib/batches/token-ids';
import { createClassifier } from '../../lib/classifier/classifier';
import { bundledModelFolder, type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import type { ClassifierParts } from '../../lib/classifier/parts';
import { openData } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import { datasetPath } from '../../lib/datasets/catalog';
import { fitTemperature } from '../../lib/evaluation/calibration';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { replaceFile } from '../../lib/files/replace-file';
import { derivedSeed } from '../../lib/layers/seeds';
import { PRETRAINED_TRAINING } from '../../lib/models/pretrained';
import { duplicateTexts } from '../runs/duplicates';
import type { RunEvents } from '../runs/run-events';
import { FOLDS, foldsOf } from './folds';
import { GENERAL, type GeneralTexts, trainGeneral } from './general-model';
import { phrases } from './phrases';
import { CLASSES, type RatedText, ratedTexts } from './rated-texts';
import { idioms } from './test-texts';

/** The seed of the final model. The models of the folds have other seeds, derived from it. */
const SEED = 0;

/** The seed of the split of the model `imdb` (`npm run pretrain`). */
const IMDB_SPLIT_SEED = 0;

type Events = Pick<RunEvents, 'progress' | 'signal'>;

/** Logits `[texts, classes]` of rated texts, each by a model that was not trained on it. */
export interface OutOfFold {
  texts: RatedText[];
  logits: Float32Array;
}

/** All texts that the model may be trained on: `rated` are tweets and sentences. */
export async function trainingTexts(events: Events = {}): Promise<GeneralTexts & { rated: RatedText[] }> {
  const rated = [...(await ratedTexts('tweets')), ...(await ratedTexts('movieReviewSnippets'))];
  return {
    rated,
    reviews: await reviewsToTrainOn(events),
    phrases: phrases(idioms().map(({ text }) => text)),
  };
}

/** Returns the reviews that the model `imdb` was trained on. None duplicates a test review. */
async function reviewsToTrainOn(events: Events): Promise<Review[]> {
  const data = await openData(datasetPath('imdb'));
  const { leaveOut } = await duplicateTexts(data, events);
  const left = new Set(leaveOut.map(({ source }) => source));
  const reviews = await data.train();
  const labels = reviews.map(({ label }) => label);
  const { train } = stratifiedSplit(labels, PRETRAINED_TRAINING.validationShare, IMDB_SPLIT_SEED);
  return train.map((at) => reviews[at]!).filter(({ source }) => !left.has(source));
}

/**
 * Returns the out-of-fold logits of all rated texts. It trains the models of the folds that have no
 * file in `folder` yet.
 */
export async function outOfFold(
  texts: GeneralTexts & { rated: RatedText[] },
  folder: string,
  events: Events = {},
): Promise<OutOfFold> {
  const { rated } = texts;
  const folds = await foldsOf(rated);
  const from = await loadClassifier(bundledModelFolder('imdb'));
  const logits = new Float32Array(rated.length * CLASSES.length);
  await mkdir(folder, { recursive: true });
  for (let fold = 0; fold < FOLDS; fold++) {
    const tested = [...rated.keys()].filter((at) => folds[at] === fold);
    const file = join(folder, `fold-${fold}.json`);
    if (!existsSync(file)) {
      const others = rated.filter((_, at) => folds[at] !== fold);
      const parts = await trainGeneral(from, { ...texts, rated: others }, derivedSeed(SEED, `fold ${fold}`), {
        progress: events.progress?.(`Fold ${fold + 1} of ${FOLDS}`, 'steps'),
        signal: events.signal,
      });
      const found = await logitsOf(
        parts,
        tested.map((at) => rated[at]!),
        events,
      );
      parts.model.dispose();
      await replaceFile(file, JSON.stringify({ config: GENERAL, logits: [...found] }));
    }
    const { logits: found } = JSON.parse(await readFile(file, 'utf8')) as { logits: number[] };
    for (const [row, at] of tested.entries()) logits.set(found.slice(3 * row, 3 * row + 3), 3 * at);
  }
  return { texts: rated, logits };
}

/** Returns the logits `[texts, classes]` of a classifier, not divided by its temperature. */
export async function logitsOf(
  { model, tokenizer, lookup, maxLength }: ClassifierParts,
  texts: readonly Review[],
  { signal }: Events = {},
): Promise<Float32Array> {
  const ids = texts.map(({ text }) => idsOfText({ tokenizer, lookup, maxLength }, text));
  return (await predictLogits(model, ids, { signal })).logits;
}

/** Returns the temperature that calibrates the three classes on out-of-fold logits. */
export function temperatureOf({ texts, logits }: OutOfFold): number {
  const labels = Int32Array.from(texts, ({ label }) => CLASSES.indexOf(label as (typeof CLASSES)[number]));
  return fitTemperature({ logits, labels, classes: CLASSES.length });
}

/** Trains the final model on all texts, unless `folder` has it, and returns it as a classifier. */
export async function finalModel(
  texts: GeneralTexts,
  temperature: number,
  folder: string,
  { progress, signal }: Events = {},
): Promise<LoadedClassifier> {
  if (!existsSync(folder)) {
    const from = await loadClassifier(bundledModelFolder('imdb'));
    const parts = await trainGeneral(from, texts, SEED, {
      progress: progress?.('Final model', 'steps'),
      signal,
    });
    const record = { system: 'general', config: { ...GENERAL, seed: SEED }, step: 0, classes: CLASSES };
    await createClassifier({ ...parts, temperature, record }).save(folder);
    parts.model.dispose();
  }
  return loadClassifier(folder);
}
