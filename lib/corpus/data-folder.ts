/**
 * The data folders that commands train and evaluate on. There are three kinds: `data.csv` with the
 * columns SentimentText and Sentiment; `train/` and `test/` like IMDB's; or `pos/` and `neg/`
 * alone.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Watch } from '../progress';
import { readAclImdb, readReviewFolders } from './acl-imdb';
import { readCsv } from './csv';
import type { Review } from './review';

/** A folder of labeled reviews. */
export interface DataFolder {
  dir: string;
  /** The data's path, for messages: `data/Kaggle/data.csv`. */
  what: string;
  /** Returns the training set: all reviews where the folder has no test set. */
  train(options?: Watch): Promise<Review[]>;
  /** Returns the test set. Undefined where the folder has none. */
  test?(options?: Watch): Promise<Review[]>;
  /** Returns the unlabeled reviews, IMDB's `train/unsup/`. Undefined where the folder has none. */
  unlabeled?(options?: Watch): Promise<Review[]>;
  /**
   * Returns a digest of the names, sizes and dates of all files. It changes when the data change.
   */
  stamp(): string;
}

const CSV = { text: 'SentimentText', label: 'Sentiment' };

/**
 * Returns a data folder, without reading the reviews.
 *
 * @throws when the folder is of none of the three kinds.
 */
export function openDataFolder(dir: string): DataFolder {
  const has = (...path: string[]) => existsSync(join(dir, ...path));
  const part = (...path: string[]) => has(...path, 'pos') && has(...path, 'neg');
  const folders = (prefix: string) => (options?: Watch) =>
    readReviewFolders(dir, { ...options, positive: `${prefix}pos`, negative: `${prefix}neg` });
  if (has('data.csv')) {
    const file = join(dir, 'data.csv');
    return { dir, what: file, train: () => readCsv(file, CSV), stamp: () => stampOf([file]) };
  }
  if (part('train'))
    return {
      dir,
      what: dir,
      train: folders('train/'),
      ...(part('test') && { test: folders('test/') }),
      ...(has('train', 'unsup') && {
        unlabeled: (options) => readAclImdb(dir, { ...options, split: 'train', labels: ['unlabeled'] }),
      }),
      stamp: () => stampOf(['train', 'test'].flatMap((name) => textsIn(join(dir, name)))),
    };
  if (part()) return { dir, what: dir, train: folders(''), stamp: () => stampOf(textsIn(dir)) };
  throw new Error(
    existsSync(dir)
      ? `${dir} holds neither data.csv (with the columns SentimentText and Sentiment) nor train/pos/ and train/neg/, nor pos/ and neg/`
      : `${dir} does not exist: npm run setup writes data/Kaggle, npm run data -- imdb installs data/aclImdb`,
  );
}

function textsIn(dir: string): string[] {
  return ['pos', 'neg'].flatMap((name) => {
    const folder = join(dir, name);
    return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
  });
}

function stampOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
