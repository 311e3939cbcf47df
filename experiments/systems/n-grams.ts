import type { Weighting } from '../../lib/baselines/n-gram-features';
import { classesOf } from '../../lib/batches/classes';
import type { Split } from '../../lib/batches/split';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { classWeightsFlag } from '../runs/class-weights';
import { fitNGrams, type NGramValues } from '../runs/fit-n-grams';
import { integer, number, orNone } from '../runs/flags';
import { positionsOf, splitByFlag } from '../runs/split-by-flag';
import type { System } from '../runs/system';
import { vocabularySource } from '../runs/token-source';
import { runFlags, testSizeFlag, tokenizerFlag } from './train-flags';

/** N-grams weighted by TF-IDF. */
export const tfIdf = nGramSystem({
  name: 'tf-idf',
  weighting: 'tf-idf',
  title: 'no network: n-grams weighted by TF-IDF, logistic regression',
  c: 30,
});

/** N-grams weighted by the log-count ratio of naive Bayes (Wang & Manning 2012). */
export const nb = nGramSystem({
  name: 'nb',
  weighting: 'log-count-ratio',
  title: 'no network: n-grams with naive Bayes weights, logistic regression',
  c: 0.1,
});

/** @param settings the default of `c` was chosen on a validation set of IMDB's training reviews */
function nGramSystem(settings: {
  name: string;
  weighting: Weighting;
  title: string;
  c: number;
}): System<NGramValues> {
  const { name, weighting, title, c } = settings;
  const tokenizer = 'punctuation';
  return {
    name,
    title,
    tokenizer,
    fit: (run) => fitNGrams({ name }, weighting, run),
    flags: {
      ...runFlags({ dataDir: 'data/aclImdb', seed: 0 }),
      validation_split: orNone(
        number({
          default: 0,
          above: 0,
          below: 1,
          forData: true,
          help: 'share of the training reviews for the validation set; None: no validation set',
        }),
        0.1,
      ),
      test_size: testSizeFlag(null),
      tokenizer: tokenizerFlag(tokenizer),
      class_weights: classWeightsFlag,
      ngrams: integer({ default: 2, atLeast: 1, help: 'length of the longest n-grams, in tokens' }),
      min_df: integer({
        default: 2,
        atLeast: 1,
        forData: true,
        help: 'minimum document frequency: n-grams in fewer reviews are ignored',
      }),
      c: number({ default: c, above: 0, atMost: 1e100, help: 'inverse of the regularization strength' }),
      max_iter: integer({ default: 300, atLeast: 1, help: 'maximum number of L-BFGS iterations' }),
    },
    classes: (labels) => classesOf(labels),
    split(labels, { validation_split, test_size, random_state: seed }) {
      const all = positionsOf(labels);
      const { train: others, validation: test } = splitOff('test_size', test_size, labels, all, seed);
      return { ...splitOff('validation_split', validation_split, labels, others, seed), test };
    },
    tokenSource: async (training, { min_df }) =>
      vocabularySource(buildVocabulary(training, { minCount: min_df })),
  };
}

/** Splits positions by the share that a flag has. If it is null, all of them are in `train`. */
function splitOff(
  flag: string,
  share: number | null,
  labels: ArrayLike<unknown>,
  positions: readonly number[],
  seed: number,
): Split {
  if (share === null) return { train: [...positions], validation: [] };
  const some = positions.map((at) => labels[at]);
  const { train, validation } = splitByFlag(flag, share, some, seed);
  return { train: train.map((n) => positions[n]!), validation: validation.map((n) => positions[n]!) };
}
