// Includes the upper edge of each bin instead of its lower one.
// CAUGHT: a review of 50 tokens belongs to the bin that starts at 50

import type { Bin } from '../../../../solutions/14-histogram-of-lengths';

export { maxLengthFor } from '../../../../solutions/14-histogram-of-lengths';

export function histogram(lengths: readonly number[], width: number): Bin[] {
  const bins = Array.from({ length: Math.floor(Math.max(-1, ...lengths) / width) + 1 }, (_, n) => ({
    from: n * width,
    count: 0,
  }));
  for (const length of lengths) bins[Math.max(0, Math.ceil(length / width) - 1)]!.count++;
  return bins;
}
