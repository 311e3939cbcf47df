/** Losses and gradients are 32-bit floats: with larger class weights, their squares overflow. */
export const MOST_CLASS_WEIGHT = 1e9;

/**
 * Returns the weight of each class, `[classes]`, with which all classes together count the same:
 * for n examples of k classes, n(c) of which are of class c,
 *
 *     n / (k n(c))
 *
 * This is scikit-learn's `class_weight='balanced'`. The weights of all examples have the mean 1. A
 * class without examples does not count in k, and has weight 1.
 *
 * @param labels the class of each example, 0 to `classes` - 1
 *
 * @example
 * ```ts
 * import { balancedWeights } from 'sentiment-lab/training';
 *
 * balancedWeights([0, 0, 0, 1], 2); // => [0.667, 2]
 * ```
 */
export function balancedWeights(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let at = 0; at < labels.length; at++) counts[labels[at]!]!++;
  const occurring = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? labels.length / (occurring * count) : 1));
}
