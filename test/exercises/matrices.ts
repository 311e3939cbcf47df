import fc from 'fast-check';

/** Returns what makes matrices of a kind of value, `[rows][columns]`. */
export function matricesOf<T>(value: fc.Arbitrary<T>) {
  return (rows: number, columns: number): fc.Arbitrary<T[][]> =>
    fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    });
}
