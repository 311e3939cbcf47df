/** The learned weights of additive attention. H is the size of an output, A of what is compared. */
export interface AttentionParameters {
  /** `[A][H]`: one row for each number of u. */
  W: readonly (readonly number[])[];
  /** `[A]` */
  b: readonly number[];
  /** The query, `[A]`. */
  v: readonly number[];
}

/**
 * Returns the attention weight of each time step, `[time]`:
 *
 *     u_t = tanh(W h_t + b)
 *     s_t = v · u_t
 *     a_t = exp(s_t) / sum over all words k of exp(s_k)
 *
 * Padding gets the weight 0, and the weights of the words sum to 1. Scores can be large: exp(1000)
 * is Infinity in JavaScript, and Infinity / Infinity is NaN.
 *
 * @param outputs the outputs of an LSTM, `[time][H]`
 * @param mask `[time]`: true for a word, false for padding; at least one is true
 *
 * @example
 * const parameters = { W: [[1]], b: [0], v: [0] }; // a query that looks for nothing
 * attentionWeights([[0.3], [0.9], [0]], [true, true, false], parameters); // [0.5, 0.5, 0]
 */
export function attentionWeights(
  outputs: readonly (readonly number[])[],
  mask: readonly boolean[],
  { W, b, v }: AttentionParameters,
): number[] {
  // HINT The weights of the words must sum to 1. Which of the terms belong in that sum?
  // HINT Section "A weighted average" of notebook 21 computes all of it, but for W, b and the mask.
  // HINT Compute the scores, take the largest score of a word from each, and use
  //      `mask[t] ? Math.exp(score - largest) : 0`. Divide by the sum.
  // BEGIN SOLUTION attentionWeights
  const dot = (row: readonly number[], x: readonly number[]) =>
    row.reduce((sum, weight, n) => sum + weight * x[n]!, 0);
  const scores = outputs.map((h) =>
    dot(
      v,
      W.map((row, n) => Math.tanh(dot(row, h) + b[n]!)),
    ),
  );
  const largest = Math.max(...scores.filter((_, t) => mask[t]));
  const powers = scores.map((score, t) => (mask[t] ? Math.exp(score - largest) : 0));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
  // END SOLUTION
}

/**
 * Returns the weighted average of the outputs, `[H]`: the sum over t of a_t h_t.
 *
 * @param outputs `[time][H]`
 * @param weights `[time]`, which sum to 1
 *
 * @example
 * weightedAverage([[1, 0], [3, 2]], [0.25, 0.75]); // [2.5, 1.5]
 */
export function weightedAverage(
  outputs: readonly (readonly number[])[],
  weights: readonly number[],
): number[] {
  // HINT The weights sum to 1 already. Is there anything left to divide by?
  // HINT The last equation of section "A weighted average" of notebook 21 is this sum.
  // HINT For each unit, sum the products of the weight and the output's number over the time steps.
  // BEGIN SOLUTION weightedAverage
  return outputs[0]!.map((_, unit) => outputs.reduce((sum, h, t) => sum + weights[t]! * h[unit]!, 0));
  // END SOLUTION
}
