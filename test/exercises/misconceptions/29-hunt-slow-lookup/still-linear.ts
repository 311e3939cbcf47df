// Fixes the ids, but still searches from the start.
// CAUGHT: the code went through the list of 400 words 401 times

import { UNKNOWN } from '../../../../solutions/29-hunt-slow-lookup';

export { UNKNOWN };

export function tokenIds(reviews: readonly (readonly string[])[], wordList: readonly string[]): number[][] {
  return reviews.map((tokens) =>
    tokens.map((token) => (wordList.includes(token) ? wordList.indexOf(token) : UNKNOWN)),
  );
}
