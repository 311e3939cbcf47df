import type { Watch } from '../progress';
import { type DataOptions, openData } from './open-data';
import type { Review } from './review';

/** Options of `readReviews`. */
export interface ReadReviewsOptions extends Watch, DataOptions {
  /** Which part of data that come in parts. Default `train`. */
  part?: 'train' | 'validation' | 'test' | 'unlabeled';
}

/**
 * Returns the labeled reviews in a file, a folder, the files of a pattern or an archive, in a fixed
 * order. See `openData` for what it reads.
 *
 * @throws like `openData`, and when there is no such part
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
export async function readReviews(path: string, options: ReadReviewsOptions = {}): Promise<Review[]> {
  const { part = 'train', progress, signal, ...reading } = options;
  const data = await openData(path, reading);
  const read = data[part];
  if (!read) throw new Error(`${data.what} has no ${part} set`);
  return read({ progress, signal });
}
