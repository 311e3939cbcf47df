// Shuffles first, but reviews and labels separately.
// CAUGHT: a review lost its label

import { type Examples, shuffled } from '../../../../solutions/27-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  const ids = shuffled(examples.ids, random).map((row) => [
    ...row,
    ...new Array<number>(Math.max(0, length - row.length)).fill(0),
  ]);
  const labels = shuffled(examples.labels, random);
  const trainSize = ids.length - Math.round(share * ids.length);
  return {
    validation: { ids: ids.slice(trainSize), labels: labels.slice(trainSize) },
    train: { ids: ids.slice(0, trainSize), labels: labels.slice(0, trainSize) },
  };
}
