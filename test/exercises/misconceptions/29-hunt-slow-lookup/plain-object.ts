// Uses a plain object as a dictionary, which has properties that nobody added.
// CAUGHT: a plain object also finds the properties that every object has

import { UNKNOWN } from '../../../../solutions/29-hunt-slow-lookup';

export { UNKNOWN };

export function tokenIds(reviews: readonly (readonly string[])[], wordList: readonly string[]): number[][] {
  const idOf: Record<string, number> = Object.fromEntries(wordList.map((token, id) => [token, id]));
  return reviews.map((tokens) => tokens.map((token) => idOf[token] ?? UNKNOWN));
}
