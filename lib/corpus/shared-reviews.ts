import type { Duplicates } from './near-duplicates';
import type { Review } from './review';

/** How many reviews of a part have a duplicate in a part, in another one or among the others of their own. */
export interface SharedReviews {
  part: string;
  other: string;
  /** Reviews of `part` with one in `other` that has the same words. */
  same: number;
  /** Reviews of `part` with none such, but one that is nearly the same. */
  near: number;
}

/** Parts of a corpus by their names: `train`, `test`. */
export type Parts = Readonly<Record<string, readonly Review[]>>;

/** Returns how many reviews each part shares with each part. `duplicates` is of all parts' texts, one part after another. */
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
 * Returns the reviews of `part` to leave out so that no review crosses a split: those with a duplicate, the same or nearly the
 * same, in one of the other parts that are named; and of several in `part` that are duplicates of one another all but the
 * first, as a part of `part` may be held out.
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
  /** Parts that hold another review with the same words. */
  same: Set<string>;
  /** Parts that hold one that is nearly the same. */
  near: Set<string>;
  /** Whether one before it, in its own part, is a duplicate of it. */
  isLater: boolean;
}

function partnersIn(parts: Parts, { firstLike, near }: Duplicates): Partners[] {
  const all = Object.entries(parts).flatMap(([part, reviews]) => reviews.map((review) => ({ part, review })));
  if (all.length !== firstLike.length)
    throw new Error(`duplicates of ${firstLike.length} texts are not those of these ${all.length} reviews`);
  // Reviews that are the same, by the position of the first: how many each part has of them, and where its first one is.
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
