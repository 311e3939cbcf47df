// Long reviews keep all their words.
// CAUGHT: only the first words of a long review are kept

export const PADDING = 0;
export const UNKNOWN = 399_999;

export function idsOf(words: readonly string[], idOf: ReadonlyMap<string, number>, length: number): number[] {
  const ids = words.map((word) => idOf.get(word) ?? UNKNOWN);
  while (ids.length < length) ids.push(PADDING);
  return ids;
}
