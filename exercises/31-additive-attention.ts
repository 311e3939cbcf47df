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
  throw new Error('not written yet: attentionWeights');
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
  throw new Error('not written yet: weightedAverage');
}
