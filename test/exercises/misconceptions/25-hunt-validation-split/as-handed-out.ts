// Sees nothing wrong.
// CAUGHT: the corpus stands in order, so what is cut from an end of it has one label only

import { type Examples, shuffled } from '../../../../solutions/25-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  const { ids, labels } = examples;
  for (const row of ids) while (row.length < length) row.push(0);
  const trained = ids.length - Math.round(share * ids.length);
  return {
    validation: { ids: ids.slice(trained), labels: labels.slice(trained) },
    training: {
      ids: shuffled(ids.slice(0, trained), random),
      labels: shuffled(labels.slice(0, trained), random),
    },
  };
}
