// Takes a plain object for a dictionary, which has words that nobody put into it.
// CAUGHT: a plain object finds more than was put into it

import { UNKNOWN } from '../../../../solutions/27-hunt-slow-lookup';

export { UNKNOWN };

export function idsOfReviews(
  reviews: readonly (readonly string[])[],
  wordList: readonly string[],
): number[][] {
  const idOf: Record<string, number> = Object.fromEntries(wordList.map((word, id) => [word, id]));
  return reviews.map((words) => words.map((word) => idOf[word] ?? UNKNOWN));
}
