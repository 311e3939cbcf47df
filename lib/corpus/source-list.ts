import { readFileSync } from 'node:fs';
import { replaceFile } from '../files/replace-file';
import type { Review } from './review';

/**
 * Writes a list of reviews: the source of each, one per line.
 *
 * @param what the list's title, which becomes a comment on the first line
 */
export async function writeSourceList(file: string, what: string, reviews: readonly Review[]): Promise<void> {
  const lines = [`# ${what}`, ...reviews.map(({ source }) => source), ''];
  await replaceFile(file, lines.join('\n'));
}

/**
 * Returns the sources in a list that `writeSourceList` wrote.
 *
 * @throws when the file cannot be read.
 */
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
