import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../lib/batches';
import { calibrationError, fitTemperature, reliability } from '../../lib/evaluation';
import { softmax } from '../../lib/loss';

/** Draws predictions `p` of class 1, with labels that are 1 with probability `truth(p)`. */
function predictions(truth: (p: number) => number, n = 5000) {
  const random = randomFrom(3);
  const share = () => random.integer(0, 999_999) / 1e6;
  const logits = new Float32Array(2 * n);
  const labels = new Int32Array(n);
  for (let at = 0; at < n; at++) {
    const p = 0.02 + 0.96 * share();
    logits.set([Math.log(1 - p), Math.log(p)], 2 * at);
    labels[at] = share() < truth(p) ? 1 : 0;
  }
  return { logits, labels, classes: 2 };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

describe('reliability', () => {
  it('bins predictions by the probability of the predicted class', () => {
    const bins = reliability({
      logits: Float32Array.of(0.25, 0.75, 0.8125, 0.1875, 0.5, 0.5).map(Math.log),
      labels: Int32Array.of(1, 1, 0),
      classes: 2,
    });
    expect(bins.map(({ from, to, n, accuracy }) => [from, to, n, accuracy])).toEqual([
      [0.4, 0.5, 1, 1],
      [0.7, 0.8, 1, 1],
      [0.8, 0.9, 1, 0],
    ]);
  });
});

describe('calibrationError', () => {
  it('is near zero for calibrated probabilities', () =>
    expect(calibrationError(predictions((p) => p))).toBeLessThan(0.02));

  it('is large for overconfident probabilities', () =>
    expect(calibrationError(predictions((p) => sigmoid(logit(p) / 3)))).toBeGreaterThan(0.1));
});

describe('fitTemperature', () => {
  it.each([0.5, 1, 3])('recovers the temperature %f', (temperature) => {
    const given = predictions((p) => sigmoid(logit(p) / temperature));
    expect(Math.abs(Math.log(fitTemperature(given) / temperature))).toBeLessThan(0.2);
  });

  it('scaled probabilities are calibrated and predict the same classes', () => {
    const given = predictions((p) => sigmoid(logit(p) / 3));
    const temperature = fitTemperature(given);
    expect(calibrationError(given, temperature)).toBeLessThan(0.02);
    const [raw, scaled] = [softmax(given.logits, 2), softmax(given.logits, 2, temperature)];
    for (let row = 0; row < 100; row++) expect(scaled[2 * row]! > 0.5).toBe(raw[2 * row]! > 0.5);
  });

  it('keeps apart confident logits whose float32 probabilities are both 1', () => {
    const logits = Float32Array.of(0, 20, 0, 40, 0, 20, 0, 40);
    const [less, more] = [softmax(logits, 2, 10)[1]!, softmax(logits, 2, 10)[3]!];
    expect([less, more].map((p) => p.toFixed(3))).toEqual(['0.881', '0.982']);
  });
});
