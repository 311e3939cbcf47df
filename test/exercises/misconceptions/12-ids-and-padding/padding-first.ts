// Pads at the start, the default of Keras' pad_sequences.
// CAUGHT: padding must come after the tokens

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  const ids = tokens.slice(0, length).map((token) => vocabulary.get(token) ?? UNKNOWN);
  return [...new Array<number>(length - ids.length).fill(PADDING), ...ids];
}
