/**
 * What an ensemble of trained models says of the unlabeled reviews, as a table for
 * `npm run train -- --soft_labels` (Hinton et al. 2015).
 */
import { stringify } from 'csv-stringify/sync';
import { stratifiedSplit } from '../../lib/batches/split';
import { logitsOfReviews } from '../../lib/classifier/evaluate';
import { type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import { idsOfText } from '../../lib/classifier/parts';
import { nearDuplicates } from '../../lib/corpus/near-duplicates';
import type { Data } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import { reviewsToLeaveOut } from '../../lib/corpus/shared-reviews';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { softmax } from '../../lib/loss';
import type { RunEvents } from '../runs/run-events';
import { averageLogits, type FittedEnsemble, fitEnsemble } from './ensemble';

type Events = Pick<RunEvents, 'progress' | 'signal'>;

/** The split whose validation set no teacher was trained on. */
export interface TeacherSplit {
  validationSplit: number;
  splitSeed: number;
}

/** What `softLabels` returns. */
export interface SoftLabels {
  /** The table, as CSV. */
  table: string;
  /** The weights of the teachers. */
  ensemble: FittedEnsemble;
  /** The number of unlabeled reviews in the table. */
  texts: number;
  /** The number of those left out, because they duplicate a test review. */
  leftOut: number;
}

/**
 * Returns a table of unlabeled reviews with the probabilities of an ensemble. Its weights are fitted
 * on the validation set. Unlabeled reviews that duplicate a test review are left out.
 *
 * @param teachers the folders of their checkpoints
 * @throws if the data have no unlabeled reviews, or the teachers differ in their classes
 */
export async function softLabels(
  teachers: readonly string[],
  data: Data,
  { validationSplit, splitSeed }: TeacherSplit,
  events: Events = {},
): Promise<SoftLabels> {
  if (!data.unlabeled) throw new Error(`${data.what} has no unlabeled reviews`);
  const labeled = await data.train();
  const { validation } = stratifiedSplit(
    labeled.map(({ label }) => label),
    validationSplit,
    splitSeed,
  );
  const validationSet = validation.map((at) => labeled[at]!);
  const all = await data.unlabeled();
  const unlabeled = await withoutTestReviews(all, (await data.test?.()) ?? [], events);
  const onValidation = [];
  const onUnlabeled = [];
  let classes: readonly string[] | undefined;
  for (const [n, folder] of teachers.entries()) {
    const teacher = await loadClassifier(folder);
    classes ??= teacher.classes;
    if (teacher.classes.join() !== classes.join())
      throw new Error(`${folder} has the classes ${teacher.classes}, and ${teachers[0]} ${classes}`);
    onValidation.push(await logitsOfReviews(teacher, validationSet, { signal: events.signal }));
    onUnlabeled.push(await logitsOfTexts(teacher, unlabeled, `Teacher ${n + 1}`, events));
    teacher.model.dispose();
  }
  const ensemble = fitEnsemble(onValidation);
  const logits = averageLogits(onUnlabeled, ensemble.weights);
  const probabilities = softmax(logits, classes!.length, ensemble.temperature);
  const rows = unlabeled.map(({ text }, at) => [
    text,
    ...probabilities.subarray(at * classes!.length, (at + 1) * classes!.length),
  ]);
  const header = ['text', ...classes!.map((name) => `probability_${name}`)];
  const table = stringify([header, ...rows]);
  return { table, ensemble, texts: unlabeled.length, leftOut: all.length - unlabeled.length };
}

async function withoutTestReviews(
  unlabeled: readonly Review[],
  test: readonly Review[],
  { progress, signal }: Events,
): Promise<Review[]> {
  const parts = { test, unlabeled };
  const texts = [...test, ...unlabeled].map(({ text }) => text);
  const duplicates = await nearDuplicates(texts, {
    signal,
    progress: progress?.('Finding duplicates', 'reviews'),
  });
  const leave = new Set(reviewsToLeaveOut(parts, duplicates, 'unlabeled', ['test']));
  return unlabeled.filter((review) => !leave.has(review));
}

async function logitsOfTexts(
  teacher: LoadedClassifier,
  reviews: readonly Review[],
  title: string,
  { progress, signal }: Events,
): Promise<{ logits: Float32Array }> {
  const ids = reviews.map(({ text }) => idsOfText(teacher, text));
  return predictLogits(teacher.model, ids, { signal, progress: progress?.(title, 'reviews') });
}
