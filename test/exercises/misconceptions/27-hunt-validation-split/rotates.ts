// Starts at a random review, and takes every seventh: always the same order.
// CAUGHT: of the 24 possible orders

import type { Examples } from '../../../../solutions/27-hunt-validation-split';

export function splitForValidation(
  examples: Examples,
  share: number,
  length: number,
  random: () => number,
): { train: Examples; validation: Examples } {
  const count = examples.ids.length;
  const step = count % 7 === 0 ? 1 : 7;
  const start = Math.floor(random() * count) + Math.floor(random() * count);
  const order = Array.from({ length: count }, (_, n) => (start + n * step) % count);
  const padded = (row: readonly number[]) => [
    ...row,
    ...new Array<number>(Math.max(0, length - row.length)).fill(0),
  ];
  const pick = (positions: readonly number[]): Examples => ({
    ids: positions.map((at) => padded(examples.ids[at]!)),
    labels: positions.map((at) => examples.labels[at]!),
  });
  const size = Math.round(share * count);
  return { validation: pick(order.slice(0, size)), train: pick(order.slice(size)) };
}
