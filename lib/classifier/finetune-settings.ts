/** What can be set in fine-tuning, and the defaults. */
import type { Label, Review } from '../corpus/review';
import type { Watch } from '../progress';

/** Options of `finetune`. */
export interface FinetuneOptions extends Watch {
  /**
   * The classes, in the order of the outputs. Default: those of the classifier if the texts have
   * the same labels, else the labels of the texts in the order of `classesOf`.
   */
  classes?: readonly Label[];
  /**
   * A test set, of the same classes. No system is trained or chosen on it. Default: none. The
   * validation texts then compare the systems.
   */
  test?: readonly Review[];
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
   * texts in k classes and n(c) texts of the class. Default: 1, also of a class that is not named.
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

/** All hyperparameters of a run. */
export type Config = ReturnType<typeof configOf>;

/** Returns the hyperparameters for a number of texts. @throws RangeError if one is out of range */
export function configOf(texts: number, options: FinetuneOptions) {
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
