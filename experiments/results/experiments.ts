import type { FlagValues } from '../runs/flags';
import type { SystemName } from '../systems/systems';

/** A run, or one a seed, whose result is recorded. */
export interface Experiment {
  name: string;
  /** What it is, in some words. */
  title: string;
  system: SystemName;
  /** What the texts are called. */
  data: 'IMDB' | 'tweets';
  /** Flags with other values than the system's own. */
  flags: FlagValues;
  seeds: readonly number[];
  /** The checkpoint that is tested: the run's last one, or the one that did best on held-out texts. */
  tests: 'last' | 'best';
  /** What the system's own text reports, where it does. */
  reported?: string;
}

const SEEDS = [0, 1, 2];
const IMDB: FlagValues = { data_dir: 'data/aclImdb' };
/** The same split in five as the simple network's: nothing is chosen on held-out tweets. */
const TWEETS: FlagValues = { data_dir: 'data/Kaggle', test_size: 0.2, valid_portion: null };
/** Without the texts that are like one to test on, or like another to train on, which may be held out. */
const APART: FlagValues = { ...IMDB, leave_out: 'data/duplicates.txt' };

/**
 * The four systems as their texts set them, and with their flaws mended: a validation part of the training reviews to choose by,
 * in place of the test reviews or of nothing; no text on two sides of a split; the mean over words, or the last one, in place of
 * padding. Then what everything has to beat, and what comes of language models.
 */
export const experiments: readonly Experiment[] = [
  {
    name: 'oreilly-as-set',
    title: 'as its text sets it',
    system: 'oreilly',
    data: 'IMDB',
    flags: IMDB,
    seeds: [0],
    tests: 'last',
  },
  {
    name: 'oreilly-mended',
    title: 'mean over words, the best of 6 epochs',
    system: 'oreilly',
    data: 'IMDB',
    flags: { ...APART, pooling: 'mean', test_size: 0.1, train_steps: 5580, validate_every: null },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'simple-as-set',
    title: 'as its text sets it, on tweets',
    system: 'simple',
    data: 'tweets',
    flags: {},
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'simple-mended',
    title: 'mean over words, the best of 6 epochs',
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
    title: 'as its text sets it',
    system: 'theano',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'theano-mended',
    title: 'trained on long reviews, too',
    system: 'theano',
    data: 'IMDB',
    flags: { ...APART, maxlen: null, valid_portion: 0.1, max_epochs: 6 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'keras-as-set',
    title: 'as its text sets it',
    system: 'keras',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'last',
    reported: '75.73',
  },
  {
    name: 'keras-mended',
    title: 'its first 400 words, Adam, the best of 6 epochs',
    system: 'keras',
    data: 'IMDB',
    flags: { ...APART, test_size: 0.1, optimizer: 'adam', epochs: 6, max_seq_length: 400 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'tf-idf-tweets',
    title: 'words and bigrams by TF-IDF, logistic regression, on tweets',
    system: 'tf-idf',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb-tweets',
    title: 'words and bigrams by their log-count ratio, logistic regression, on tweets',
    system: 'nb',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'tf-idf',
    title: 'words and bigrams by TF-IDF, logistic regression',
    system: 'tf-idf',
    data: 'IMDB',
    flags: APART,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb',
    title: 'words and bigrams by their log-count ratio, logistic regression',
    system: 'nb',
    data: 'IMDB',
    flags: APART,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'pretrained-nothing',
    title: 'nothing before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward', start: 'nothing' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-vectors',
    title: 'word vectors of all reviews before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward', start: 'vectors' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-forward',
    title: 'a language model before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...APART, directions: 'forward' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained',
    title: 'language models before, reading both ways',
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
