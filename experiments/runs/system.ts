import type { Examples } from '../../lib/batches/examples';
import type { Label } from '../../lib/corpus/review';
import type { TokenizerName } from '../../lib/text/tokenizer';
import { type FlagsOf, type FlagValues, integer, number, orNone, text } from './flags';
import type { Run, RunSummary } from './run-events';
import type { TokenSource } from './token-source';

/** What the commands train, a network or an n-gram baseline: its flags, its examples, and how it is fitted. */
export interface System<V extends RunValues = RunValues & FlagValues> {
  /** As `--model` takes it. */
  name: string;
  /** What it is, in a line. */
  title: string;
  flags: FlagsOf<V>;
  /** Its classes for data with these labels, in the order of its outputs. @throws FlagError for other labels */
  classes(labels: ReadonlySet<Label>, values: V): readonly Label[];
  /** Splits reviews, given their labels, into training, validation and test set. */
  split(labels: readonly Label[], values: V): SplitPositions | Promise<SplitPositions>;
  /** Whether all reviews are split, and `n_samples` drawn from the parts. Default: they are drawn first. */
  splitsBeforeSampling?: boolean;
  /** Whether the test set of the data, if there is one, is the validation set. */
  validatesOnTestSet?(values: V): boolean;
  /** Tokens that are removed from every review. */
  stopWords?(values: V): readonly string[];
  /** Returns the vocabulary or word vectors, given the tokens of each training review. */
  tokenSource(training: readonly (readonly string[])[], values: V): Promise<TokenSource>;
  /** Default: `words`. */
  tokenizer?: TokenizerName;
  /** If tokens have ids from elsewhere: a string that changes with them. */
  tokenSourceStamp?(values: V): string;
  /** Reviews are truncated to this many tokens. */
  maxLength?(values: V): number;
  /** Returns the examples of the training or validation set that the system takes. */
  select?(examples: Examples, values: V): Examples;
  /** Rows are padded to this length, if the model reads padding. */
  paddedLength?(values: V): number | undefined;
  /**
   * Trains it, and returns what the run leaves behind.
   *
   * @throws RunStopped when the signal of `run.events` stops it
   */
  fit(run: Run<V>): Promise<RunSummary>;
  /** The training steps of a run on so many reviews. Absent if it is fitted at once: it cannot be resumed. */
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

/** The flags of every network. */
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
        help: 'use a random sample of so many reviews; None: use all',
      }),
    ),
    leave_out: orNone(
      text({
        default: '',
        placeholder: '<file>',
        forData: true,
        help: 'a list of reviews to leave out of all sets, as npm run duplicates writes it; None: leave out none',
      }),
    ),
    checkpoints_root: text({
      default: 'checkpoints',
      fromEnvironment: () => process.env.SENTIMENT_CHECKPOINTS,
      placeholder: '<folder>',
      help: 'the folder for runs; each run makes a folder for its checkpoints there',
    }),
    summaries_dir: text({
      default: 'logs',
      fromEnvironment: () => process.env.SENTIMENT_SUMMARIES,
      placeholder: '<folder>',
      help: 'the folder for TensorBoard summaries; each run makes one there',
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

/** Returns the flags that every system has that trains a network, with its own defaults. */
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
        help: 'steps between two evaluations on the validation set, each with a checkpoint; None: an epoch',
      }),
      defaults.validateEvery,
    ),
    keep_checkpoints: integer({
      default: 3,
      atLeast: 1,
      help: 'how many of the last checkpoints to keep; the best one is always kept',
    }),
    workers: integer({
      default: 1,
      atLeast: 1,
      atMost: 64,
      changeable: true,
      help: 'data-parallel worker processes; they pay for large batches',
    }),
  };
}

/** Returns the flag for the share of the test set. */
export function testSizeFlag(share: number | null) {
  const help = 'share of the reviews for the test set; None: no test set, for data that have one';
  return orNone(number({ default: 0, above: 0, below: 1, forData: true, help }), share);
}

/** Returns the flag for a learning rate. */
export function learningRateFlag(rate: number) {
  return number({ default: rate, above: 0, help: 'learning rate' });
}

/** Returns the classes in `order`; without `neutral` if no review has that label. */
export function classesWith(labels: ReadonlySet<Label>, order: readonly Label[]): readonly Label[] {
  return labels.has('neutral') ? order : order.filter((label) => label !== 'neutral');
}
