import { dot } from '../dot';

/**
 * Returns the coordinates of each vector along the first principal components of all vectors,
 * found by power iteration. The sign of a component is chosen so that its largest weight is
 * positive, so the result is always the same.
 *
 * @param vectors `[vectors, dimensions]`
 * @returns `[vectors, components]`, centered on zero
 * @throws when the vectors differ in length, or there are fewer than two.
 */
export function principalComponents(vectors: readonly ArrayLike<number>[], components = 2): number[][] {
  const rows = centered(vectors);
  const dimensions = rows[0]!.length;
  const placed = rows.map(() => [] as number[]);
  for (let component = 0; component < Math.min(components, dimensions); component++) {
    const along = principalAxis(rows);
    for (const [n, row] of rows.entries()) {
      const coordinate = dot(row, along);
      placed[n]!.push(coordinate);
      // The rest, for the next axis.
      for (let d = 0; d < dimensions; d++) row[d] = row[d]! - coordinate * along[d]!;
    }
  }
  return placed;
}

function centered(vectors: readonly ArrayLike<number>[]): Float64Array[] {
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

/**
 * Returns the first principal axis `[dimensions]` of centered rows: power iteration `X^T X v`,
 * without forming `X^T X`.
 */
function principalAxis(rows: readonly Float64Array[]): Float64Array {
  const dimensions = rows[0]!.length;
  // Any start works that is not orthogonal to the axis. These uneven numbers hardly are.
  let v = normalized(Float64Array.from({ length: dimensions }, (_, d) => Math.cos(d + 1)));
  for (let iteration = 0; iteration < 1000; iteration++) {
    const next = new Float64Array(dimensions);
    for (const row of rows) {
      const coordinate = dot(row, v);
      for (let d = 0; d < dimensions; d++) next[d] = next[d]! + coordinate * row[d]!;
    }
    const before = v;
    v = normalized(next);
    if (dot(before, v) > 1 - 1e-12) break;
  }
  const largest = v.reduce((best, weight) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0);
  return largest < 0 ? v.map((weight) => -weight) : v;
}

/** Returns `v` scaled to norm 1. A zero vector, where the rows no longer vary, stays zero. */
function normalized(v: Float64Array): Float64Array {
  const coordinate = Math.sqrt(dot(v, v));
  return coordinate === 0 ? v : v.map((x) => x / coordinate);
}
