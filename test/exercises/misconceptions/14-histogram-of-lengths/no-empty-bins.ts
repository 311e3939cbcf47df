// Creates a bin only when the first review falls into it.
// CAUGHT: empty bins are missing

import type { Bin } from '../../../../solutions/14-histogram-of-lengths';

export { maxLengthFor } from '../../../../solutions/14-histogram-of-lengths';

export function histogram(lengths: readonly number[], width: number): Bin[] {
  const counts = new Map<number, number>();
  for (const length of lengths) {
    const from = width * Math.floor(length / width);
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([from, count]) => ({ from, count }));
}
