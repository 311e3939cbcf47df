import type { Examples } from '../../lib/batches/examples';
import type { Label } from '../../lib/corpus/review';
import type { Watch } from '../../lib/progress';
import type { TokenizerName } from '../../lib/text/tokenizer';
import type { DataValues } from './data-flags';
import type { FlagsOf, FlagValues } from './flags';
import type { Run, RunSummary } from './run-events';
import type { TokenSource } from './token-source';

/** A network or an n-gram baseline that the commands train, with its flags. */
export interface System<V extends RunValues = RunValues & FlagValues> {
  /** The value of `--model`. */
  name: string;
  /** A description in one line. */
  title: string;
  flags: FlagsOf<V>;
  /**
   * Returns its classes for data with these labels, in the order of its outputs.
   *
   * @throws FlagError if it has no class for one of the labels
   */
  classes(labels: ReadonlySet<Label>, values: V): readonly Label[];
  /**
   * Splits reviews into training, validation and test set.
   *
   * @param labels the label of each review, by any names
   * @throws FlagError if there are too few reviews
   */
  split(labels: ArrayLike<unknown>, values: V): SplitPositions | Promise<SplitPositions>;
  /** Whether `n_samples` reviews are drawn after the split. Default: before it. */
  splitsBeforeSampling?: boolean;
  /** Whether it validates on the test set of the data, if there is one. */
  validatesOnTestSet?(values: V): boolean;
  /**
   * Returns the tokens that are removed from every review.
   *
   * @param split returns the tokens of a text
   */
  stopWords?(values: V, split: (text: string) => string[]): readonly string[];
  /**
   * Returns the vocabulary or word vectors.
   *
   * @param training the tokens of each training review
   * @param watch the progress is that of a file of word vectors, in bytes
   */
  tokenSource(training: Iterable<Iterable<string>>, values: V, watch?: Watch): Promise<TokenSource>;
  /** The tokenizer that the system was published with (`tokenizerOf`). Default: `words`. */
  tokenizer?: TokenizerName;
  /** For token ids from other files: a string that changes with these files. */
  tokenSourceStamp?(values: V): string | undefined;
  /**
   * Reviews are truncated to this many tokens. Undefined: none is; `auto`: only outliers are, at
   * `outlierLength`.
   */
  maxLength?(values: V): number | 'auto' | undefined;
  /** Returns the examples of the training or validation set that the system uses. */
  select?(examples: Examples, values: V): Examples;
  /** Rows are padded to this length, if the model reads padding. */
  paddedLength?(values: V): number | undefined;
  /**
   * Trains it, and returns the result of the run.
   *
   * @throws RunStopped if the signal of `run.events` stops it
   */
  fit(run: Run<V>): Promise<RunSummary>;
  /** Returns the training steps for this many reviews. Absent if a run cannot be resumed. */
  stepsOf?(reviews: number, values: V): number;
  /** Hyperparameters without a flag, for the records of runs. */
  fixed?: Readonly<Record<string, number>>;
  /** How its pretrained models were trained, for the records of runs. */
  startedFrom?(values: V): Promise<Record<string, unknown> | undefined>;
}

/** The flags that every system has. */
export type RunValues = DataValues & {
  n_samples: number | null;
  leave_out: string | null;
  checkpoints_root: string;
  summaries_dir: string;
  random_state: number;
};

/** Those of them that name output folders. */
export const FOLDER_FLAGS: readonly string[] = [
  'checkpoints_root',
  'summaries_dir',
] satisfies (keyof RunValues)[];

/** The flags that every network has. */
export type CommonValues = RunValues & {
  class_weights: string | null;
  soft_labels: string | null;
  batch_size: number;
  validate_every: number | null;
  keep_checkpoints: number;
  workers: number;
};

/** Positions of reviews. The three sets are disjoint. */
export interface SplitPositions {
  /** The training set. */
  train: number[];
  /** The validation set. */
  validation: number[];
  /** The test set, used once at the end. */
  test: number[];
}
