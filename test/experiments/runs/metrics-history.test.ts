import { expect, test } from 'vitest';
import { addMetrics, MOST_METRICS } from '../../../experiments/runs/metrics-history';
import type { StepMetrics } from '../../../lib/evaluation/metrics';

test('a history of a million steps stays small, in order, and keeps its first entry', () => {
  const history: StepMetrics[] = [];
  for (let step = 0; step < 1_000_000; step += 50) addMetrics(history, { step, loss: 1, accuracy: 0.5 });
  expect(history.length).toBeLessThanOrEqual(MOST_METRICS);
  expect(history.length).toBeGreaterThanOrEqual(MOST_METRICS / 2);
  expect(history[0]!.step).toBe(0);
  const steps = history.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBeGreaterThan(990_000);
});
