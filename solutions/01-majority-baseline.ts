/** The simplest classifier: it predicts the same label for every review. */
export interface MajorityBaseline {
  /** The label that it predicts: the most frequent one of the training set. */
  label: string;
  /** The share of the test reviews with that label, 0 to 1. */
  accuracy: number;
}

/**
 * Returns the majority-class baseline. It "learns" the most frequent label of the training set, and
 * is tested on the test set. Every model in this course has to be better than that.
 *
 * If several labels are the most frequent ones, take the one that comes first in the training set.
 *
 * @param trainLabels the labels of the training reviews, at least one
 * @param testLabels the labels of the test reviews, at least one
 *
 * @example
 * majorityBaseline(['good', 'bad', 'good'], ['good', 'bad', 'bad', 'bad']);
 * // { label: 'good', accuracy: 0.25 }
 */
export function majorityBaseline(
  trainLabels: readonly string[],
  testLabels: readonly string[],
): MajorityBaseline {
  // HINT When you choose the label, which of the two lists may you look at?
  // HINT Section "The baseline to beat" of notebook 01 does it for two labels: it finds the label in
  //      `train`, and counts it in `test`.
  // HINT Count each label in a `Map`, and find the label with the highest count. Then count how many
  //      of `testLabels` are equal to it, and divide by `testLabels.length`.
  // BEGIN SOLUTION majorityBaseline
  const counts = new Map<string, number>();
  for (const label of trainLabels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [label] = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!) as [string];
  const right = testLabels.filter((testLabel) => testLabel === label).length;
  return { label, accuracy: right / testLabels.length };
  // END SOLUTION
}
