/**
 * The folders that commands train and evaluate on, told apart by what is in them: `data.csv` with the columns
 * SentimentText and Sentiment, IMDB's `train/` and `test/`, or one such part, `pos/` and `neg/`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadOptions, readAclImdb, readReviewFolders } from './acl-imdb';
import { readCsv } from './csv';
import type { Review } from './review';

/** Labelled texts on disk. */
export interface DataFolder {
  dir: string;
  /** What it is, in words: `data/Kaggle/data.csv`. */
  what: string;
  /** Returns the texts to train on: all, where there is no test part. */
  train(options?: ReadOptions): Promise<Review[]>;
  /** Returns the texts to test on. Absent where the data have no such part. */
  test?(options?: ReadOptions): Promise<Review[]>;
  /** Returns texts that nobody labelled, IMDB's `train/unsup/`. Absent where the data have none. */
  unlabeled?(options?: ReadOptions): Promise<Review[]>;
  /** Returns a digest of names, sizes and dates of all files: another one says that the data may have changed. */
  stamp(): string;
}

const CSV = { text: 'SentimentText', label: 'Sentiment' };

/**
 * Returns the texts in a folder. Nothing is read yet.
 *
 * @throws when the folder is none of those
 */
export function openDataFolder(dir: string): DataFolder {
  const has = (...path: string[]) => existsSync(join(dir, ...path));
  const part = (...path: string[]) => has(...path, 'pos') && has(...path, 'neg');
  const folders = (prefix: string) => (options?: ReadOptions) =>
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
