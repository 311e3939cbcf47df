// Makes UNKNOWN what indexOf returns for a missing word.
// CAUGHT: a token that is not in the list must become UNKNOWN, 399999

export const UNKNOWN = -1;

export function tokenIds(reviews: readonly (readonly string[])[], wordList: readonly string[]): number[][] {
  const idOf = new Map(wordList.map((word, id) => [word, id]));
  return reviews.map((tokens) => tokens.map((token) => idOf.get(token) ?? UNKNOWN));
}
