/**
 * The flags of `npm run train` that systems share: `runFlags` are those of all systems,
 * `networkFlags` those of all networks. The flags of the data are in `../runs/data-flags.ts`,
 * `--class_weights` is in `../runs/class-weights.ts`, and those of one system are in its file.
 */
import { KERAS_TRAINING } from '../../lib/models/keras';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../lib/models/optimizer-choice';
import type { TokenizerName } from '../../lib/text/tokenizer';
import { classWeightsFlag } from '../runs/class-weights';
import { dataFlags } from '../runs/data-flags';
import { choice, type FlagsOf, integer, number, numberOf, orNone, text } from '../runs/flags';
import type { CommonValues, RunValues } from '../runs/system';
import type { VectorChoice } from '../runs/token-source';
import type { TokenizerChoice } from '../runs/tokenizer-choice';

/** Returns the flags that every system has, with its own defaults. */
export function runFlags(defaults: { dataDir: string; seed: number }): FlagsOf<RunValues> {
  return {
    ...dataFlags(defaults.dataDir),
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
export function networkFlags(defaults: {
  dataDir: string;
  batchSize: number;
  seed: number;
  validateEvery: number | null;
}): FlagsOf<CommonValues> {
  return {
    ...runFlags(defaults),
    class_weights: classWeightsFlag,
    soft_labels: orNone(
      text({
        default: '',
        placeholder: '<file>',
        forData: true,
        help: 'also train on these texts, with probabilities of other models in place of labels: a table with columns probability_CLASS, which npm run score -- --per_class writes; None: none',
      }),
    ),
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

/** The value of `tokenizerFlag`. */
export type TokenizerValues = { tokenizer: TokenizerChoice };

/**
 * Returns the flag for the tokenizer. @param own the tokenizer that the system was published with
 */
export function tokenizerFlag(own: TokenizerName) {
  return choice<TokenizerChoice>({
    default: 'auto',
    of: ['auto', 'unicode', 'words', 'punctuation'],
    published: own,
    forData: true,
    help: `unicode: words of all languages and emoji, without HTML; words: a-z and 0-9, as in the tutorials; punctuation: words and punctuation marks; auto: ${own} for the data sets in data/, unicode for other data`,
  });
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

/** The values of `optimizerFlags`. A learning rate of null is the optimizer's default. */
export type OptimizerValues = { optimizer: OptimizerName; learning_rate: number | null };

/** Returns the flags of a system with a choice of optimizers. @param optimizer the default */
export function optimizerFlags(optimizer: OptimizerName) {
  return {
    optimizer: choice({ default: optimizer, of: OPTIMIZER_NAMES, help: 'the optimizer' }),
    learning_rate: orNone(
      number({ default: 0, above: 0, help: "learning rate; None: the optimizer's default" }),
    ),
  };
}

/** The values of `vectorFlags`. */
export type VectorValues = { [K in keyof VectorChoice]: VectorChoice[K] };

/** The flags of the systems that read word vectors. */
export const vectorFlags: FlagsOf<VectorValues> = {
  word_emb_size: numberOf({
    default: 50,
    of: KERAS_TRAINING.wordEmbSizes,
    forData: true,
    help: 'dimensions of the word vectors: 50 reads the data set glove-50, 100 glove-6b or glove-100, 200 and 300 glove-6b',
  }),
  vectors: orNone(
    text({
      default: '',
      placeholder: '<file>',
      forData: true,
      help: 'own word vectors instead, of any dimensions: text of GloVe, word2vec or fastText (.vec), or .bin of word2vec, also .gz',
    }),
  ),
};
