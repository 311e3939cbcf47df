// Changes a constant that other code imports, and writes the right number into the function.
// CAUGHT: UNKNOWN must be 399999, not 0

export const PADDING = 0;
export const UNKNOWN = 0;

export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  return Array.from({ length }, (_, n) => (n < tokens.length ? (vocabulary.get(tokens[n]!) ?? 399_999) : 0));
}
