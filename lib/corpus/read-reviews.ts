import type { Watch } from '../progress';
import { openDataFolder } from './data-folder';
import type { Review } from './review';

/** Options of `readReviews`. */
export interface ReadReviewsOptions extends Watch {
  /** Which part of data that come in parts. Default `train`. */
  part?: 'train' | 'test' | 'unlabeled';
}

/**
 * Returns the reviews in a folder, in a fixed order. The folder has `data.csv` with the columns
 * `SentimentText` and `Sentiment`, or `pos/` and `neg/` with a text file per review, or both of
 * these in `train/` and `test/`, as IMDB.
 *
 * @throws when the folder has none of these, or no such part
 * @example
 * ```ts
 * import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readReviews } from 'sentiment-lab';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'reviews-'));
 * writeFileSync(join(folder, 'data.csv'), 'SentimentText,Sentiment\nA delight.,1\nA bore.,0\n');
 * const reviews = await readReviews(folder);
 * reviews.map(({ label }) => label); // => ['positive', 'negative']
 * ```
 */
export async function readReviews(
  folder: string,
  { part = 'train', ...options }: ReadReviewsOptions = {},
): Promise<Review[]> {
  const data = openDataFolder(folder);
  const read = data[part];
  if (!read) throw new Error(`${data.what} has no ${part} part`);
  return read(options);
}
