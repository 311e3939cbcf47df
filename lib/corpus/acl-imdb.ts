import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { readText } from './read-text';
import type { Label, Review } from './review';

/** The parts of IMDB's splits. Only `train` has `unlabeled` reviews. */
export type AclImdbPart = 'positive' | 'negative' | 'unlabeled';

/** Which part of IMDB to read. */
export interface AclImdbOptions extends Watch {
  split: 'train' | 'test';
  /** The parts to read, in this order. Default: positive, negative. */
  labels?: readonly AclImdbPart[];
}

const FOLDERS: Record<AclImdbPart, string> = { positive: 'pos', negative: 'neg', unlabeled: 'unsup' };
/** The number of files read between two reports of progress, which takes a few milliseconds. */
const REPORT_EVERY = 256;

/**
 * Returns the reviews of one split of IMDB (Maas et al. 2011) in its original layout:
 * `<dir>/train/pos/0_9.txt` is review 0, rated 9 of 10. The reviews of each part are ordered by
 * their numbers. The folders may hold any number of reviews.
 *
 * @param dir the folder that contains `train/` and `test/`
 * @throws when a folder is missing or has no review, a file is empty, not UTF-8 or not named
 *   `number_rating.txt`, or `signal` aborts.
 */
export async function readAclImdb(dir: string, options: AclImdbOptions): Promise<Review[]> {
  const { split, labels = ['positive', 'negative'] } = options;
  const parts = labels.map((part) => ({
    folder: join(split, FOLDERS[part]),
    label: part === 'unlabeled' ? undefined : part,
  }));
  return readFolders(dir, parts, { ...options, named: true });
}

/** The names of the two folders, one a class. */
export interface ReviewFoldersOptions extends Watch {
  /** The folder of the positive reviews. Default: `positiveReviews`. */
  positive?: string;
  /** The folder of the negative reviews. Default: `negativeReviews`. */
  negative?: string;
}

/**
 * Returns the reviews in two folders of `dir`. The defaults are `positiveReviews/` and
 * `negativeReviews/`, the O'Reilly tutorial's training set. File names must end in `.txt`. A
 * review has a rating where its name is like IMDB's `0_9.txt`.
 *
 * @throws when a folder is missing or has no review, a file is empty or not UTF-8, or `signal`
 *   aborts.
 */
export async function readReviewFolders(dir: string, options: ReviewFoldersOptions = {}): Promise<Review[]> {
  const { positive = 'positiveReviews', negative = 'negativeReviews' } = options;
  const parts: Part[] = [
    { folder: positive, label: 'positive' },
    { folder: negative, label: 'negative' },
  ];
  return readFolders(dir, parts, { ...options, named: false });
}

interface Part {
  folder: string;
  label?: Label;
}

async function readFolders(dir: string, parts: readonly Part[], options: Watch & { named: boolean }) {
  const files = parts.flatMap(({ folder, label }) =>
    reviewNames(dir, folder).map((name) => ({ source: `${folder.replaceAll('\\', '/')}/${name}`, label })),
  );
  const reviews: Review[] = [];
  for (const { source, label } of files) {
    if (reviews.length % REPORT_EVERY === 0) {
      options.progress?.(reviews.length, files.length);
      await pause(options.signal);
    }
    const text = readText(join(dir, source));
    const rating = ratingOf(join(dir, source), options.named);
    reviews.push({ text, ...(label && { label }), ...(rating && { rating }), source });
  }
  options.progress?.(files.length, files.length);
  return reviews;
}

/** Returns the names of a folder's text files, ordered by their numbers, then by name. */
function reviewNames(dir: string, folder: string): string[] {
  const path = join(dir, folder);
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    throw new Error(`there is no folder ${path}${advice(dir)}`, { cause: error });
  }
  const names = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.txt'));
  if (names.length === 0) throw new Error(`${path} holds no review: expected files like 0_9.txt`);
  return names.map(({ name }) => name).sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1));
}

/**
 * Returns the number at the start of a file's name, so that 10_7.txt follows 9_7.txt. Names
 * without one come last.
 */
function numberOf(name: string): number {
  const number = Number.parseInt(name, 10);
  return Number.isNaN(number) ? Number.MAX_VALUE : number;
}

function advice(dir: string): string {
  if (existsSync(join(dir, 'positiveReviews')))
    return `; ${dir} holds positiveReviews/: read it with readReviewFolders`;
  return existsSync(dir)
    ? `: expected the layout of aclImdb, train/pos/, train/neg/, test/pos/, test/neg/`
    : `: ${dir} does not exist; install it (npm run data -- imdb) or give another folder`;
}

/**
 * Returns the rating in `number_rating.txt`, or undefined for 0, which means no rating, as in
 * `unsup`.
 */
function ratingOf(file: string, named: boolean): number | undefined {
  const rating = /^\d+_(\d+)\.txt$/.exec(basename(file))?.[1];
  if (rating === undefined && named)
    throw new Error(`${file}: expected a name like 0_9.txt, the review's number and rating`);
  return Number(rating) || undefined;
}
