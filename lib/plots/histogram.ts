import { axis, type Chart, color, frame, shown } from './chart';

/** Options of `histogram`. `alt` is the alternative text. */
export interface HistogramOptions {
  title: string;
  /** The title of the x axis, with the unit: `tokens in a review`. */
  x: string;
  /** The title of the y axis, what is counted: `reviews`. */
  y: string;
  /** The number of bins of equal width between 0 and the largest value. Default: 50. */
  bins?: number;
  /**
   * The ranges of the axes. The O'Reilly tutorial's are 0 to 1200 and 0 to 8000. Default: all
   * values.
   */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** The text alternative. Default: a description of the data. */
  alt?: string;
}

/**
 * Returns the number of values in each of `bins` bins of equal width between 0 and the largest
 * value, which is in the last bin, as in matplotlib's `hist`.
 *
 * @throws when there are no values, or a value is negative or not finite.
 */
export function countBins(values: ArrayLike<number>, bins: number): { width: number; counts: number[] } {
  if (values.length === 0) throw new Error('a histogram needs at least one value, and got none');
  let largest = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (!(value >= 0 && Number.isFinite(value)))
      throw new Error(`value ${n} of the histogram is ${value}: it must be a finite number from 0 upwards`);
    largest = Math.max(largest, value);
  }
  const width = (largest || 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let n = 0; n < values.length; n++) {
    const bin = Math.min(Math.floor(values[n]! / width), bins - 1);
    counts[bin] = counts[bin]! + 1;
  }
  return { width, counts };
}

/**
 * Returns a histogram. The bins are counted here, so that a chart of 25,000 values has only 50
 * numbers.
 *
 * @throws when there are no values, or a value is negative or not finite.
 */
export function histogram(values: ArrayLike<number>, options: HistogramOptions): Chart {
  const { title, x, y, bins = 50, xRange, yRange } = options;
  const { width, counts } = countBins(values, bins);
  const fullest = counts.indexOf(Math.max(...counts));
  const from = counts.map((_, bin) => bin * width);
  const alt =
    `${title}: histogram of ${shown(values.length)} ${y} by ${x} in ${bins} bins. ` +
    `The fullest bin, ${shown(fullest * width)} to ${shown((fullest + 1) * width)}, ` +
    `holds ${shown(counts[fullest]!)}; the largest value is ${shown(width * bins)}.`;
  return {
    data: [
      {
        type: 'bar',
        x: from.map((start) => start + width / 2),
        y: counts,
        width,
        marker: { color: color(0), line: { color: '#FFFFFF', width: 0.5 } },
        customdata: from.map((start) => `${shown(start)} to ${shown(start + width)}`),
        hovertemplate: `%{customdata} ${x}: %{y} ${y}<extra></extra>`,
      },
    ],
    layout: { ...frame(title, { xaxis: axis(x, xRange), yaxis: axis(y, yRange) }), bargap: 0 },
    alt: options.alt ?? alt,
  };
}
