// Shuffles correctly, but still pads the rows that were passed in.
// CAUGHT: the ids that were passed in were changed

import { type Examples, shuffled } from '../../../../solutions/27-hunt-validation-split';

export function splitForValidation(examples: Examples, share: number, length: number, random: () => number) {
  for (const row of examples.ids) while (row.length < length) row.push(0);
  const order = shuffled([...examples.ids.keys()], random);
  const pick = (positions: number[]) => ({
    ids: positions.map((at) => examples.ids[at]!),
    labels: positions.map((at) => examples.labels[at]!),
  });
  const validationSize = Math.round(share * order.length);
  return { validation: pick(order.slice(0, validationSize)), train: pick(order.slice(validationSize)) };
}
