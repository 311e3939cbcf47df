// Does not truncate long reviews.
// CAUGHT: only the first tokens of a long review may stay

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  const ids = tokens.map((token) => vocabulary.get(token) ?? UNKNOWN);
  while (ids.length < length) ids.push(PADDING);
  return ids;
}
