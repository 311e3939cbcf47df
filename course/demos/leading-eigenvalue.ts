const SQUARINGS = 24;

/**
 * Returns the size of a square matrix' leading eigenvalue, the largest absolute value among them, complex ones
 * included: by Gelfand's formula it is the limit of the k-th root of the k-th power's norm. The power is reached by
 * squaring, with k = 2^24, and its norm is kept as a logarithm, as the number itself would overflow.
 *
 * @param matrix `[n, n]`
 * @returns 0 for a matrix with a power of zero
 * @throws when it is not square
 */
export function leadingEigenvalue(matrix: readonly (readonly number[])[]): number {
  const n = matrix.length;
  const crooked = matrix.find((row) => row.length !== n);
  if (n === 0 || crooked)
    throw new Error(
      `a matrix of ${n} rows and ${crooked?.length ?? 0} columns has no eigenvalues: it must be square`,
    );
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
