// An unknown word gets the id of "no word here".
// CAUGHT: a word that idOf does not know becomes UNKNOWN

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function idsOf(words: readonly string[], idOf: ReadonlyMap<string, number>, length: number): number[] {
  return Array.from({ length }, (_, n) => idOf.get(words[n] ?? '') ?? PADDING);
}
