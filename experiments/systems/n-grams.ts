import type { Weighting } from '../../lib/baselines/n-gram-features';
import { type Split, stratifiedSplit } from '../../lib/batches/split';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { fitNGrams, type NGramValues } from '../runs/fit-n-grams';
import { FlagError, integer, number, orNone } from '../runs/flags';
import type { System } from '../runs/system';
import { vocabularySource } from '../runs/token-source';
import { runFlags, testSizeFlag } from './train-flags';

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
    fit: (run) => fitNGrams({ name, tokenizer }, weighting, run),
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
      ngrams: integer({ default: 2, atLeast: 1, help: 'length of the longest n-grams, in tokens' }),
      min_df: integer({
        default: 2,
        atLeast: 1,
        forData: true,
        help: 'minimum document frequency: n-grams in fewer reviews are ignored',
      }),
      c: number({ default: c, above: 0, help: 'inverse of the regularization strength' }),
      max_iter: integer({ default: 300, atLeast: 1, help: 'maximum number of L-BFGS iterations' }),
    },
    classes(labels) {
      if (labels.has('neutral'))
        throw new FlagError(`--model ${name}: the data have three labels, but it has two classes`);
      return ['negative', 'positive'];
    },
    split(labels, { validation_split, test_size, random_state }) {
      const { train: others, validation: test } = splitOff(
        labels,
        [...labels.keys()],
        test_size,
        random_state,
      );
      return { ...splitOff(labels, others, validation_split, random_state), test };
    },
    tokenSource: async (training, { min_df }) =>
      vocabularySource(buildVocabulary(training, { minCount: min_df })),
  };
}

/** Splits positions. If `share` is null, all of them are in `train`. */
function splitOff(
  labels: readonly unknown[],
  positions: readonly number[],
  share: number | null,
  seed: number,
): Split {
  if (share === null) return { train: [...positions], validation: [] };
  const { train, validation } = stratifiedSplit(
    positions.map((at) => labels[at]),
    share,
    seed,
  );
  return { train: train.map((n) => positions[n]!), validation: validation.map((n) => positions[n]!) };
}
