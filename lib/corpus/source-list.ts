import { readFileSync } from 'node:fs';
import { replaceFile } from '../files/replace-file';
import type { Review } from './review';

/** Writes a list of reviews: the source of each, one a line, below a line that says what they are. */
export async function writeSourceList(file: string, what: string, reviews: readonly Review[]): Promise<void> {
  const lines = [`# ${what}`, ...reviews.map(({ source }) => source), ''];
  await replaceFile(file, lines.join('\n'));
}

/** Returns the sources in a list that `writeSourceList` wrote. @throws when there is no such file */
export function readSourceList(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `the list of reviews cannot be read (${(error as Error).message}): npm run duplicates -- --out ${file} makes one`,
      { cause: error },
    );
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/**
 * Makes sure that a list of sources is of these reviews.
 *
 * @param what says which list it is, for the message
 * @throws for a source that none of the reviews has: the list is of another corpus
 */
export function requireSources(reviews: readonly Review[], sources: readonly string[], what: string): void {
  const known = new Set(reviews.map(({ source }) => source));
  const strange = sources.find((source) => !known.has(source));
  if (strange !== undefined)
    throw new Error(
      `${what} names ${strange}, which is not among the ${reviews.length} texts: make it again`,
    );
}
