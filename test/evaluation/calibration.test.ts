import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../lib/batches';
import { atTemperature, calibrationError, fitTemperature, reliability } from '../../lib/evaluation';

/** Two classes: says `p` of class 1, and class 1 comes with the probability `truth(p)`. */
function answers(truth: (p: number) => number, n = 5000) {
  const random = randomFrom(3);
  const share = () => random.integer(0, 999_999) / 1e6;
  const probabilities = new Float32Array(2 * n);
  const labels = new Int32Array(n);
  for (let at = 0; at < n; at++) {
    const p = 0.02 + 0.96 * share();
    probabilities.set([1 - p, p], 2 * at);
    labels[at] = share() < truth(p) ? 1 : 0;
  }
  return { probabilities, labels, classes: 2 };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

describe('reliability', () => {
  it('puts answers into bins by the probability of the answer', () => {
    const bins = reliability({
      probabilities: Float32Array.of(0.25, 0.75, 0.8125, 0.1875, 0.5, 0.5),
      labels: Int32Array.of(1, 1, 0),
      classes: 2,
    });
    expect(bins.map(({ from, to, n, accuracy }) => [from, to, n, accuracy])).toEqual([
      [0.4, 0.5, 1, 1],
      [0.7, 0.8, 1, 1],
      [0.8, 0.9, 1, 0],
    ]);
  });

  it('finds honest probabilities honest', () =>
    expect(calibrationError(answers((p) => p))).toBeLessThan(0.02));

  it('finds out who is too sure of himself', () =>
    expect(calibrationError(answers((p) => sigmoid(logit(p) / 3)))).toBeGreaterThan(0.1));
});

describe('fitTemperature', () => {
  it.each([0.5, 1, 3])('finds the temperature %f', (temperature) => {
    const said = answers((p) => sigmoid(logit(p) / temperature));
    expect(Math.abs(Math.log(fitTemperature(said) / temperature))).toBeLessThan(0.2);
  });

  it('makes probabilities honest and changes no answer', () => {
    const said = answers((p) => sigmoid(logit(p) / 3));
    const cooled = { ...said, probabilities: atTemperature(said, fitTemperature(said)) };
    expect(calibrationError(cooled)).toBeLessThan(0.02);
    for (let row = 0; row < 100; row++)
      expect(cooled.probabilities[2 * row]! > 0.5).toBe(said.probabilities[2 * row]! > 0.5);
  });
});
