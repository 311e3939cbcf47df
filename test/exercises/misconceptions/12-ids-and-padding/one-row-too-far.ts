// Counts 400,000 rows from 1.
// CAUGHT: must become UNKNOWN, 399999: tokenIds(["a", "filmm"], vocabulary, 2) gave [7, 400000]

export const PADDING = 0;
export const UNKNOWN = 400_000;

export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  return Array.from({ length }, (_, n) =>
    n < tokens.length ? (vocabulary.get(tokens[n]!) ?? UNKNOWN) : PADDING,
  );
}
