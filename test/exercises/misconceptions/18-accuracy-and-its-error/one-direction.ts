// Forgets that the second accuracy may be the greater one.
// CAUGHT: the second accuracy is the greater one here, and a difference has two directions

import type { Accuracy } from '../../../../solutions/18-accuracy-and-its-error';

export { measure } from '../../../../solutions/18-accuracy-and-its-error';

export function differ(a: Accuracy, b: Accuracy): boolean {
  return a.accuracy - b.accuracy > 2 * Math.hypot(a.standardError, b.standardError);
}
