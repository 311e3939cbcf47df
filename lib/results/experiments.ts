import type { FlagValues } from '../systems/flags';
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

/**
 * What everything has to beat; the four systems as their texts set them, and with their flaws mended: a validation part of the training reviews to
 * choose by, in place of the test reviews or of nothing; all words, mean or last one, in place of padding; and what
 * comes of language models.
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
    flags: { ...IMDB, pooling: 'mean', test_size: 0.1, train_steps: 5628, validate_every: 938 },
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
    name: 'simple-imdb',
    title: 'the same on IMDB',
    system: 'simple',
    data: 'IMDB',
    flags: IMDB,
    seeds: SEEDS,
    tests: 'last',
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
    flags: { ...IMDB, maxlen: null, valid_portion: 0.1, max_epochs: 6 },
    seeds: [0],
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
    flags: { ...IMDB, test_size: 0.1, optimizer: 'adam', epochs: 6, max_seq_length: 400 },
    seeds: SEEDS,
    tests: 'best',
  },
  {
    name: 'tf-idf',
    title: 'words and bigrams by TF-IDF, logistic regression',
    system: 'tf-idf',
    data: 'IMDB',
    flags: IMDB,
    seeds: [0],
    tests: 'last',
  },
  {
    name: 'nb',
    title: 'words and bigrams by their log-count ratio, logistic regression',
    system: 'nb',
    data: 'IMDB',
    flags: IMDB,
    seeds: [0],
    tests: 'last',
  },
  {
    name: 'pretrained-nothing',
    title: 'nothing before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...IMDB, directions: 'forward', start: 'nothing' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-vectors',
    title: 'word vectors of all reviews before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...IMDB, directions: 'forward', start: 'vectors' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained-forward',
    title: 'a language model before, reading forwards',
    system: 'pretrained',
    data: 'IMDB',
    flags: { ...IMDB, directions: 'forward' },
    seeds: [0],
    tests: 'best',
  },
  {
    name: 'pretrained',
    title: 'language models before, reading both ways',
    system: 'pretrained',
    data: 'IMDB',
    flags: IMDB,
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
