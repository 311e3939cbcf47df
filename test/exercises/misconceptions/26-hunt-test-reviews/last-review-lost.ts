// Fixes the leak and the label: the last row is still in no batch.
// CAUGHT: rows that are never drawn: 24999

import type { DrawnReview, RandomInteger } from '../../../../solutions/26-hunt-test-reviews';

export function drawTrainingBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (_, n): DrawnReview => {
    if (n % 2 === 0) return { row: integer(1, 11_499) - 1, label: 'positive' };
    return { row: integer(13_499, 24_999) - 1, label: 'negative' };
  });
}

export function drawTestBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (): DrawnReview => {
    const number = integer(11_500, 13_498);
    return { row: number - 1, label: number <= 12_500 ? 'positive' : 'negative' };
  });
}
