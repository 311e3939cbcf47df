/** Numbers as the page writes them. */

/** Returns a probability as `97 %`, and as `0.3 %` or `99.7 %` near its ends. */
export function percent(probability: number): string {
  const value = 100 * probability;
  const shown = value.toFixed(value < 1 || value > 99 ? 1 : 0);
  return `${shown.replace(/^(0|100)[.]0$/, '$1')} %`;
}

/** Returns a difference of probabilities in points: `+12`, `−0.4`. */
export function points(difference: number): string {
  const value = 100 * difference;
  const size = Math.abs(value).toFixed(Math.abs(value) < 1 ? 1 : 0);
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** Returns an activation with two digits and a minus sign: `−0.82`. */
export function activation(value: number): string {
  const shown = Math.abs(value).toFixed(2);
  return value < 0 && shown !== '0.00' ? `−${shown}` : shown;
}

/** Returns an accuracy with its standard error: `75.3 % ± 0.7`. */
export function accuracy(share: number, standardError: number): string {
  return `${(100 * share).toFixed(1)} % ± ${(100 * standardError).toFixed(1)}`;
}
