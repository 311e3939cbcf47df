/**
 * The results of a contestant by name, such as losses, sums or words. They show that all did the
 * same work.
 */
export type Answer = Record<string, Value>;

/** The tolerances of numbers, by their names in the answer. Default: 0. */
export type Tolerances = Record<string, number>;

type Value = number | string | readonly (number | string)[];

/**
 * Returns a line for each value in which two answers differ. Two numbers agree if their difference
 * is at most `tolerance * max(1, |a|, |b|)`. Other values must be equal. A value that only one
 * answer has is not compared.
 */
export function disagreements(first: Answer, second: Answer, tolerances: Tolerances): string[] {
  return Object.keys(first).flatMap((key) => {
    if (!(key in second)) return [];
    const [a, b] = [[first[key]!].flat(), [second[key]!].flat()];
    if (a.length !== b.length) return [`${key}: ${a.length} values against ${b.length}`];
    const at = a.findIndex((value, i) => !agree(value, b[i]!, tolerances[key] ?? 0));
    if (at < 0) return [];
    const name = a.length === 1 ? key : `${key}[${at}]`;
    return [`${name}: ${a[at]} against ${b[at]}`];
  });
}

function agree(a: number | string, b: number | string, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  return a === b;
}
