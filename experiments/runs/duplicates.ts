/** Texts of a data set that say the same, and those to leave out of training so that none of them crosses a split. */

import type { ReadOptions } from '../../lib/corpus/acl-imdb';
import type { DataFolder } from '../../lib/corpus/data-folder';
import {
  NEAR_DUPLICATE_DEFAULTS,
  type NearDuplicatesOptions,
  nearDuplicates,
} from '../../lib/corpus/near-duplicates';
import type { Review } from '../../lib/corpus/review';
import {
  type Parts,
  reviewsToLeaveOut,
  type SharedReviews,
  sharedReviews,
} from '../../lib/corpus/shared-reviews';
import { writeSourceList } from '../../lib/corpus/source-list';
import type { Progress } from '../../lib/progress';

/** What of a data set's texts says the same as others. */
export interface DuplicateTexts {
  /** How many texts each part has. */
  texts: Record<string, number>;
  shared: SharedReviews[];
  /** Texts to train on that are like one to test on, or like an earlier one to train on, as that may be held out. */
  leaveOut: Review[];
}

/** Options of `duplicateTexts`. */
export interface DuplicateTextsOptions extends Pick<NearDuplicatesOptions, 'shingle' | 'similarity'> {
  signal?: AbortSignal;
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
}

/** Finds the texts of a data set that say the same, or nearly, within its parts and across them. */
export async function duplicateTexts(
  data: DataFolder,
  { signal, progress, ...options }: DuplicateTextsOptions = {},
): Promise<DuplicateTexts> {
  const reading = (title: string): ReadOptions => ({ signal, progress: progress?.(title, 'texts') });
  const parts: Record<string, Review[]> = { train: await data.train(reading('Reading texts')) };
  for (const part of ['test', 'unlabeled'] as const) {
    const reviews = await data[part]?.(reading(`Reading texts (${part})`));
    if (reviews) parts[part] = reviews;
  }
  const duplicates = await nearDuplicates(textsOf(parts), {
    ...options,
    signal,
    progress: progress?.('Looking for duplicates', 'texts'),
  });
  return {
    texts: Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length])),
    shared: sharedReviews(parts, duplicates),
    leaveOut: reviewsToLeaveOut(parts, duplicates, 'train', ['test']),
  };
}

/**
 * Lists texts to leave out of training, as `--leave_out` takes them.
 *
 * @param similarity with which they were found
 */
export async function listDuplicates(
  file: string,
  { what }: DataFolder,
  leaveOut: readonly Review[],
  similarity: number = NEAR_DUPLICATE_DEFAULTS.similarity,
): Promise<void> {
  await writeSourceList(
    file,
    `Texts of ${what} to leave out: duplicates of others (${similarity})`,
    leaveOut,
  );
}

function textsOf(parts: Parts): string[] {
  return Object.values(parts).flatMap((reviews) => reviews.map(({ text }) => text));
}
