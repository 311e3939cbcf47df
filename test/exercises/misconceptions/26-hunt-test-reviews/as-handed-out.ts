// Changes nothing.
// CAUGHT: a leak: 2 rows are drawn for training and for testing

import type { DrawnReview, RandomInteger } from '../../../../solutions/26-hunt-test-reviews';

export function drawTrainingBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (_, n): DrawnReview => {
    if (n % 2 === 0) return { row: integer(1, 11_499) - 1, label: 'positive' };
    return { row: integer(13_499, 24_999) - 1, label: 'negative' };
  });
}

export function drawTestBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (): DrawnReview => {
    const number = integer(11_499, 13_499);
    return { row: number - 1, label: number <= 12_499 ? 'positive' : 'negative' };
  });
}
