/** An array of 32-bit integers that grows as needed. It needs 4 to 8 bytes per entry. */
export interface GrowingArray {
  /** Returns an entry; 0 if it was not set. */
  at(n: number): number;
  set(n: number, value: number): void;
  /** Returns a copy of the first `length` entries. */
  upTo(length: number): Int32Array;
}

/** Returns an empty array. @param capacity how many entries it has room for at first */
export function growingArray(capacity = 1024): GrowingArray {
  let values = new Int32Array(capacity);
  return {
    at: (n) => values[n] ?? 0,
    set(n, value) {
      if (n >= values.length) {
        const larger = new Int32Array(Math.max(n + 1, 2 * values.length));
        larger.set(values);
        values = larger;
      }
      values[n] = value;
    },
    upTo: (length) => values.slice(0, length),
  };
}
