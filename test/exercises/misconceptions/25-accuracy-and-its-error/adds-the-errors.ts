// Adds the standard errors, as if both were always off in opposite directions.
// CAUGHT: standard errors do not add up, their squares do

import type { Accuracy } from '../../../../solutions/25-accuracy-and-its-error';

export { accuracyOf } from '../../../../solutions/25-accuracy-and-its-error';

export function differ(a: Accuracy, b: Accuracy): boolean {
  return Math.abs(a.accuracy - b.accuracy) > 2 * (a.standardError + b.standardError);
}
