import { standardError } from './metrics';

/** How well a classifier does on a part of some texts. */
export interface GroupScore {
  /** What the texts of the part have in common: `1 to 100 words`. */
  name: string;
  n: number;
  accuracy: number;
  standardError: number;
}

/**
 * Returns the accuracy of each group of texts, groups in the order of `names`, those without a text left out.
 *
 * @param groupOf the group of text n; undefined: it is in none
 * @param isRight whether text n was classified right
 */
export function scoreByGroup(
  texts: number,
  names: readonly string[],
  groupOf: (text: number) => string | undefined,
  isRight: (text: number) => boolean,
): GroupScore[] {
  const counts = new Map(names.map((name) => [name, { n: 0, right: 0 }]));
  for (let text = 0; text < texts; text++) {
    const count = counts.get(groupOf(text) ?? '');
    if (!count) continue;
    count.n++;
    if (isRight(text)) count.right++;
  }
  return [...counts].flatMap(([name, { n, right }]) => {
    const accuracy = right / n;
    return n === 0 ? [] : [{ name, n, accuracy, standardError: standardError(accuracy, n) }];
  });
}
