// Takes the limit of a normal distribution in place of two standard errors.
// CAUGHT: the limit is two standard errors, not 1.96

import type { Accuracy } from '../../../../solutions/25-accuracy-and-its-error';

export { accuracyOf } from '../../../../solutions/25-accuracy-and-its-error';

export function differ(a: Accuracy, b: Accuracy): boolean {
  const error = Math.hypot(a.standardError, b.standardError);
  return Math.abs(a.accuracy - b.accuracy) > 1.96 * error;
}
