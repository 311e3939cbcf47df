/** Finds duplicates in a data set, and the training reviews to leave out because of them. */

import {
  NEAR_DUPLICATE_DEFAULTS,
  type NearDuplicatesOptions,
  nearDuplicates,
} from '../../lib/corpus/near-duplicates';
import type { Data } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import {
  type Parts,
  reviewsToLeaveOut,
  type SharedReviews,
  sharedReviews,
} from '../../lib/corpus/shared-reviews';
import { writeSourceList } from '../../lib/corpus/source-list';
import type { Watch } from '../../lib/progress';
import type { RunEvents } from './run-events';

/** The duplicates in a data set. */
export interface DuplicateTexts {
  /** The number of reviews in each set. */
  texts: Record<string, number>;
  shared: SharedReviews[];
  /**
   * The training reviews that duplicate a test review, or an earlier training review, which may be
   * in the validation set.
   */
  leaveOut: Review[];
}

/** Options of `duplicateTexts`. */
export type DuplicateTextsOptions = Pick<NearDuplicatesOptions, 'shingle' | 'similarity'> &
  Pick<RunEvents, 'progress' | 'signal'>;

/** Finds the duplicates and near duplicates in a data set, within and across its sets. */
export async function duplicateTexts(
  data: Data,
  { signal, progress, ...options }: DuplicateTextsOptions = {},
): Promise<DuplicateTexts> {
  const reading = (title: string): Watch => ({ signal, progress: progress?.(title, 'bytes') });
  const parts: Record<string, Review[]> = { train: await data.train(reading('Reading reviews')) };
  for (const part of ['test', 'unlabeled'] as const) {
    const reviews = await data[part]?.(reading(`Reading reviews (${part})`));
    if (reviews) parts[part] = reviews;
  }
  const duplicates = await nearDuplicates(textsOf(parts), {
    ...options,
    signal,
    progress: progress?.('Finding duplicates', 'reviews'),
  });
  return {
    texts: Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length])),
    shared: sharedReviews(parts, duplicates),
    leaveOut: reviewsToLeaveOut(parts, duplicates, 'train', ['test']),
  };
}

/**
 * Writes a list of reviews to leave out, for `--leave_out`.
 *
 * @param similarity the Jaccard similarity of near duplicates
 */
export async function listDuplicates(
  file: string,
  { what }: Data,
  leaveOut: readonly Review[],
  similarity: number = NEAR_DUPLICATE_DEFAULTS.similarity,
): Promise<void> {
  await writeSourceList(
    file,
    `Reviews of ${what} to leave out: duplicates (similarity ${similarity})`,
    leaveOut,
  );
}

function textsOf(parts: Parts): string[] {
  return Object.values(parts).flatMap((reviews) => reviews.map(({ text }) => text));
}
