import { standardError } from './metrics';

/** How well a classifier does on a part of some texts. */
export interface GroupAccuracy {
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
 * @param isCorrect whether text n was classified right
 */
export function accuracyByGroup(
  texts: number,
  names: readonly string[],
  groupOf: (text: number) => string | undefined,
  isCorrect: (text: number) => boolean,
): GroupAccuracy[] {
  const counts = new Map(names.map((name) => [name, { n: 0, correct: 0 }]));
  for (let text = 0; text < texts; text++) {
    const count = counts.get(groupOf(text) ?? '');
    if (!count) continue;
    count.n++;
    if (isCorrect(text)) count.correct++;
  }
  return [...counts].flatMap(([name, { n, correct }]) => {
    const accuracy = correct / n;
    return n === 0 ? [] : [{ name, n, accuracy, standardError: standardError(accuracy, n) }];
  });
}
