// Creates a new Map for each review.
// CAUGHT: the code went through the list of 400 words 20 times

import { UNKNOWN } from '../../../../solutions/29-hunt-slow-lookup';

export { UNKNOWN };

export function tokenIds(reviews: readonly (readonly string[])[], wordList: readonly string[]): number[][] {
  return reviews.map((tokens) => {
    const idOf = new Map(wordList.map((token, id) => [token, id]));
    return tokens.map((token) => idOf.get(token) ?? UNKNOWN);
  });
}
