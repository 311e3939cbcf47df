/** Returns typed arrays one after another as one, of the same type. */
export function joinedArrays<A extends Float32Array | Int32Array | Uint8Array>(
  Type: new (length: number) => A,
  arrays: readonly A[],
): A {
  const all = new Type(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
