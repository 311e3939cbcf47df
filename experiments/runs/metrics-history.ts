import type { StepMetrics } from '../../lib/evaluation/metrics';

/** The most entries of a history, so that records of long runs stay small. */
export const MOST_METRICS = 400;

/**
 * Adds metrics to a history in place, unless they are closer to the last entry than the first two
 * are to each other. When it is full, every second entry is left out. So the entries stay evenly
 * spaced.
 */
export function addMetrics(history: StepMetrics[], metrics: StepMetrics): void {
  const [first, second] = history;
  if (second && metrics.step - history.at(-1)!.step < second.step - first!.step) return;
  history.push(metrics);
  if (history.length <= MOST_METRICS) return;
  const thinned = history.filter((_, at) => at % 2 === 0);
  history.splice(0, history.length, ...thinned);
}
