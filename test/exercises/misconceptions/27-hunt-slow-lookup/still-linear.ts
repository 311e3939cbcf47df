// Mends the ids, and still searches from the start.
// CAUGHT: the list of 400 words was gone through 401 times

import { UNKNOWN } from '../../../../solutions/27-hunt-slow-lookup';

export { UNKNOWN };

export function idsOfReviews(
  reviews: readonly (readonly string[])[],
  wordList: readonly string[],
): number[][] {
  return reviews.map((words) =>
    words.map((word) => (wordList.includes(word) ? wordList.indexOf(word) : UNKNOWN)),
  );
}
