/** Numbers as texts, because JSON has no NaN. */
export const strings = (values: ArrayLike<number>) => Array.from(values, String);

/** Whether such numbers are finite. */
export const areFinite = (numbers: readonly string[]) =>
  numbers.every((number) => Number.isFinite(Number(number)));
