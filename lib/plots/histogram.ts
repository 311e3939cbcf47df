import { axis, type Chart, color, frame, shown } from './chart';

/** Options of `histogram`. `alt` is the alternative text. */
export interface HistogramOptions {
  title: string;
  /** What is counted along the x axis, with its unit: `words in a review`. */
  x: string;
  /** What is counted upwards: `reviews`. */
  y: string;
  /** How many bins of equal width lie between 0 and the largest value. Default 50. */
  bins?: number;
  /** The part of each axis that is shown, as the O'Reilly text fixes its own at 0-1200 by 0-8000. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  alt?: string;
}

/**
 * Returns how many values fall into each of `bins` equally wide bins between 0 and the largest value, which
 * belongs to the last bin (as in matplotlib's `hist`).
 *
 * @throws when there are no values, or one of them is negative or not finite
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
 * Returns a histogram. The bins are counted here, so that the chart carries 50 numbers and not 25,000.
 *
 * @throws when there are no values, or one of them is negative or not finite
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
