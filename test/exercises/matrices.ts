import fc from 'fast-check';

/** Returns a function that makes arbitrary matrices of these values, `[rows][columns]`. */
export function matricesOf<T>(value: fc.Arbitrary<T>) {
  return (rows: number, columns: number): fc.Arbitrary<T[][]> =>
    fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    });
}
