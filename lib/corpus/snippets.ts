import { basename } from 'node:path';
import { ratingOf } from './csv';
import { readText } from './read-text';
import type { Label, Review } from './review';

/** How ratings become labels. */
export interface SnippetOptions {
  /**
   * Adds a third class: ratings from -`neutralBand` to `neutralBand` are `neutral`. By default
   * there are two classes, positive above 0 and negative below 0, and sentences rated 0 are left
   * out.
   */
  neutralBand?: number;
}

/**
 * Returns the rated sentences in a file of the VADER paper (Hutto & Gilbert 2014). Each line is a
 * number, the mean rating of twenty people from -4 to 4, and the text, separated by tabs.
 *
 * @throws when the file cannot be read, is empty or not UTF-8, or a line has another form; the
 *   message names the file and the line. Throws a RangeError for a negative `neutralBand`.
 */
export async function readSnippets(file: string, { neutralBand }: SnippetOptions = {}): Promise<Review[]> {
  if (neutralBand !== undefined && !(neutralBand >= 0))
    throw new RangeError(`neutralBand is ${neutralBand}: give a rating of at least 0`);
  const reviews: Review[] = [];
  for (const [row, line] of readText(file).split(/\r?\n/).entries()) {
    if (!line) continue;
    const { rating, text } = parseLine(line, `${file}:${row + 1}`);
    const label = labelOf(rating, neutralBand);
    if (label) reviews.push({ text, label, rating, source: `${basename(file)}:${row + 1}` });
  }
  return reviews;
}

function parseLine(line: string, place: string): { rating: number; text: string } {
  const [number, rating, text, ...more] = line.split('\t');
  if (!number || rating === undefined || !text?.trim() || more.length > 0)
    throw new Error(`${place}: expected number, rating and text, separated by tabs`);
  const value = ratingOf(rating, place);
  if (Math.abs(value) > 4) throw new Error(`${place}: the rating ${rating} is outside of -4 to 4`);
  return { rating: value, text };
}

function labelOf(rating: number, neutralBand: number | undefined): Label | undefined {
  if (neutralBand !== undefined && Math.abs(rating) <= neutralBand) return 'neutral';
  if (rating === 0) return undefined;
  return rating > 0 ? 'positive' : 'negative';
}
