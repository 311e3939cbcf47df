// Takes 0, the id of the first word, for nothing found.
// CAUGHT: the first word of the list has the id 0, and is no unknown word

import { UNKNOWN } from '../../../../solutions/27-hunt-slow-lookup';

export { UNKNOWN };

export function idsOfReviews(
  reviews: readonly (readonly string[])[],
  wordList: readonly string[],
): number[][] {
  const idOf = new Map(wordList.map((word, id) => [word, id]));
  return reviews.map((words) => words.map((word) => idOf.get(word) || UNKNOWN));
}
