// Takes exp of the scores as they are.
// CAUGHT: exp of a large score is Infinity

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
  const powers = scores.map((score, t) => (mask[t] ? Math.exp(score) : 0));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
