import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageLogits, fitEnsemble } from '../../../experiments/distillation/ensemble';
import { randomFrom } from '../../../lib/batches';
import { crossEntropyOfLogits } from '../../../lib/loss';

const EXAMPLES = 200;

/** Logits of two classes that are right by `signal` and disturbed by `noise`. */
function member(labels: Int32Array, signal: number, noise: number, seed: number) {
  const random = randomFrom(seed);
  const logits = new Float32Array(2 * labels.length);
  for (const [at, label] of labels.entries()) {
    const disturbed = (random.integer(-1000, 1000) / 1000) * noise;
    logits[2 * at + 1] = (label === 1 ? signal : -signal) + disturbed;
  }
  return { logits, labels, classes: 2 };
}

const labels = Int32Array.from({ length: EXAMPLES }, (_, at) => at % 2);

describe('fitEnsemble', () => {
  it('gives a member that knows nothing next to no weight', () => {
    const { weights } = fitEnsemble([member(labels, 1, 2, 1), member(labels, 0, 5, 2)]);
    expect(weights[0]).toBeGreaterThanOrEqual(0.9);
  });

  it('two members with different errors do better together than each alone', () => {
    const members = [member(labels, 1, 3, 1), member(labels, 1, 3, 2)];
    const { loss, weights, accuracy } = fitEnsemble(members);
    const alone = members.map((one) => fitEnsemble([one]));
    expect(loss).toBeLessThan(Math.min(...alone.map((one) => one.loss)));
    expect(accuracy).toBeGreaterThan(Math.max(...alone.map((one) => one.accuracy)));
    expect(Math.max(...weights)).toBeLessThan(0.8);
  });

  it('its loss is that of the average divided by its temperature', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 }), fc.double({ min: 0.2, max: 4 }), (seed, signal) => {
        const members = [member(labels, signal, 3, seed), member(labels, 1, 2, seed + 1)];
        const { weights, temperature, loss } = fitEnsemble(members);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
        const logits = averageLogits(members, weights);
        expect(loss).toBe(crossEntropyOfLogits(logits, labels, 2, temperature));
      }),
      { numRuns: 5, seed: 1 },
    );
  });
});
