/** What came out of the work, by name, for proof that all did the same: losses, sums, words. */
export type Answer = Record<string, Value>;

/** How far numbers may be apart, by their names in the answer; 0 for those that are not named. */
export type Tolerances = Record<string, number>;

type Value = number | string | readonly (number | string)[];

/**
 * Returns in which values two answers differ, a line each; nothing where they agree. Numbers agree when they are
 * apart by at most their tolerance times the larger of 1 and their size, everything else when it is equal. A value
 * that only one of the answers has is not compared.
 */
export function disagreements(mine: Answer, theirs: Answer, tolerances: Tolerances): string[] {
  return Object.keys(mine)
    .filter((key) => key in theirs && !agree(mine[key]!, theirs[key]!, tolerances[key] ?? 0))
    .map((key) => `${key} ${show(mine[key]!)} against ${show(theirs[key]!)}`);
}

function agree(a: Value, b: Value, tolerance: number): boolean {
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((value, i) => agree(value, b[i]!, tolerance));
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  return a === b;
}

function isList(value: Value): value is readonly (number | string)[] {
  return Array.isArray(value);
}

function show(value: Value): string {
  return isList(value) ? `[${value.join(', ')}]` : String(value);
}
