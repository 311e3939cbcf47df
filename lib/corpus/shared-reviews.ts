import type { Duplicates } from './near-duplicates';
import type { Review } from './review';

/** The number of reviews in a part that have duplicates in a part, which may be the same part. */
export interface SharedReviews {
  part: string;
  other: string;
  /** The number of reviews in `part` that have a duplicate in `other`. */
  same: number;
  /** The number of reviews in `part` that have no duplicate in `other`, but a near-duplicate. */
  near: number;
}

/** The parts of a corpus by name: `train`, `test`. */
export type Parts = Readonly<Record<string, readonly Review[]>>;

/**
 * Returns the number of reviews that each part shares with each part.
 *
 * @param duplicates the result of `nearDuplicates` for the texts of all parts, one part after
 *   another
 * @throws when the number of texts does not match the parts.
 */
export function sharedReviews(parts: Parts, duplicates: Duplicates): SharedReviews[] {
  const partners = partnersIn(parts, duplicates);
  const names = Object.keys(parts);
  return names.flatMap((part) =>
    names.map((other) => {
      const of = partners.filter((one) => one.part === part);
      const same = of.filter((one) => one.same.has(other));
      const near = of.filter((one) => !one.same.has(other) && one.near.has(other));
      return { part, other, same: same.length, near: near.length };
    }),
  );
}

/**
 * Returns the reviews of `part` to leave out so that no review is in two sets: those with a
 * duplicate or near-duplicate in one of the parts `others`, and those with an earlier one in
 * `part` itself, because a validation set may be split off.
 *
 * @param duplicates the result of `nearDuplicates` for the texts of all parts, one part after
 *   another
 * @throws when the number of texts does not match the parts.
 */
export function reviewsToLeaveOut(
  parts: Parts,
  duplicates: Duplicates,
  part: string,
  others: readonly string[],
): Review[] {
  return partnersIn(parts, duplicates)
    .filter((one) => one.part === part)
    .filter(
      ({ same, near, isLater }) => isLater || others.some((other) => same.has(other) || near.has(other)),
    )
    .map(({ review }) => review);
}

interface Partners {
  review: Review;
  part: string;
  /** The parts that have a duplicate. */
  same: Set<string>;
  /** The parts that have a near-duplicate. */
  near: Set<string>;
  /** Whether an earlier review of the same part is a duplicate or near-duplicate. */
  isLater: boolean;
}

function partnersIn(parts: Parts, { firstLike, near }: Duplicates): Partners[] {
  const all = Object.entries(parts).flatMap(([part, reviews]) => reviews.map((review) => ({ part, review })));
  if (all.length !== firstLike.length)
    throw new Error(`the duplicates are of ${firstLike.length} texts, but there are ${all.length} reviews`);
  // Groups of duplicates by the position of the first. For each part: how many are in it, and the
  // first position.
  const groups = new Map<number, Map<string, { count: number; earliest: number }>>();
  for (const [at, first] of firstLike.entries()) {
    const group = groups.get(first) ?? new Map();
    const { part } = all[at]!;
    const { count, earliest } = group.get(part) ?? { count: 0, earliest: at };
    groups.set(first, group.set(part, { count: count + 1, earliest }));
  }
  const neighbors = new Map<number, number[]>();
  for (const { a, b } of near)
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = neighbors.get(one);
      if (known) known.push(other);
      else neighbors.set(one, [other]);
    }
  return all.map(({ part, review }, at) => {
    const own = groups.get(firstLike[at]!)!;
    const alike = (neighbors.get(firstLike[at]!) ?? []).map((first) => groups.get(first)!);
    const same = new Set(own.keys());
    if (own.get(part)!.count === 1) same.delete(part);
    return {
      review,
      part,
      same,
      near: new Set(alike.flatMap((group) => [...group.keys()])),
      isLater: [own, ...alike].some((group) => (group.get(part)?.earliest ?? at) < at),
    };
  });
}
