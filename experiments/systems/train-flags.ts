/**
 * The flags of `npm run train` that several systems share. The others are in the file of their
 * system.
 */
import { type FlagsOf, integer, number, orNone, text } from '../runs/flags';
import type { CommonValues, RunValues } from '../runs/system';

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
