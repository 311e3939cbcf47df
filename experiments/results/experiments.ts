import { todaysExperiment } from '../runs/aliases';
import type { FlagValues } from '../runs/flags';
import type { SystemName } from '../systems/systems';

/** A run whose result is recorded, once for each seed. */
export interface Experiment {
  name: string;
  /** A description in a few words. */
  title: string;
  system: SystemName;
  /** The data set. */
  data: 'IMDB' | 'tweets';
  /** Flags that differ from the system's defaults. */
  flags: FlagValues;
  seeds: readonly number[];
  /** The checkpoint that is tested: the last one, or the one with the lowest validation loss. */
  tests: 'last' | 'best';
  /** The accuracy that the tutorial reports, if it does. */
  reported?: string;
}

const SEEDS = [0, 1, 2];
const IMDB: FlagValues = { data: 'data/aclImdb' };
/** The test set of the simple network. Nothing is chosen on a validation set. */
const TWEETS: FlagValues = { data: 'data/Kaggle', test_size: 0.2, validation_split: null };
/** Without near-duplicates of test reviews and of earlier training reviews. */
const WITHOUT_DUPLICATES: FlagValues = { ...IMDB, leave_out: 'data/duplicates.txt' };
/** From the language models that `npm run bundle-model -- --from_data` makes. */
const LARGE: FlagValues = { ...WITHOUT_DUPLICATES, language_model: 'checkpoints/imdb/language-models' };

/**
 * Each system in its original configuration, and in a corrected one: a validation set of training
 * reviews, no review in two sets, and no padding in the average. Then the n-gram baselines, and
 * what pretraining gains. The last experiment of a system is the one that short tables show.
 */
export const experiments: readonly Experiment[] = [
  {
    name: 'oreilly-original',
    title: 'original configuration',
    system: 'oreilly',
    data: 'IMDB',
    flags: IMDB,
    seeds: [0],
    tests: 'last',
  },
  {
    name: 'oreilly-corrected',
    title: 'masked average pooling, best of 6 epochs',
    system: 'oreilly',
    data: 'IMDB',
    flags: {
      ...WITHOUT_DUPLICATES,
      pooling: 'mean',
      validation_split: 0.1,
      train_steps: 5580, // 6 epochs: 6 * ceil(22,303 reviews / 24 in a batch)
      validate_every: null,
    },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'simple-original',
    title: 'original configuration, on tweets',
    system: 'simple',
    data: 'tweets',
    flags: {},
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'simple-corrected',
    title: 'masked average pooling, best of 6 epochs',
    system: 'simple',
    data: 'IMDB',
    flags: {
      ...WITHOUT_DUPLICATES,
      mean_over: 'words',
      test_size: null,
      validation_samples: 2500,
      train_steps: 1344, // 6 epochs: 6 * ceil(22,308 reviews / 100 in a batch)
      validate_every: null,
    },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'theano-original',
    title: 'original configuration',
    system: 'theano',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'theano-corrected',
    title: 'long reviews in the training set, best of 6 epochs',
    system: 'theano',
    data: 'IMDB',
    flags: { ...WITHOUT_DUPLICATES, maxlen: null, validation_split: 0.1, max_epochs: 6 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'keras-original',
    title: 'original configuration',
    system: 'keras',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'last',
    reported: '75.73',
  },
  {
    name: 'keras-corrected',
    title: '400 tokens, Adam, best of 6 epochs',
    system: 'keras',
    data: 'IMDB',
    flags: {
      ...WITHOUT_DUPLICATES,
      validation_split: 0.1,
      optimizer: 'adam',
      epochs: 6,
      max_seq_length: 400,
    },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'tf-idf-tweets',
    title: 'unigrams and bigrams, TF-IDF, logistic regression, on tweets',
    system: 'tf-idf',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb-tweets',
    title: 'unigrams and bigrams, naive Bayes weights, logistic regression, on tweets',
    system: 'nb',
    data: 'tweets',
    flags: TWEETS,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'tf-idf',
    title: 'unigrams and bigrams, TF-IDF, logistic regression',
    system: 'tf-idf',
    data: 'IMDB',
    flags: WITHOUT_DUPLICATES,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'nb',
    title: 'unigrams and bigrams, naive Bayes weights, logistic regression',
    system: 'nb',
    data: 'IMDB',
    flags: WITHOUT_DUPLICATES,
    seeds: SEEDS,
    tests: 'last',
  },
  {
    name: 'pretrained-nothing',
    title: 'forward LSTM, nothing pretrained',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...WITHOUT_DUPLICATES, directions: 'forward', start: 'nothing' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-vectors',
    title: 'forward LSTM, pretrained word vectors',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...WITHOUT_DUPLICATES, directions: 'forward', start: 'vectors' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-forward',
    title: 'forward LSTM, pretrained language model',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...WITHOUT_DUPLICATES, directions: 'forward' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained',
    title: 'bidirectional, two pretrained language models',
    system: 'pretrained',
    data: 'IMDB',
    flags: WITHOUT_DUPLICATES,
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-large',
    title: 'language models of 384 units and 30,000 words',
    system: 'pretrained',
    data: 'IMDB',
    flags: LARGE,
    seeds: [0, 1],
    tests: 'best',
  },
  {
    name: 'pretrained-adversarial',
    title: 'the same, with adversarial training',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...LARGE, adversarial_epsilon: 5 },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-distilled',
    title: 'language models of 384 units, and soft labels of an ensemble',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...LARGE, epochs: 3, soft_labels: 'checkpoints/imdb/soft-labels.csv' },
    seeds: [0],
    tests: 'best',
  },
];

/** Returns the experiment of that name or earlier name. @throws if there is none */
export function experimentNamed(name: string): Experiment {
  const today = todaysExperiment(name);
  const found = experiments.find((experiment) => experiment.name === today);
  if (found) return found;
  throw new Error(
    `there is no experiment "${name}"; the experiments are ${experiments.map((experiment) => experiment.name).join(', ')}`,
  );
}
