/**
 * Fine-tuning: adapts a trained classifier to your own texts and classes (Howard & Ruder 2018), and
 * compares it with n-gram baselines on the same texts. It takes reviews and returns a classifier.
 */
import { firstOfEqual, groupedSplits } from '../batches/grouped-split';
import { type Split, stratifiedFolds, stratifiedSplit } from '../batches/split';
import type { CheckpointRecord } from '../checkpoints/record';
import { requireReviews } from '../corpus/require-reviews';
import type { Label, Review } from '../corpus/review';
import { fitTemperature } from '../evaluation/calibration';
import type { Watch } from '../progress';
import type { Vocabulary } from '../text/vocabulary';
import {
  type Advice,
  adviceOn,
  compareSystems,
  type Predictions,
  predictedClasses,
  type SystemResult,
} from './comparison';
import { readCorpus } from './finetune-corpus';
import { type Config, configOf, FINETUNING, type FinetuneOptions } from './finetune-settings';
import { BASELINE_NAMES, logitsOf, predictedByBaseline, predictedUnchanged } from './finetune-systems';
import { testResults, withTest } from './finetune-test';
import { type Tuned, tune } from './finetune-training';
import type { ClassifierParts } from './parts';

export { FINETUNING, type FinetuneOptions } from './finetune-settings';

/** A validation text with a wrong prediction. */
export interface WrongPrediction {
  /** The position of the text among the reviews, from 0. */
  at: number;
  label: Label;
  predicted: Label;
}

/** What `finetune` returns. */
export interface Finetuned {
  /** The fine-tuned classifier, for `createClassifier`. The caller disposes its model. */
  parts: ClassifierParts;
  /** The systems on the validation texts, the fine-tuned classifier first. */
  results: SystemResult[];
  /** Which system to take, and why. */
  advice: Advice;
  /**
   * The systems on the test texts. The baselines are fitted to the same texts as the classifier.
   * Absent: there are no test texts.
   */
  test?: { texts: number; results: SystemResult[] };
  /** The number of texts. */
  texts: number;
  /** The number of validation texts. With folds, these are all texts. */
  validationTexts: number;
  /**
   * The validation texts that the fine-tuned classifier labels wrong. With folds, that of the fold.
   */
  wrong: WrongPrediction[];
  /** The number of folds; 1 for a single validation set. */
  folds: number;
  /** The epochs that the classifier was trained for. */
  epochs: number;
  /** Texts are truncated to this many tokens, without special tokens. */
  maxLength: number;
  /** The number of texts that are truncated. */
  truncated: number;
  /** The number of texts with the same tokens as an earlier one. They are in the same fold. */
  duplicates: number;
  /** The number of those that have another label than the first one. */
  contradictions: number;
  /** The number of words that the classifier's vocabulary gained. */
  newWords: number;
}

/**
 * Fine-tunes a classifier on labeled texts. All of its layers are trained. Classes that it already
 * has keep their output weights, and new classes get new ones. Words that it does not know join its
 * vocabulary. Beside it, two n-gram baselines are fitted to the same texts, and all systems are
 * compared on texts that none of them was trained on. Texts with the same tokens are in the same
 * fold, or on the same side of a single split.
 *
 * With a single validation set, the classifier is that of the epoch with the lowest validation
 * loss. With folds, each fold gives such a number of epochs, and the classifier is then trained on
 * all texts for their mean.
 *
 * @param from the classifier to start from. It does not change.
 * @throws TypeError for something else than reviews
 * @throws if a text has no label or an unknown one; if there are fewer than two classes, or a class
 *   has too few texts for the split; for a classifier without a vocabulary of its own, or whose
 *   output is not a dense layer; the signal's reason if it is stopped
 */
