import { join } from 'node:path';
import { stratifiedSplit } from '../../lib/batches/split';
import { readAclImdb } from '../../lib/corpus/acl-imdb';
import type { Review } from '../../lib/corpus/review';
import { readSnippets } from '../../lib/corpus/snippets';
import { datasetPath } from '../../lib/datasets/catalog';
import { isInstalled } from '../../lib/datasets/install';
import { showProgress } from '../../lib/progress';
import { OTHER_REVIEWS } from './other-reviews';

/** The reviews that a notebook works on. */
export interface CourseReviews {
  /** `imdb` if it is installed, else `snippets`, which setup installs. */
  dataset: 'imdb' | 'snippets';
  /** The training set, which includes the validation set. */
  train: Review[];
  /** The test set, to be evaluated once, at the end. */
  test: Review[];
}

const SNIPPETS_TEST_SHARE = 0.2;
const SNIPPETS_SEED = 0;

/**
 * Returns the IMDB reviews if they are installed, else labeled sentences from reviews. Prints
 * which data it is, and the command for the other. `SENTIMENT_COURSE_DATA=snippets` forces the
 * sentences.
 *
 * @throws if `SENTIMENT_COURSE_DATA` is `imdb`, which is not installed, or an unknown name
 */
export async function courseReviews(): Promise<CourseReviews> {
  const reviews = wantsImdb() ? await imdb() : await snippetReviews();
  console.log(describeReviews(reviews));
  return reviews;
}

/** Returns the description of the reviews that `courseReviews` prints. */
export function describeReviews({ dataset, train, test }: CourseReviews): string {
  const count = (reviews: Review[]) => reviews.length.toLocaleString('en-US');
  const counts = `${count(train)} in the training set, ${count(test)} in the test set`;
  const what = dataset === 'imdb' ? 'IMDB' : 'sentences from reviews';
  return `Data: ${what}, ${counts}.\n${OTHER_REVIEWS[dataset]}`;
}

function wantsImdb(): boolean {
  const wanted = process.env.SENTIMENT_COURSE_DATA;
  if (wanted && wanted !== 'imdb' && wanted !== 'snippets')
    throw new Error(`SENTIMENT_COURSE_DATA=${wanted} is unknown: use imdb or snippets`);
  if (wanted === 'imdb' && !isInstalled('imdb'))
    throw new Error('SENTIMENT_COURSE_DATA=imdb, but it is not installed: npm run data -- imdb');
  return wanted !== 'snippets' && isInstalled('imdb');
}

async function imdb(): Promise<CourseReviews> {
  const folder = datasetPath('imdb');
  const [train, test] = [
    await readAclImdb(folder, {
      split: 'train',
      progress: showProgress('Reading the training set', 'reviews'),
    }),
    await readAclImdb(folder, { split: 'test', progress: showProgress('Reading the test set', 'reviews') }),
  ];
  return { dataset: 'imdb', train, test };
}

/**
 * Returns labeled sentences from reviews, which setup installs. A small network trains on them
 * in seconds.
 */
export async function snippetReviews(): Promise<CourseReviews> {
  const all = await readSnippets(join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt'));
  const labels = all.map(({ label }) => label);
  const { train, validation } = stratifiedSplit(labels, SNIPPETS_TEST_SHARE, SNIPPETS_SEED);
  return { dataset: 'snippets', train: train.map((at) => all[at]!), test: validation.map((at) => all[at]!) };
}
