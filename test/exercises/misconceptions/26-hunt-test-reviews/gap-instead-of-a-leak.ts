// Moves the boundaries so far apart that rows between them are lost.
// CAUGHT: rows that are never drawn: 11498, 13498

import type { DrawnReview, RandomInteger } from '../../../../solutions/26-hunt-test-reviews';

export function drawTrainingBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (_, n): DrawnReview => {
    if (n % 2 === 0) return { row: integer(1, 11_498) - 1, label: 'positive' };
    return { row: integer(13_500, 25_000) - 1, label: 'negative' };
  });
}

export function drawTestBatch(size: number, integer: RandomInteger): DrawnReview[] {
  return Array.from({ length: size }, (): DrawnReview => {
    const number = integer(11_500, 13_498);
    return { row: number - 1, label: number <= 12_500 ? 'positive' : 'negative' };
  });
}
