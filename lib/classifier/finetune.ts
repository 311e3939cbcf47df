/**
 * Fine-tuning: adapts a trained classifier to your own texts and classes (Howard & Ruder 2018), and
 * compares it with n-gram baselines on the same texts. It takes reviews and returns a classifier.
 */
import type { tf } from '../backend';
import { BASELINES, type BaselineName } from '../baselines/baselines';
import { fitNGramModel } from '../baselines/fit-n-gram-model';
import { type Split, stratifiedFolds, stratifiedSplit } from '../batches/split';
import type { CheckpointRecord } from '../checkpoints/record';
import type { Label, Review } from '../corpus/review';
import { fitTemperature } from '../evaluation/calibration';
import { predictLogits } from '../evaluation/predict-logits';
import { adaptModel, outputLayers } from '../models/adapt';
import { adam } from '../optimizers/adam';
import { warmUpThenLinear } from '../optimizers/schedules';
import type { Watch } from '../progress';
import { buildVocabulary, extendVocabulary, type Vocabulary } from '../text/vocabulary';
import { balancedWeights } from '../training/class-weights';
import { fit } from '../training/fit';
import {
  type Advice,
  adviceOn,
  compareSystems,
  type Predictions,
  predictedClasses,
  type SystemResult,
} from './comparison';
import { type Corpus, examplesAt, readCorpus } from './finetune-corpus';
import type { ClassifierParts } from './parts';

/** Options of `finetune`. */
export interface FinetuneOptions extends Watch {
  /**
   * The classes, in the order of the outputs. Default: those of the classifier if the texts have
   * the same labels, else the labels of the texts in the order of `classesOf`.
   */
  classes?: readonly Label[];
  /**
   * Cross-validation: the number of folds. 1 uses a single validation set. Default: 3 for up to
   * 1,000 texts, else 1.
   */
  folds?: number;
  /** The validation set's share of the texts, with a single one. Default 0.1. */
  validationShare?: number;
  /** The maximum number of epochs. Default: 8, or 5 from 1,000 and 4 from 5,000 texts. */
  epochs?: number;
  /** The highest learning rate. Default 1e-3, or 2e-3 below 1,000 texts. */
  learningRate?: number;
  /** Texts in a batch. Default 32, or 16 below 500 texts. */
  batchSize?: number;
  /** Weight decay of AdamW, of all weights but biases. Default 0.01. */
  weightDecay?: number;
  /**
   * The weight of each class in the loss. `balanced` gives n / (k n(c)), as in scikit-learn, for n
   * texts in k classes and n(c) texts of the class. Default: 1.
   */
  classWeights?: 'balanced' | Readonly<Record<Label, number>>;
  /**
   * Texts are truncated to this many tokens. Default: the length that 99 % of the texts do not
   * exceed, but at most that of the classifier.
   */
  maxLength?: number;
  /** The seed of the split, new weights, batches and dropout. Default 0. */
  seed?: number;
}

/** What `finetune` returns. */
export interface Finetuned {
  /** The fine-tuned classifier, for `createClassifier`. The caller disposes its model. */
  parts: ClassifierParts;
  /** The systems on the validation texts, the fine-tuned classifier first. */
  results: SystemResult[];
  /** Which system to take, and why. */
  advice: Advice;
  /** The number of texts. */
  texts: number;
  /** The number of validation texts. With folds, these are all texts. */
  validationTexts: number;
  /** The number of folds; 1 for a single validation set. */
  folds: number;
  /** The epochs that the classifier was trained for. */
  epochs: number;
  /** Texts are truncated to this many tokens, without special tokens. */
  maxLength: number;
  /** The number of texts that are truncated. */
  truncated: number;
  /** The number of words that the classifier's vocabulary gained. */
  newWords: number;
}

/** The default hyperparameters. Each was chosen on texts that no reported test uses. */
export const FINETUNING = {
  /** Up to this many texts, cross-validation is the default. */
  foldsUpTo: 1000,
  folds: 3,
  validationShare: 0.1,
  learningRate: 1e-3,
  /** Factors of the learning rate: of the output layer, of the word vectors, and of few texts. */
  outputRate: 2,
  embeddingRate: 3,
  fewTextsRate: 2,
  /** Training stops after this many epochs without a lower validation loss. */
  patience: 2,
  /** The share of the steps in which the learning rate rises. */
  warmUp: 0.1,
  /** The final learning rate, as a factor of `learningRate`. */
  end: 0.01,
  weightDecay: 0.01,
  globalClipNorm: 1,
  /** The most words that join the vocabulary. */
  maxNewWords: 20_000,
  /** The share of the texts that are not truncated. */
  percentile: 0.99,
} as const;

