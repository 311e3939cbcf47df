// Pads in front, as Keras' pad_sequences does unless told otherwise.
// CAUGHT: padding stands after the words

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function idsOf(words: readonly string[], idOf: ReadonlyMap<string, number>, length: number): number[] {
  const ids = words.slice(0, length).map((word) => idOf.get(word) ?? UNKNOWN);
  return [...new Array<number>(length - ids.length).fill(PADDING), ...ids];
}
