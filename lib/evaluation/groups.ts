import { standardError } from './metrics';

/** The accuracy on a group of reviews. */
export interface GroupAccuracy {
  /** The name of the group: `1 to 100 words`. */
  name: string;
  n: number;
  accuracy: number;
  standardError: number;
}

/**
 * Returns the accuracy of each group of reviews, in the order of `names`, without empty groups.
 *
 * @param reviews the number of reviews
 * @param groupOf returns the group of review n; undefined: it is in no group
 * @param isCorrect returns whether the prediction for review n is correct
 */
export function accuracyByGroup(
  reviews: number,
  names: readonly string[],
  groupOf: (n: number) => string | undefined,
  isCorrect: (n: number) => boolean,
): GroupAccuracy[] {
  const counts = new Map(names.map((name) => [name, { n: 0, correct: 0 }]));
  for (let review = 0; review < reviews; review++) {
    const count = counts.get(groupOf(review) ?? '');
    if (!count) continue;
    count.n++;
    if (isCorrect(review)) count.correct++;
  }
  return [...counts].flatMap(([name, { n, correct }]) => {
    const accuracy = correct / n;
    return n === 0 ? [] : [{ name, n, accuracy, standardError: standardError(accuracy, n) }];
  });
}
