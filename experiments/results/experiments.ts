import type { FlagValues } from '../systems/flags';
import type { SystemName } from '../systems/systems';

/** A configuration of a system that is trained once per seed, and whose results are recorded. */
export interface Experiment {
  name: string;
  /** A short description for tables and legends. */
  title: string;
  system: SystemName;
  /** The name of the data set. */
  data: 'IMDB' | 'tweets';
  /** The flags that differ from the system's defaults. */
  flags: FlagValues;
  seeds: readonly number[];
  /** The checkpoint that is tested: the last one, or the one with the lowest validation loss. */
  tests: 'last' | 'best';
  /** The test accuracy in percent that the tutorial reports. */
  reported?: string;
}

const SEEDS = [0, 1, 2];
const IMDB: FlagValues = { data_dir: 'data/aclImdb' };
/** The same test set as that of the `simple` system, without a validation set. */
const TWEETS: FlagValues = { data_dir: 'data/Kaggle', test_size: 0.2, valid_portion: null };
/** IMDB without the training reviews that duplicate a test review or an earlier training review. */
const APART: FlagValues = { ...IMDB, leave_out: 'data/duplicates.txt' };

/**
 * The four tutorials' systems in the original and in a corrected configuration, the n-gram baselines,
 * and the ablation of the pretrained system. The corrected configurations choose the checkpoint on a
 * validation set that is split off the training set, leave out duplicates, and ignore padding.
 *
 * The last experiment of a system is the one that short tables show.
 */
export const experiments: readonly Experiment[] = [
  {
    name: 'oreilly-as-set',
    title: 'original configuration',
    system: 'oreilly',
    data: 'IMDB',
    flags: IMDB,
    seeds: [0],
    tests: 'last',
  },
  {
    name: 'oreilly-mended',
    title: 'masked average pooling, best of 6 epochs',
    system: 'oreilly',
    data: 'IMDB',
    flags: { ...APART, pooling: 'mean', test_size: 0.1, train_steps: 5580, validate_every: null },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'simple-as-set',
    title: 'original configuration, on tweets',
    system: 'simple',
    data: 'tweets',
    flags: {},
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'simple-mended',
    title: 'masked average pooling, best of 6 epochs',
    system: 'simple',
    data: 'IMDB',
    flags: {
      ...APART,
      mean_over: 'words',
      test_size: null,
      validation_samples: 2500,
      train_steps: 1344,
      validate_every: null,
    },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'theano-as-set',
    title: 'original configuration',
    system: 'theano',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'theano-mended',
    title: 'long reviews in the training set, best of 6 epochs',
    system: 'theano',
    data: 'IMDB',
    flags: { ...APART, maxlen: null, valid_portion: 0.1, max_epochs: 6 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'keras-as-set',
    title: 'original configuration',
    system: 'keras',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'last',
    reported: '75.73',
  },
  {
    name: 'keras-mended',
    title: 'first 400 words, Adam, best of 6 epochs',
    system: 'keras',
    data: 'IMDB',
    flags: { ...APART, test_size: 0.1, optimizer: 'adam', epochs: 6, max_seq_length: 400 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'tf-idf-tweets',
    title: 'TF-IDF of words and bigrams, logistic regression, on tweets',
    system: 'tf-idf',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb-tweets',
    title: 'log-count ratios of words and bigrams, logistic regression, on tweets',
    system: 'nb',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'tf-idf',
    title: 'TF-IDF of words and bigrams, logistic regression',
    system: 'tf-idf',
    data: 'IMDB',
    flags: APART,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb',
    title: 'log-count ratios of words and bigrams, logistic regression',
    system: 'nb',
    data: 'IMDB',
    flags: APART,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'pretrained-nothing',
    title: 'forward LSTM, no pretraining',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward', start: 'nothing' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-vectors',
    title: 'forward LSTM, pretrained word vectors',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward', start: 'vectors' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-forward',
    title: 'forward LSTM, pretrained language model',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained',
    title: 'forward and backward LSTM, pretrained language models',
    system: 'pretrained',
    data: 'IMDB',
    flags: APART,
    seeds: [0],
    tests: 'best',
  },
];

/** Returns the experiment of that name. @throws when there is none */
export function experimentNamed(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  throw new Error(
    `there is no experiment "${name}"; there are ${experiments.map((experiment) => experiment.name).join(', ')}`,
  );
}
