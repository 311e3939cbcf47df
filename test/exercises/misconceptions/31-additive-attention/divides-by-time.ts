// Divides the weighted sum by the number of time steps, as for a plain average.
// CAUGHT: the weights sum to 1 already

export { attentionWeights } from '../../../../solutions/31-additive-attention';

export function weightedAverage(
  outputs: readonly (readonly number[])[],
  weights: readonly number[],
): number[] {
  return outputs[0]!.map(
    (_, unit) => outputs.reduce((sum, h, t) => sum + weights[t]! * h[unit]!, 0) / outputs.length,
  );
}
