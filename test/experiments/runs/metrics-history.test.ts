import { expect, test } from 'vitest';
import { addMetrics, MOST_METRICS } from '../../../experiments/runs/metrics-history';
import type { StepMetrics } from '../../../lib/evaluation/metrics';

test('a history of a million steps stays small, evenly spaced, and keeps its first entry', () => {
  const history: StepMetrics[] = [];
  for (let step = 0; step < 1_000_000; step += 50) addMetrics(history, { step, loss: 1, accuracy: 0.5 });
  expect(history.length).toBeLessThanOrEqual(MOST_METRICS);
  expect(history.length).toBeGreaterThanOrEqual(MOST_METRICS / 2);
  expect(history[0]!.step).toBe(0);
  const steps = history.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps.slice(1).map((step, n) => step - steps[n]!)).size).toBe(1); // evenly spaced
  expect(steps.at(-1)).toBeGreaterThan(990_000);
});