/**
 * Fine-tunes a classifier on labeled texts. All of its layers are trained. Classes that it already
 * has keep their output weights, and new classes get new ones. Words that it does not know join its
 * vocabulary. Beside it, two n-gram baselines are fitted to the same texts, and all systems are
 * compared on texts that none of them was trained on.
 *
 * With a single validation set, the classifier is that of the epoch with the lowest validation
 * loss. With folds, each fold gives such a number of epochs, and the classifier is then trained on
 * all texts for their mean.
 *
 * @param from the classifier to start from. It does not change.
 * @throws if a text has no label or an unknown one; if there are fewer than two classes, or a class
 *   has too few texts for the split; for a classifier without a vocabulary of its own, or whose
 *   output is not a dense layer; the signal's reason if it is stopped
 */
export async function finetune(
  from: ClassifierParts,
  reviews: readonly Review[],
  options: FinetuneOptions = {},
): Promise<Finetuned> {
  if ('matrix' in from.lookup)
    throw new Error('the classifier uses frozen word vectors: fine-tune one with a vocabulary of its own');
  const config = configOf(reviews.length, options);
  const corpus = await readCorpus(from, reviews, { ...options, percentile: FINETUNING.percentile });
  const { labels, classes } = corpus;
  const { folds, seed } = config;
  const names = Array.from(labels, (label) => classes[label]!);
  const splits =
    folds > 1 ? stratifiedFolds(names, folds, seed) : [stratifiedSplit(names, config.validationShare, seed)];
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
  if (folds > 1) {
    tuned!.parts.model.dispose();
    epochs = Math.round(bestEpochs.reduce((sum, epoch) => sum + epoch, 0) / folds);
    const all = { train: [...labels.keys()], validation: [] };
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
  const temperature = fitTemperature({ logits: own, labels: truth, classes: classes.length });
  return {
    parts: { ...parts, temperature, record: recordOf(parts, config, epochs, results) },
    results,
    advice: adviceOn(results, classes[majority]!),
    texts: reviews.length,
    validationTexts: validation.length,
    folds,
    epochs,
    maxLength: corpus.maxLength,
    truncated: corpus.truncated,
    newWords: (parts.lookup as Vocabulary).words.length - (from.lookup as Vocabulary).words.length,
  };
}

const BASELINE_NAMES = ['tf-idf', 'nb'] as const satisfies readonly BaselineName[];

/** All hyperparameters of a run. */
type Config = ReturnType<typeof configOf>;

/** Returns the hyperparameters for a number of texts. @throws RangeError if one is out of range */
function configOf(texts: number, options: FinetuneOptions) {
  const { folds, foldsUpTo, validationShare, learningRate, weightDecay } = FINETUNING;
  return {
    folds: options.folds ?? (texts <= foldsUpTo ? folds : 1),
    validationShare: options.validationShare ?? validationShare,
    epochs: options.epochs ?? defaultEpochs(texts),
    learningRate: options.learningRate ?? learningRate * (texts < 1000 ? FINETUNING.fewTextsRate : 1),
    batchSize: options.batchSize ?? (texts < 500 ? 16 : 32),
    weightDecay: options.weightDecay ?? weightDecay,
    classWeights: options.classWeights,
    seed: options.seed ?? 0,
  };
}

/** Returns the number of epochs: the fewer texts, the more epochs. */
function defaultEpochs(texts: number): number {
  if (texts < 1000) return 8;
  return texts < 5000 ? 5 : 4;
}

/** A classifier that was fine-tuned on one training set. */
interface Tuned {
  parts: ClassifierParts;
  /** The epoch with the lowest validation loss, from 1. */
  bestEpoch: number;
}

/** Fine-tunes a classifier on the training set of a split. */
async function tune(
  from: ClassifierParts,
  corpus: Corpus,
  split: Split,
  config: Config,
  epochs: number,
  watch: Watch,
): Promise<Tuned> {
  const { classes, maxLength, labels } = corpus;
  const { batchSize, learningRate, weightDecay, seed } = config;
  const { outputRate, embeddingRate, warmUp, end, globalClipNorm, maxNewWords, patience } = FINETUNING;
  const known = from.lookup as Vocabulary;
  const lookup = extendVocabulary(
    known,
    split.train.map((at) => corpus.tokens[at]!),
    { maxWords: maxNewWords },
  );
  const model = await adaptModel(from.model, {
    classes: classes.map((label) => positionOf(label, from.classes)),
    newVectors: unknownVectors(from.model, known.unknownId, lookup.words.length - known.words.length),
    seed,
  });
  const train = examplesAt(corpus, split.train, lookup);
  const validation = examplesAt(corpus, split.validation, lookup);
  const steps = epochs * Math.ceil(train.ids.length / batchSize);
  try {
    const { best } = await fit({
      model,
      train,
      validation,
      batchSize,
      epochs,
      seed,
      optimizer: adam({
        learningRate: warmUpThenLinear({
          peak: learningRate,
          warmUp: Math.floor(warmUp * steps),
          steps,
          end: end * learningRate,
        }),
        rateFactors: Object.fromEntries([
          ...outputLayers(model).map(({ name }) => [name, outputRate]),
          ...embeddingsOf(model).map(({ name }) => [name, embeddingRate]),
        ]),
        weightDecay,
        excludeFromWeightDecay: ['bias'],
        sparse: true,
      }),
      globalClipNorm,
      patience,
      classWeights: classWeightsOf(labels, classes, config.classWeights),
      ...watch,
    });
    const { tokenizer, paddedLength } = from;
    return { parts: { model, tokenizer, lookup, classes, maxLength, paddedLength }, bestEpoch: best };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function positionOf(label: Label, classes: readonly Label[]): number | undefined {
  const at = classes.indexOf(label);
  return at < 0 ? undefined : at;
}

/**
 * Returns the initial vectors of new words, for each embedding: that of the unknown token, which
 * stood for these words so far.
 */
function unknownVectors(
  model: tf.LayersModel,
  unknownId: number,
  words: number,
): Record<string, Float32Array> {
  return Object.fromEntries(
    embeddingsOf(model).map((layer) => {
      const [table] = layer.getWeights() as [tf.Tensor2D];
      const [, dimensions] = table.shape;
      const unknown = table
        .dataSync<'float32'>()
        .subarray(unknownId * dimensions, (unknownId + 1) * dimensions);
      const vectors = new Float32Array(words * dimensions);
      for (let word = 0; word < words; word++) vectors.set(unknown, word * dimensions);
      return [layer.name, vectors];
    }),
  );
}

function embeddingsOf(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.filter((layer) => layer.getClassName() === 'TrainedEmbedding');
}

/** Returns the weight of each class, or undefined if all are 1. @throws if one is missing */
function classWeightsOf(
  labels: Int32Array,
  classes: readonly Label[],
  weights: FinetuneOptions['classWeights'],
): number[] | undefined {
  if (weights === undefined) return undefined;
  if (weights === 'balanced') return balancedWeights(labels, classes.length);
  return classes.map((label) => {
    const weight = weights[label];
    if (weight === undefined || !(weight >= 0))
      throw new RangeError(`the class weight of ${label} is ${weight}: give a number of at least 0`);
    return weight;
  });
}

/** Returns the predicted classes of the validation set by a baseline fitted to the training set. */
async function predictedByBaseline(
  name: BaselineName,
  corpus: Corpus,
  { train, validation }: Split,
  { signal }: Watch,
): Promise<Int32Array> {
  const { weighting, ...baseline } = BASELINES[name];
  const tokens = train.map((at) => corpus.tokens[at]!);
  const lookup = buildVocabulary(tokens, { minCount: baseline.minDocumentFrequency });
  const examples = examplesAt(corpus, train, lookup);
  const { model } = await fitNGramModel(examples, weighting, { ...baseline, signal });
  try {
    const { logits, classes } = await predictLogits(model, examplesAt(corpus, validation, lookup).ids, {
      signal,
    });
    return predictedClasses(logits, classes);
  } finally {
    model.dispose();
  }
}

/**
 * Returns the predictions of the classifier before fine-tuning. None if it lacks a class of the
 * texts.
 */
async function predictedUnchanged(
  from: ClassifierParts,
  corpus: Corpus,
  positions: readonly number[],
  { signal }: Watch,
): Promise<Predictions[]> {
  const columns = corpus.classes.map((label) => from.classes.indexOf(label));
  if (columns.includes(-1)) return [];
  const logits = await logitsOf(from, corpus, positions, { signal });
  const count = from.classes.length;
  const chosen = Float32Array.from(
    { length: positions.length * columns.length },
    (_, at) => logits[Math.floor(at / columns.length) * count + columns[at % columns.length]!]!,
  );
  return [{ name: 'as it was', classes: predictedClasses(chosen, columns.length) }];
}

/** Returns the logits `[positions, classes]` of a classifier. */
async function logitsOf(
  { model, lookup, paddedLength }: ClassifierParts,
  corpus: Corpus,
  positions: readonly number[],
  { signal }: Watch,
): Promise<Float32Array> {
  const { ids } = examplesAt(corpus, positions, lookup);
  return (await predictLogits(model, ids, { paddedLength, signal })).logits;
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
