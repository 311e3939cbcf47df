// Takes 0, the id of the first word, for a missing word.
// CAUGHT: the first word of the list has the id 0, it is not unknown

import { UNKNOWN } from '../../../../solutions/29-hunt-slow-lookup';

export { UNKNOWN };

export function tokenIds(reviews: readonly (readonly string[])[], wordList: readonly string[]): number[][] {
  const idOf = new Map(wordList.map((token, id) => [token, id]));
  return reviews.map((tokens) => tokens.map((token) => idOf.get(token) || UNKNOWN));
}
