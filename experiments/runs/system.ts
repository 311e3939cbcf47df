import type { Examples } from '../../lib/batches/examples';
import type { Label } from '../../lib/corpus/review';
import type { TokenizerName } from '../../lib/text/tokenizer';
import { type FlagsOf, type FlagValues, integer, number, orNone, text } from './flags';
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
  /** Splits reviews with these labels into training, validation and test set. */
  split(labels: readonly Label[], values: V): SplitPositions | Promise<SplitPositions>;
  /** Whether `n_samples` reviews are drawn after the split. Default: before it. */
  splitsBeforeSampling?: boolean;
  /** Whether it validates on the test set of the data, if there is one. */
  validatesOnTestSet?(values: V): boolean;
  /** Tokens that are removed from every review. */
  stopWords?(values: V): readonly string[];
  /** Returns the vocabulary or word vectors, given the tokens of each training review. */
  tokenSource(training: readonly (readonly string[])[], values: V): Promise<TokenSource>;
  /** Default: `words`. */
  tokenizer?: TokenizerName;
  /** For token ids from other files: a string that changes with these files. */
  tokenSourceStamp?(values: V): string;
  /** Reviews are truncated to this many tokens. */
  maxLength?(values: V): number;
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
export type RunValues = {
  data_dir: string;
  n_samples: number | null;
  leave_out: string | null;
  checkpoints_root: string;
  summaries_dir: string;
  random_state: number;
};

/** The flags that every network has. */
export type CommonValues = RunValues & {
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

/** Returns the flags that every system has, with its own defaults. */
export function runFlags(defaults: { dataDir: string; seed: number }): FlagsOf<RunValues> {
  return {
    data_dir: text({
      default: defaults.dataDir,
      placeholder: '<folder>',
      help: 'the data: data.csv (SentimentText, Sentiment), or train/ and test/ with pos/ and neg/, or pos/ and neg/; intermediate files are kept there',
    }),
    n_samples: orNone(
      integer({
        default: 0,
        atLeast: 2,
        forData: true,
        help: 'use a random sample of this many reviews; None: all',
      }),
    ),
    leave_out: orNone(
      text({
        default: '',
        placeholder: '<file>',
        forData: true,
        help: 'leave out the reviews in this list, which npm run duplicates writes; None: none',
      }),
    ),
    checkpoints_root: text({
      default: 'checkpoints',
      fromEnvironment: () => process.env.SENTIMENT_CHECKPOINTS,
      placeholder: '<folder>',
      help: 'the folder of all runs; each run saves its checkpoints in a new folder there',
    }),
    summaries_dir: text({
      default: 'logs',
      fromEnvironment: () => process.env.SENTIMENT_SUMMARIES,
      placeholder: '<folder>',
      help: 'the folder of TensorBoard summaries; each run writes to a new folder there',
    }),
    random_state: integer({
      default: defaults.seed,
      atLeast: 0,
      atMost: 2 ** 31 - 1,
      forData: true,
      help: 'seed of the split, the order of the batches, initial weights and dropout',
    }),
  };
}

/** Returns the flags that every network has, with its own defaults. */
export function commonFlags(defaults: {
  dataDir: string;
  batchSize: number;
  seed: number;
  validateEvery: number | null;
}): FlagsOf<CommonValues> {
  return {
    ...runFlags(defaults),
    batch_size: integer({ default: defaults.batchSize, atLeast: 1, help: 'reviews in a batch' }),
    validate_every: orNone(
      integer({
        default: 0,
        atLeast: 1,
        help: 'steps between evaluations on the validation set, each of which saves a checkpoint; None: one epoch',
      }),
      defaults.validateEvery,
    ),
    keep_checkpoints: integer({
      default: 3,
      atLeast: 1,
      help: 'number of latest checkpoints to keep; the best one is always kept',
    }),
    workers: integer({
      default: 1,
      atLeast: 1,
      atMost: 64,
      changeable: true,
      help: 'data-parallel worker processes; they help with large batches',
    }),
  };
}

/** Returns the flag for the share of the test set. @param share the default */
export function testSizeFlag(share: number | null) {
  const help = 'share of the reviews for the test set; None: split off no test set, for data that have one';
  return orNone(number({ default: 0, above: 0, below: 1, forData: true, help }), share);
}

/** Returns the flag for a learning rate. @param rate the default */
export function learningRateFlag(rate: number) {
  return number({ default: rate, above: 0, help: 'learning rate' });
}

/** Returns the classes in `order`; without `neutral` if no review has that label. */
export function classesWith(labels: ReadonlySet<Label>, order: readonly Label[]): readonly Label[] {
  return labels.has('neutral') ? order : order.filter((label) => label !== 'neutral');
}
