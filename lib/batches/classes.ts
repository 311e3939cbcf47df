import type { Label } from '../corpus/review';

/** The order of the usual classes of sentiment. */
const SENTIMENTS: readonly Label[] = ['negative', 'neutral', 'positive'];

/**
 * Returns the classes of some labels, in the order of a model's outputs. It does not depend on the
 * order of the labels:
 *
 * - Are all labels negative, neutral or positive? Then the classes are in the order of
 *   `sentiments`. Negative and positive are classes even if no text has that label.
 * - Are all labels numbers, such as stars? Then they are in ascending order.
 * - Other labels are sorted by the code units of their names, as `sort` does.
 *
 * @param labels the labels of all texts, or each label once
 * @param sentiments negative, neutral and positive, in the order that a system has for them
 *
 * @example
 * ```ts
 * import { classesOf } from 'sentiment-lab/batches';
 *
 * classesOf(['positive', 'negative', 'positive']); // => ['negative', 'positive']
 * classesOf(['sadness', 'joy', 'fear']); // => ['fear', 'joy', 'sadness']
 * classesOf(['10', '9', '1']); // => ['1', '9', '10']
 * ```
 */
export function classesOf(labels: Iterable<Label>, sentiments: readonly Label[] = SENTIMENTS): Label[] {
  const names = new Set(labels);
  const all = [...names];
  if (all.every((label) => SENTIMENTS.includes(label)))
    return sentiments.filter((label) => label !== 'neutral' || names.has(label));
  const isNumber = (label: Label) => label.trim() !== '' && Number.isFinite(Number(label));
  return all.every(isNumber) ? all.sort((a, b) => Number(a) - Number(b)) : all.sort();
}
