import { join } from 'node:path';
import { type Review, readAclImdb, readSnippets } from '../lib/corpus';
import { datasetPath, isInstalled } from '../lib/datasets';

/**
 * Returns the labeled IMDB reviews of a split if they are installed, else labeled sentences from
 * reviews, and a description. The sentences are the same for both splits, because nothing here
 * measures accuracy.
 */
export async function benchReviews(split: 'train' | 'test'): Promise<{ what: string; reviews: Review[] }> {
  if (isInstalled('imdb'))
    return { what: 'IMDB reviews', reviews: await readAclImdb(datasetPath('imdb'), { split }) };
  const file = join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt');
  return { what: 'sentences from reviews', reviews: await readSnippets(file) };
}

/** Returns a fraction of the items, evenly spaced. */
export function spread<T>(items: readonly T[], fraction: number): T[] {
  return items.filter((_, at) => Math.floor((at + 1) * fraction) > Math.floor(at * fraction));
}
