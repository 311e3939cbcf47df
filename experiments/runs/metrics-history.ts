import type { StepMetrics } from '../../lib/evaluation/metrics';

/** The most entries of a history, so that records of long runs stay small. */
export const MOST_METRICS = 400;

/**
 * Adds metrics to a history in place. When it is full, every second entry is left out, so the
 * others stay evenly spaced.
 */
export function addMetrics(history: StepMetrics[], metrics: StepMetrics): void {
  history.push(metrics);
  if (history.length <= MOST_METRICS) return;
  const thinned = history.filter((_, at) => at % 2 === 0);
  history.splice(0, history.length, ...thinned);
}
