import type { Weighting } from '../../lib/baselines/n-gram-features';
import { type Split, stratifiedSplit } from '../../lib/batches/split';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { FlagError, type FlagValues, integer, number, orNone } from './flags';
import { type RunValues, runFlags, type TextSystem, testSizeFlag, vocabularySource } from './system';

/** A system that counts n-grams, and is fitted in one go: what any network has to beat. */
export interface NGramSystem<V extends RunValues = RunValues & FlagValues> extends TextSystem<V> {
  /** What an n-gram counts for. */
  weighting: Weighting;
}

/** The flags of the n-gram baselines. */
export type NGramValues = RunValues & {
  valid_portion: number | null;
  test_size: number | null;
  ngrams: number;
  min_texts: number;
  c: number;
  max_iter: number;
};

/** How often an n-gram occurs in a text, and how rare it is in others. */
export const tfIdf = nGramSystem({
  name: 'tf-idf',
  weighting: 'tf-idf',
  title: 'no network: n-grams weighed by tf-idf, logistic regression',
  c: 30,
});

/** How much more often an n-gram is in texts of one class than of the other (Wang & Manning 2012). */
export const nb = nGramSystem({
  name: 'nb',
  weighting: 'log-count-ratio',
  title: 'no network: n-grams weighed as by naive Bayes, logistic regression',
  c: 0.1,
});

/** @param settings with the defaults of flags that held-out reviews of IMDB's training part say are good */
function nGramSystem(settings: {
  name: string;
  weighting: Weighting;
  title: string;
  c: number;
}): NGramSystem<NGramValues> {
  const { name, weighting, title, c } = settings;
  return {
    name,
    title,
    weighting,
    tokenizer: 'punctuation',
    flags: {
      ...runFlags({ dataDir: 'data/aclImdb', seed: 0 }),
      valid_portion: orNone(
        number({
          default: 0,
          above: 0,
          below: 1,
          forData: true,
          help: 'share of the texts that is held out, to choose the flags below by; None: no text is',
        }),
        0.1,
      ),
      test_size: testSizeFlag(null),
      ngrams: integer({ default: 2, atLeast: 1, help: 'words of the longest n-grams; with 1, words alone' }),
      min_texts: integer({
        default: 2,
        atLeast: 1,
        forData: true,
        help: 'in how many texts an n-gram has to be to count',
      }),
      c: number({ default: c, above: 0, help: 'how closely to fit the texts: less keeps weights smaller' }),
      max_iter: integer({ default: 300, atLeast: 1, help: 'steps of L-BFGS at most' }),
    },
    classes(labels) {
      if (labels.has('neutral'))
        throw new FlagError(`--model ${name}: the texts have three labels, and it tells two apart`);
      return ['negative', 'positive'];
    },
    split(labels, { valid_portion, test_size, random_state }) {
      const { train: others, validation: test } = splitOff(
        labels,
        [...labels.keys()],
        test_size,
        random_state,
      );
      return { ...splitOff(labels, others, valid_portion, random_state), test };
    },
    tokenSource: async (training, { min_texts }) =>
      vocabularySource(buildVocabulary(training, { minCount: min_texts })),
  };
}

/** Returns positions of texts without the share that is held out, and those that are; none where there is no share. */
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
