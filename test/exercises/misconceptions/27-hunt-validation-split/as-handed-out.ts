// Changes nothing.
// CAUGHT: the dataset is sorted by label, so its end has one label only

import { type Examples, shuffled } from '../../../../solutions/27-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  const { ids, labels } = examples;
  for (const row of ids) while (row.length < length) row.push(0);
  const trainSize = ids.length - Math.round(share * ids.length);
  return {
    validation: { ids: ids.slice(trainSize), labels: labels.slice(trainSize) },
    train: {
      ids: shuffled(ids.slice(0, trainSize), random),
      labels: shuffled(labels.slice(0, trainSize), random),
    },
  };
}
