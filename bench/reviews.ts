import { join } from 'node:path';
import { type Review, readAclImdb, readSnippets } from '../lib/corpus';
import { datasetPath, isInstalled } from '../lib/datasets';

/**
 * Returns IMDB's labelled reviews of one split where they are installed, else rated sentences from reviews (the same
 * ones for both splits: nothing here measures how right a model is), and which of them these are.
 */
export async function benchReviews(split: 'train' | 'test'): Promise<{ what: string; reviews: Review[] }> {
  if (isInstalled('imdb'))
    return { what: 'IMDB reviews', reviews: await readAclImdb(datasetPath('imdb'), { split }) };
  const file = join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt');
  return { what: 'sentences from reviews', reviews: await readSnippets(file) };
}

/** Returns a share of the items, evenly spread over all of them. */
export function spread<T>(items: readonly T[], fraction: number): T[] {
  return items.filter((_, at) => Math.floor((at + 1) * fraction) > Math.floor(at * fraction));
}
