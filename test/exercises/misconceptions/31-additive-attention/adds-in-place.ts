// Adds the outputs up in the first one.
// CAUGHT: Cannot assign to read only property

export { attentionWeights } from '../../../../solutions/31-additive-attention';

export function weightedAverage(outputs: number[][], weights: readonly number[]): number[] {
  const [sum, ...others] = outputs as [number[], ...number[][]];
  for (let unit = 0; unit < sum.length; unit++) {
    sum[unit]! *= weights[0]!;
    for (const [t, h] of others.entries()) sum[unit]! += weights[t + 1]! * h[unit]!;
  }
  return sum;
}
