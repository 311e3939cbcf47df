import type { tf } from '../../lib/backend';
import type { Examples } from '../../lib/batches/examples';
import type { TokenLookup } from '../../lib/batches/ids-matrix';
import type { CheckpointRecord } from '../../lib/checkpoints/record';
import type { Label } from '../../lib/corpus/review';
import { registerVectors } from '../../lib/layers/frozen-embedding';
import type { TokenizerName } from '../../lib/text/tokenizer';
import type { Vocabulary } from '../../lib/text/vocabulary';
import type { WordVectors } from '../../lib/vectors/word-vectors';
import { type FlagsOf, type FlagValues, integer, number, orNone, text } from './flags';

/** What systems have in common, whether they train a network or count words: flags, and how texts become ids. */
export interface TextSystem<V extends RunValues = RunValues & FlagValues> {
  /** As `--model` takes it. */
  name: string;
  /** What it is, in a line. */
  title: string;
  flags: FlagsOf<V>;
  /** Its classes for texts that have these labels, in the order of its outputs. @throws FlagError for others */
  classes(labels: ReadonlySet<Label>, values: V): readonly Label[];
  /** Which texts are trained on, which are held out, and which are kept for a test at the end. */
  split(labels: readonly Label[], values: V): SplitPositions;
  /** Whether the test part of the data, where they have one, is what is held out: text 004's way. */
  validatesOnTestSet?(values: V): boolean;
  /** Words that are taken out of every text. */
  stopWords?(values: V): readonly string[];
  /** What gives words their ids, from the words of the texts that are trained on, each a list of tokens. */
  tokenSource(training: readonly (readonly string[])[], values: V): Promise<TokenSource>;
  /** Default: `words`. */
  tokenizer?: TokenizerName;
  /** Where words do not come from the texts: returns another text when what they come from has changed. */
  tokenSourceStamp?(values: V): string;
  /** Texts are cut to this many words. */
  maxLength?(values: V): number;
  /** Leaves out of the texts that are trained on, or held out, those that the system does not take. */
  select?(examples: Examples, values: V): Examples;
  /** Parameters that no flag changes, for the records of runs. */
  fixed?: Readonly<Record<string, number>>;
  /** What was trained before it and how, where it starts from that, for the records of runs. */
  startedFrom?(values: V): Promise<Record<string, unknown> | undefined>;
}

/**
 * One of the four texts' systems, or our own, as the commands train it: what its flags are, how texts become its ids, and which
 * functions of `lib/models` make it. Each has a file of its own.
 */
export interface System<V extends CommonValues = CommonValues & FlagValues> extends TextSystem<V> {
  /**
   * Columns of the model's input, where it has a number of its own.
   *
   * @param longest words of the longest text of all
   * @throws FlagError when the texts do not fit
   */
  sequenceLength?(longest: number, values: V): number;
  /** Columns to which texts are padded, where the model reads padding. */
  paddedLength?(values: V): number | undefined;
  /** Returns the untrained model, and the parameters that it was given. */
  model(inputs: ModelInputs, values: V): { model: tf.LayersModel; config: Record<string, unknown> };
  /** @param steps how many steps the run has */
  optimizer(values: V, steps: number): tf.Optimizer;
  /** Scales gradients down whose common length is above this. Default: never. */
  globalClipNorm?: number;
  /** How many steps a run has, an epoch being so many. */
  steps(perEpoch: number, values: V): number;
  /** A run stops after more bad measurements than this since its best one (`badEvaluationsSinceBest`). Default: never. */
  patience?(values: V): number;
}

/** What every system's command takes. */
export type RunValues = {
  data_dir: string;
  n_samples: number | null;
  leave_out: string | null;
  checkpoints_root: string;
  summaries_dir: string;
  random_state: number;
};

/** What the command of every system takes that trains a network. */
export type CommonValues = RunValues & {
  batch_size: number;
  validate_every: number | null;
  keep_checkpoints: number;
  workers: number;
};

