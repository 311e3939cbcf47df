import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { readText } from './read-text';
import type { Label, Review } from './review';

/** The parts of a split: `positive` and `negative` reviews, and the `unlabeled` ones that only `train` has. */
export type AclImdbPart = 'positive' | 'negative' | 'unlabeled';

/** Options of every function that reads a corpus. */
export interface ReadOptions {
  progress?: Progress;
  /** Stops the reading; in a notebook the cell's stop button does so by itself. */
  signal?: AbortSignal;
}

/** Which part of IMDB to read. */
export interface AclImdbOptions extends ReadOptions {
  split: 'train' | 'test';
  /** What to read, in this order. Default: positive, then negative. */
  labels?: readonly AclImdbPart[];
}

const FOLDERS: Record<AclImdbPart, string> = { positive: 'pos', negative: 'neg', unlabeled: 'unsup' };
/** Reads between two looks at the stop button: a slab of small files takes a few milliseconds. */
const SLAB = 256;

/**
 * Returns the reviews of one split of IMDB in its official layout: `<dir>/train/pos/0_9.txt` is number 0, rated
 * 9 of 10. Positive reviews come first, then the negative ones, each in the order of their numbers; any number of
 * them may be there.
 *
 * @param dir the folder that holds `train/` and `test/`
 * @throws when a folder is missing or holds no review, a file is empty, not UTF-8 or not named `number_rating.txt`.
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
export interface ReviewFoldersOptions extends ReadOptions {
  /** The folder of the positive reviews. Default: `positiveReviews`. */
  positive?: string;
  /** The folder of the negative ones. Default: `negativeReviews`. */
  negative?: string;
}

/**
 * Returns the reviews of the folders `positiveReviews/` and `negativeReviews/` in `dir`, in which the O'Reilly
 * text keeps the training set, or of two others. Files may have any name that ends in `.txt`; where it is IMDB's, `0_9.txt`, the
 * review has its rating.
 *
 * @throws when a folder is missing or holds no review, or a file is empty or not UTF-8.
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

async function readFolders(dir: string, parts: readonly Part[], options: ReadOptions & { named: boolean }) {
  const files = parts.flatMap(({ folder, label }) =>
    reviewNames(dir, folder).map((name) => ({ source: `${folder.replaceAll('\\', '/')}/${name}`, label })),
  );
  const reviews: Review[] = [];
  for (const { source, label } of files) {
    if (reviews.length % SLAB === 0) {
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

/** Returns the names of a folder's text files, in the order of their numbers, else of the alphabet. */
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

/** Returns the number that a file's name starts with, so that 10_7.txt follows 9_7.txt; names without come last. */
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

/** Returns the rating in `number_rating.txt`; undefined for 0, which stands for none, as in `unsup`. */
function ratingOf(file: string, named: boolean): number | undefined {
  const rating = /^\d+_(\d+)\.txt$/.exec(basename(file))?.[1];
  if (rating === undefined && named)
    throw new Error(`${file}: expected a name like 0_9.txt, the number of the review and its rating`);
  return Number(rating) || undefined;
}
