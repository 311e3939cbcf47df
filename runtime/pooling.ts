/** What poolings know of the outputs of an LSTM, up to a time step. `[units]` each. */
export interface Pooled {
  steps: number;
  sum: Float32Array;
  max: Float32Array;
  last: Float32Array;
}

/** Returns the poolings before the first time step. */
export function emptyPooling(units: number): Pooled {
  return {
    steps: 0,
    sum: new Float32Array(units),
    max: new Float32Array(units).fill(Number.NEGATIVE_INFINITY),
    last: new Float32Array(units),
  };
}

/** Returns poolings that know one more output. */
export function withStep({ steps, sum, max }: Pooled, output: Float32Array): Pooled {
  return {
    steps: steps + 1,
    sum: sum.map((value, unit) => value + output[unit]!),
    max: max.map((value, unit) => Math.max(value, output[unit]!)),
    last: output,
  };
}
