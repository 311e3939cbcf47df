import { join } from 'node:path';
import { type Examples, encodeReviews, stratifiedSplit, type TokenLookup } from '../../lib/batches';
import { type Label, type Review, readSnippets } from '../../lib/corpus';
import { datasetPath, isInstalled } from '../../lib/datasets';
import { tokenize } from '../../lib/text';

/** Whether the sentences are installed; setup installs them. */
export const snippetsInstalled = isInstalled('snippets');

/** Sentences of film reviews, split into training set and test set. */
export interface Snippets {
  train: Review[];
  test: Review[];
}

/** Returns the rated sentences, a fifth of them as the test set. */
export async function snippets(neutralBand?: number): Promise<Snippets> {
  const file = join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt');
  const all = await readSnippets(file, { neutralBand });
  const labels = all.map(({ label }) => label);
  const { train, validation } = stratifiedSplit(labels, 0.2, 0);
  return { train: train.map((at) => all[at]!), test: validation.map((at) => all[at]!) };
}

/** Encodes both sets. */
export async function encoded(
  { train, test }: Snippets,
  words: TokenLookup,
  classes: readonly Label[] = ['negative', 'positive'],
): Promise<{ train: Examples; test: Examples }> {
  return {
    train: await encodeReviews(train, words, { classes }),
    test: await encodeReviews(test, words, { classes }),
  };
}

/** Tokenizes each review. */
export const tokensOf = (reviews: readonly Review[]) => reviews.map(({ text }) => tokenize(text));