/** Positions of texts, with nothing in common. */
export interface SplitPositions {
  /** To train on. */
  train: number[];
  /** To look at while training, and to choose by. */
  validation: number[];
  /** To look at once, at the end. */
  test: number[];
}

/** What gives words their ids: a vocabulary, or word vectors. */
export interface TokenSource {
  lookup: TokenLookup;
  vocabulary?: Vocabulary;
  vectors?: WordVectors;
  /** Which vectors, as a checkpoint notes it. */
  record?: CheckpointRecord['vectors'];
}

/** Returns the words of a vocabulary, with an id for those that it does not have. */
export function vocabularySource(vocabulary: Vocabulary): TokenSource {
  return { lookup: vocabulary, vocabulary };
}

/** Makes the vectors known that a saved model may name. */
export function registerVectorsOf({ vectors }: TokenSource): void {
  if (vectors) registerVectors(vectors);
}

/** What a model is made for. */
export interface ModelInputs {
  tokenSource: TokenSource;
  classes: readonly Label[];
  /** What the system's `columns` returned. */
  sequenceLength?: number;
}

/** Returns the flags that every system has, with its own defaults. */
export function runFlags(defaults: { dataDir: string; seed: number }): FlagsOf<RunValues> {
  return {
    data_dir: text({
      default: defaults.dataDir,
      placeholder: '<folder>',
      help: 'texts: data.csv (SentimentText, Sentiment), or train/ and test/ with pos/ and neg/, or pos/ and neg/; intermediate files go there, too',
    }),
    n_samples: orNone(
      integer({
        default: 0,
        atLeast: 2,
        forData: true,
        help: 'how many of the texts to use, drawn at random, before some are left out; None: all of them',
      }),
    ),
    leave_out: orNone(
      text({
        default: '',
        placeholder: '<file>',
        forData: true,
        help: 'texts that are neither trained on nor held out nor kept to test on, as npm run duplicates lists them; None: no text is left out',
      }),
    ),
    checkpoints_root: text({
      default: 'checkpoints',
      placeholder: '<folder>',
      help: 'where the run gets a folder for its checkpoints',
    }),
    summaries_dir: text({
      default: 'logs',
      placeholder: '<folder>',
      help: 'where the run gets a folder for what TensorBoard draws',
    }),
    random_state: integer({
      default: defaults.seed,
      atLeast: 0,
      atMost: 2 ** 31 - 1,
      forData: true,
      help: 'decides the split, the order of the texts, initial weights and dropout',
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
    batch_size: integer({ default: defaults.batchSize, atLeast: 1, help: 'texts in a step' }),
    validate_every: orNone(
      integer({
        default: 0,
        atLeast: 1,
        help: 'steps between two measurements on held-out texts, each saved as a checkpoint; None: an epoch',
      }),
      defaults.validateEvery,
    ),
    keep_checkpoints: integer({
      default: 3,
      atLeast: 1,
      help: 'how many checkpoints stay, the last ones; the best one stays in any case',
    }),
    workers: integer({
      default: 1,
      atLeast: 1,
      atMost: 64,
      changeable: true,
      help: 'processes that share each step; pays for large batches',
    }),
  };
}

/** Returns the flag for a share of the texts to test on. */
export function testSizeFlag(share: number | null) {
  const help =
    'share of the texts that is kept to test on at the end; None: none, for data with a test part of their own';
  return orNone(number({ default: 0, above: 0, below: 1, forData: true, help }), share);
}

/** Returns the flag for a learning rate. */
export function learningRateFlag(rate: number) {
  return number({ default: rate, above: 0, help: 'how far a step goes' });
}

/** Returns `first` and `second` with `neutral` in between or behind, where texts have that label. */
export function classesWith(labels: ReadonlySet<Label>, order: readonly Label[]): readonly Label[] {
  return labels.has('neutral') ? order : order.filter((label) => label !== 'neutral');
}
