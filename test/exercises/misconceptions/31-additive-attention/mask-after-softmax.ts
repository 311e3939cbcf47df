// Sets the weight of padding to 0 after the softmax.
// CAUGHT: padding has the weight 0, but the weights of the words do not sum to 1

import type { AttentionParameters } from '../../../../solutions/31-additive-attention';

export { weightedAverage } from '../../../../solutions/31-additive-attention';

const dot = (row: readonly number[], x: readonly number[]) =>
  row.reduce((sum, weight, n) => sum + weight * x[n]!, 0);

export function attentionWeights(
  outputs: readonly (readonly number[])[],
  mask: readonly boolean[],
  { W, b, v }: AttentionParameters,
): number[] {
  const scores = outputs.map((h) =>
    dot(
      v,
      W.map((row, n) => Math.tanh(dot(row, h) + b[n]!)),
    ),
  );
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power, t) => (mask[t] ? power / total : 0));
}
