// Adds the standard errors up, as if both were off in opposite directions each time.
// CAUGHT: standard errors do not add up, their squares do

import type { Accuracy } from '../../../../solutions/18-accuracy-and-its-error';

export { measure } from '../../../../solutions/18-accuracy-and-its-error';

export function differ(a: Accuracy, b: Accuracy): boolean {
  return Math.abs(a.accuracy - b.accuracy) > 2 * (a.standardError + b.standardError);
}
