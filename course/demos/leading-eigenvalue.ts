const SQUARINGS = 24;

/**
 * Returns the absolute value of the leading eigenvalue of a square matrix, also if it is complex.
 * This is the spectral radius, by Gelfand's formula the limit of `norm(matrix^k)^(1/k)`. We reach
 * k = 2^24 by squaring, and keep the logarithm of the norm, because the norm itself would
 * overflow.
 *
 * @param matrix `[n, n]`
 * @returns 0 for a nilpotent matrix
 * @throws if the matrix is not square
 */
export function leadingEigenvalue(matrix: readonly (readonly number[])[]): number {
  const n = matrix.length;
  const crooked = matrix.find((row) => row.length !== n);
  if (n === 0 || crooked)
    throw new Error(`a matrix of ${n} rows and ${crooked?.length ?? 0} columns must be square`);
  let power: Float64Array = Float64Array.from(matrix.flat());
  let logNorm = 0; // of the power that is reached, divided by its exponent
  for (let squaring = 0; squaring <= SQUARINGS; squaring++) {
    const norm = Math.sqrt(power.reduce((sum, value) => sum + value * value, 0));
    if (norm === 0) return 0;
    logNorm += Math.log(norm) / 2 ** squaring;
    const unit = power.map((value) => value / norm);
    if (squaring < SQUARINGS) power = product(unit, unit, n);
  }
  return Math.exp(logNorm);
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < n; k++) {
      const factor = a[row * n + k]!;
      for (let column = 0; column < n; column++)
        result[row * n + column] = result[row * n + column]! + factor * b[k * n + column]!;
    }
  }
  return result;
}
