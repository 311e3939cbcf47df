// Draws the validation set at random, but leaves the training set sorted.
// CAUGHT: the training set is still sorted by label

import { type Examples, shuffled } from '../../../../solutions/27-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  const order = shuffled([...examples.ids.keys()], random);
  const pick = (positions: number[]) => ({
    ids: positions.map((at) => {
      const row = examples.ids[at]!;
      return [...row, ...new Array<number>(Math.max(0, length - row.length)).fill(0)];
    }),
    labels: positions.map((at) => examples.labels[at]!),
  });
  const validationSize = Math.round(share * order.length);
  return {
    validation: pick(order.slice(0, validationSize)),
    train: pick(order.slice(validationSize).sort((a, b) => a - b)),
  };
}
