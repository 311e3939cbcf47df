// Keeps the -1 of indexOf.
// CAUGHT: a word that the list does not have becomes UNKNOWN

import { UNKNOWN } from '../../../../solutions/27-hunt-slow-lookup';

export { UNKNOWN };

export function idsOfReviews(
  reviews: readonly (readonly string[])[],
  wordList: readonly string[],
): number[][] {
  return reviews.map((words) => words.map((word) => wordList.indexOf(word)));
}
