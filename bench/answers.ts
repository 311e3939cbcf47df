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
  return Object.keys(mine).flatMap((key) => {
    if (!(key in theirs)) return [];
    const [ours, others] = [[mine[key]!].flat(), [theirs[key]!].flat()];
    if (ours.length !== others.length) return [`${key}: ${ours.length} values against ${others.length}`];
    const at = ours.findIndex((value, i) => !agree(value, others[i]!, tolerances[key] ?? 0));
    if (at < 0) return [];
    const name = ours.length === 1 ? key : `${key}[${at}]`;
    return [`${name}: ${ours[at]} against ${others[at]}`];
  });
}

function agree(a: number | string, b: number | string, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  return a === b;
}
