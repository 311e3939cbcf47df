import { describe, expect, it } from 'vitest';
import { accuracyByGroup } from '../../lib/evaluation';

describe('accuracyByGroup', () => {
  it('gives size and accuracy of each non-empty group, in the order of the names', () => {
    const groups = ['short', 'long', 'short', undefined, 'long', 'long'];
    const correct = [true, false, false, true, true, true];
    const scores = accuracyByGroup(
      6,
      ['long', 'nobody', 'short'],
      (n) => groups[n],
      (n) => correct[n]!,
    );
    expect(scores.map(({ name, n, accuracy }) => [name, n, accuracy])).toEqual([
      ['long', 3, 2 / 3],
      ['short', 2, 1 / 2],
    ]);
    expect(scores[1]!.standardError).toBeCloseTo(Math.sqrt(0.25 / 2), 6);
  });
});
