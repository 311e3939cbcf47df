/** The texts of the VADER paper with the ratings of each person (Hutto & Gilbert 2014). */
import { join } from 'node:path';
import { readText } from '../../lib/corpus/read-text';
import type { Review } from '../../lib/corpus/review';
import { readSnippets } from '../../lib/corpus/snippets';
import { datasetPath } from '../../lib/datasets/catalog';

/** The classes of the general model, in the order of its outputs. */
export const CLASSES = ['negative', 'neutral', 'positive'] as const;

/** Texts with a mean rating from -0.5 to 0.5 are neutral. The scale is -4 to 4. */
export const NEUTRAL_BAND = 0.5;

/** The kinds of texts. The general model is trained on the first two. */
export type TextKind = 'tweets' | 'movieReviewSnippets' | 'amazonReviewSnippets' | 'nytEditorialSnippets';

/** A text with the shares of the people who rated it negative, 0 and positive. */
export interface RatedText extends Review {
  kind: TextKind;
  rating: number;
  shares: readonly [number, number, number];
}

/**
 * Returns the texts of one kind, with labels by their mean rating and `NEUTRAL_BAND`.
 *
 * @throws if the data set `vader` is not installed, or a text has no ratings
 */
export async function ratedTexts(kind: TextKind, folder = datasetPath('vader')): Promise<RatedText[]> {
  const reviews = await readSnippets(join(folder, `${kind}_GroundTruth.txt`), { neutralBand: NEUTRAL_BAND });
  const ratings = readRatings(join(folder, `${kind}_anonDataRatings.txt`));
  if (ratings.length !== reviews.length)
    throw new Error(`${kind}: ${reviews.length} texts, but ratings of ${ratings.length}`);
  return reviews.map((review, at) => ({
    ...review,
    kind,
    rating: review.rating!,
    shares: sharesOf(ratings[at]!),
  }));
}

/** Returns the ratings of each text: `number, mean, deviation, [2, -1, 0]`, separated by tabs. */
function readRatings(file: string): number[][] {
  const lines = readText(file).split(/\r?\n/).filter(Boolean);
  return lines.map((line, row) => {
    const list = /\[([-\d, ]+)\]\s*$/.exec(line)?.[1];
    if (!list) throw new Error(`${file}:${row + 1}: expected a list of ratings`);
    return list.split(',').map(Number);
  });
}

function sharesOf(ratings: readonly number[]): [number, number, number] {
  const share = (isCounted: (rating: number) => boolean) => ratings.filter(isCounted).length / ratings.length;
  return [share((rating) => rating < 0), share((rating) => rating === 0), share((rating) => rating > 0)];
}
