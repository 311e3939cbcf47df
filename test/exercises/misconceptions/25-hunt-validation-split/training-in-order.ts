// Draws the held-out reviews at random, and leaves the others in the order of the corpus.
// CAUGHT: the training reviews still stand in the order of the corpus

import { type Examples, shuffled } from '../../../../solutions/25-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  const order = shuffled([...examples.ids.keys()], random);
  const pick = (positions: number[]) => ({
    ids: positions.map((at) => {
      const row = examples.ids[at]!;
      return [...row, ...new Array<number>(Math.max(0, length - row.length)).fill(0)];
    }),
    labels: positions.map((at) => examples.labels[at]!),
  });
  const held = Math.round(share * order.length);
  return { validation: pick(order.slice(0, held)), training: pick(order.slice(held).sort((a, b) => a - b)) };
}
