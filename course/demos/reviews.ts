import { join } from 'node:path';
import { stratifiedSplit } from '../../lib/batches/split';
import { readAclImdb } from '../../lib/corpus/acl-imdb';
import type { Review } from '../../lib/corpus/review';
import { readSnippets } from '../../lib/corpus/snippets';
import { datasetPath } from '../../lib/datasets/catalogue';
import { isInstalled } from '../../lib/datasets/install';
import { showProgress } from '../../lib/progress';

/** The reviews that a notebook works on. */
export interface CourseReviews {
  /** `imdb` where it is installed, else the `snippets` that every set-up has. */
  dataset: 'imdb' | 'snippets';
  /** To train on and to choose by. */
  train: Review[];
  /** To be looked at once, at the end. */
  test: Review[];
}

const SNIPPETS_TEST_SHARE = 0.2;
const SNIPPETS_SEED = 0;

/**
 * Returns IMDB's reviews where they are installed, else rated sentences from reviews, and says which, with the
 * command for the other. `SENTIMENT_COURSE_DATA=snippets` takes the sentences in any case.
 *
 * @throws when `SENTIMENT_COURSE_DATA=imdb` asks for reviews that are not installed
 */
export async function courseReviews(): Promise<CourseReviews> {
  const reviews = wantsImdb() ? await imdb() : await snippetReviews();
  console.log(describeReviews(reviews));
  return reviews;
}

/** Returns what `courseReviews` says of the reviews. */
export function describeReviews({ dataset, train, test }: CourseReviews): string {
  const count = (reviews: Review[]) => reviews.length.toLocaleString('en-US');
  const counts = `${count(train)} to train on, ${count(test)} to test on`;
  return dataset === 'imdb'
    ? `Data: IMDB, ${counts}.\nFor short sentences, start with: SENTIMENT_COURSE_DATA=snippets npm start`
    : `Data: sentences from reviews, ${counts}.\nFor whole reviews from IMDB, run: npm run data -- imdb`;
}

function wantsImdb(): boolean {
  const wanted = process.env['SENTIMENT_COURSE_DATA'];
  if (wanted && wanted !== 'imdb' && wanted !== 'snippets')
    throw new Error(`SENTIMENT_COURSE_DATA=${wanted} names no data: use imdb or snippets`);
  if (wanted === 'imdb' && !isInstalled('imdb'))
    throw new Error('SENTIMENT_COURSE_DATA=imdb, but it is not installed: npm run data -- imdb');
  return wanted !== 'snippets' && isInstalled('imdb');
}

async function imdb(): Promise<CourseReviews> {
  const folder = datasetPath('imdb');
  const [train, test] = [
    await readAclImdb(folder, { split: 'train', progress: showProgress('Reading to train on', 'reviews') }),
    await readAclImdb(folder, { split: 'test', progress: showProgress('Reading to test on', 'reviews') }),
  ];
  return { dataset: 'imdb', train, test };
}

/** Returns the rated sentences that every set-up has: short texts on which a small network trains in seconds. */
export async function snippetReviews(): Promise<CourseReviews> {
  const all = await readSnippets(join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt'));
  const labels = all.map(({ label }) => label);
  const { train, validation } = stratifiedSplit(labels, SNIPPETS_TEST_SHARE, SNIPPETS_SEED);
  return { dataset: 'snippets', train: train.map((at) => all[at]!), test: validation.map((at) => all[at]!) };
}
