/**
 * Returns where each vector lies along the first `components` principal axes of all of them: the directions in
 * which they differ most, found one after another by power iteration (each axis' sign is chosen so that its
 * largest weight is positive, so the picture is the same every time).
 *
 * @param vectors one a row, `[count, dimensions]`
 * @returns `[count, components]`, centred on zero
 * @throws when the vectors differ in length, or there are fewer than two
 */
export function principalComponents(vectors: readonly ArrayLike<number>[], components = 2): number[][] {
  const rows = centred(vectors);
  const dimensions = rows[0]!.length;
  const placed = rows.map(() => [] as number[]);
  for (let component = 0; component < Math.min(components, dimensions); component++) {
    const along = principalAxis(rows);
    for (const [n, row] of rows.entries()) {
      const length = dot(row, along);
      placed[n]!.push(length);
      for (let d = 0; d < dimensions; d++) row[d] = row[d]! - length * along[d]!; // what is left for the next axis
    }
  }
  return placed;
}

function centred(vectors: readonly ArrayLike<number>[]): Float64Array[] {
  if (vectors.length < 2)
    throw new Error(`a projection needs two vectors or more, and got ${vectors.length}`);
  const dimensions = vectors[0]!.length;
  const mean = new Float64Array(dimensions);
  for (const [n, vector] of vectors.entries()) {
    if (vector.length !== dimensions)
      throw new Error(
        `vector ${n} has ${vector.length} dimensions, the first has ${dimensions}: they must agree`,
      );
    for (let d = 0; d < dimensions; d++) mean[d] = mean[d]! + vector[d]! / vectors.length;
  }
  return vectors.map((vector) => Float64Array.from(mean, (m, d) => vector[d]! - m));
}

/** Power iteration on the covariance of centred rows, `X^T X v`, without forming the matrix. */
function principalAxis(rows: readonly Float64Array[]): Float64Array {
  const dimensions = rows[0]!.length;
  // any start will do that is not at a right angle to the axis, which for these uneven numbers would be bad luck
  let v = normalised(Float64Array.from({ length: dimensions }, (_, d) => Math.cos(d + 1)));
  for (let iteration = 0; iteration < 1000; iteration++) {
    const next = new Float64Array(dimensions);
    for (const row of rows) {
      const length = dot(row, v);
      for (let d = 0; d < dimensions; d++) next[d] = next[d]! + length * row[d]!;
    }
    const before = v;
    v = normalised(next);
    if (dot(before, v) > 1 - 1e-12) break;
  }
  const largest = v.reduce((best, weight) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0);
  return largest < 0 ? v.map((weight) => -weight) : v;
}

/** Returns `v` at length 1; a zero vector (nothing varies any more) stays zero. */
function normalised(v: Float64Array): Float64Array {
  const length = Math.sqrt(dot(v, v));
  return length === 0 ? v : v.map((x) => x / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
