/** Returns aᵀb. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  return sum;
}

/** Adds `factor` times `x` to `y`. */
export function axpy(factor: number, x: Float64Array, y: Float64Array): void {
  for (let n = 0; n < y.length; n++) y[n]! += factor * x[n]!;
}

/** Returns the largest absolute value of an entry. */
export function largest(x: Float64Array): number {
  let most = 0;
  for (let n = 0; n < x.length; n++) most = Math.max(most, Math.abs(x[n]!));
  return most;
}
