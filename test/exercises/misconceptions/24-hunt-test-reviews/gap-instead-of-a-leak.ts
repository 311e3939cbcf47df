// Draws borders so wide that reviews are lost between them.
// CAUGHT: rows that are never drawn at all: 11498, 13498

import type { Drawn, RandomInteger } from '../../../../solutions/24-hunt-test-reviews';

export function drawTrainingBatch(size: number, integer: RandomInteger): Drawn[] {
  return Array.from({ length: size }, (_, n): Drawn => {
    if (n % 2 === 0) return { row: integer(1, 11_498) - 1, label: 'positive' };
    return { row: integer(13_500, 25_000) - 1, label: 'negative' };
  });
}

export function drawTestBatch(size: number, integer: RandomInteger): Drawn[] {
  return Array.from({ length: size }, (): Drawn => {
    const number = integer(11_500, 13_498);
    return { row: number - 1, label: number <= 12_500 ? 'positive' : 'negative' };
  });
}
