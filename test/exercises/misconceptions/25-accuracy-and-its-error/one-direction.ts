// Forgets that the second accuracy may be the higher one.
// CAUGHT: the second accuracy is the higher one here: ignore the sign of the difference

import type { Accuracy } from '../../../../solutions/25-accuracy-and-its-error';

export { accuracyOf } from '../../../../solutions/25-accuracy-and-its-error';

export function differ(a: Accuracy, b: Accuracy): boolean {
  return a.accuracy - b.accuracy > 2 * Math.hypot(a.standardError, b.standardError);
}