export async function finetune(
  from: ClassifierParts,
  reviews: readonly Review[],
  options: FinetuneOptions = {},
): Promise<Finetuned> {
  requireReviews('finetune', reviews, { asArray: true });
  if ('matrix' in from.lookup)
    throw new Error('the classifier uses frozen word vectors: fine-tune one with a vocabulary of its own');
  const config = configOf(reviews.length, options);
  const corpus = await readCorpus(from, reviews, { ...options, percentile: FINETUNING.percentile });
  const testing = options.test && (await withTest(corpus, from, options.test, options));
  const { labels, classes } = corpus;
  const { folds, seed } = config;
  const first = firstOfEqual(corpus.tokens.map((tokens) => tokens.join(' ')));
  const splits = groupedSplits(first, (firsts) => {
    const names = firsts.map((at) => classes[labels[at]!]!);
    return folds > 1
      ? stratifiedFolds(names, folds, seed)
      : [stratifiedSplit(names, config.validationShare, seed)];
  });
  const work = progressOf(options, splits.length + (folds > 1 ? 1 : 0));

  const logits = new Float32Array(reviews.length * classes.length);
  const baselines = BASELINE_NAMES.map((name) => ({ name, classes: new Int32Array(reviews.length) }));
  const bestEpochs: number[] = [];
  let tuned: Tuned | undefined;
  for (const split of splits) {
    for (const { name, classes } of baselines)
      placeRows(classes, split.validation, await predictedByBaseline(name, corpus, split, options));
    tuned?.parts.model.dispose();
    tuned = await tune(from, corpus, split, config, config.epochs, work.next());
    bestEpochs.push(tuned.bestEpoch);
    placeRows(logits, split.validation, await logitsOf(tuned.parts, corpus, split.validation, options));
  }
  let epochs = tuned!.bestEpoch;
  let [{ train }] = splits as [Split];
  if (folds > 1) {
    tuned!.parts.model.dispose();
    epochs = Math.round(bestEpochs.reduce((sum, epoch) => sum + epoch, 0) / folds);
    train = [...labels.keys()];
    const all = { train, validation: [] };
    tuned = await tune(from, corpus, all, config, epochs, work.next());
  }
  const { parts } = tuned!;
  const validation = splits.flatMap((split) => split.validation).sort((a, b) => a - b);
  const truth = rowsAt(labels, validation);
  const own = rowsAt(logits, validation, classes.length);
  const majority = mostFrequent(labels, classes.length);
  const systems: Predictions[] = [
    { name: 'fine-tuned', classes: predictedClasses(own, classes.length) },
    ...baselines.map(({ name, classes }) => ({ name, classes: rowsAt(classes, validation) })),
    ...(await predictedUnchanged(from, corpus, validation, options)),
    { name: 'majority class', classes: new Int32Array(validation.length).fill(majority) },
  ];
  const results = compareSystems(truth, classes.length, systems);
  const test =
    testing &&
    (await testResults(
      testing,
      { from, tuned: parts, train, majority, tests: options.test!.length },
      options,
    ));
  const temperature = fitTemperature({ logits: own, labels: truth, classes: classes.length });
  return {
    parts: { ...parts, temperature, record: recordOf(parts, config, epochs, results) },
    results,
    advice: adviceOn(results, classes[majority]!),
    ...(test && { test }),
    texts: reviews.length,
    validationTexts: validation.length,
    wrong: wrongPredictions(systems[0]!.classes, truth, validation, classes),
    folds,
    epochs,
    maxLength: corpus.maxLength,
    truncated: corpus.truncated,
    duplicates: first.reduce((sum, of, at) => (of === at ? sum : sum + 1), 0),
    contradictions: first.reduce((sum, of, at) => (labels[of] === labels[at] ? sum : sum + 1), 0),
    newWords: (parts.lookup as Vocabulary).words.length - (from.lookup as Vocabulary).words.length,
  };
}

function wrongPredictions(
  predicted: Int32Array,
  truth: Int32Array,
  positions: readonly number[],
  classes: readonly Label[],
): WrongPrediction[] {
  return positions.flatMap((at, n) =>
    predicted[n] === truth[n] ? [] : [{ at, label: classes[truth[n]!]!, predicted: classes[predicted[n]!]! }],
  );
}

function mostFrequent(labels: Int32Array, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts.reduce((best, count, at) => (count > counts[best]! ? at : best), 0);
}

/** Writes rows to their positions in a matrix with rows of the same width. */
function placeRows<T extends Int32Array | Float32Array>(
  matrix: T,
  positions: readonly number[],
  rows: T,
): void {
  const width = rows.length / positions.length;
  for (const [row, at] of positions.entries())
    matrix.set(rows.subarray(row * width, (row + 1) * width), at * width);
}

/** Returns the rows of a matrix at these positions. */
function rowsAt<T extends Int32Array | Float32Array>(matrix: T, positions: readonly number[], width = 1): T {
  const rows = matrix.slice(0, positions.length * width) as T;
  for (const [row, at] of positions.entries())
    rows.set(matrix.subarray(at * width, (at + 1) * width), row * width);
  return rows;
}

/** Divides the progress of `finetune` into equal parts, one for each training run. */
function progressOf({ progress, signal }: Watch, runs: number): { next(): Watch } {
  let started = -1;
  return {
    next() {
      const run = ++started;
      return {
        signal,
        progress: progress && ((done, total, note) => progress(run * total + done, runs * total, note)),
      };
    },
  };
}

function recordOf(
  { classes, maxLength }: ClassifierParts,
  { classWeights, ...config }: Config,
  epochs: number,
  results: readonly SystemResult[],
): CheckpointRecord {
  const [{ accuracy, macroF1 }] = results as [SystemResult];
  return {
    system: 'finetuned',
    config: { ...config, ...(classWeights && { classWeights }), epochs },
    step: 0,
    classes,
    maxLength,
    metrics: { validationAccuracy: accuracy, validationMacroF1: macroF1 },
  };
}
