import type { Layout } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { axis, type Chart, fixed, frame, shown } from './chart';

/** Options of `heatMap`. `alt` is the alternative text. */
export interface HeatMapOptions {
  title: string;
  /** The titles of the axes: what the columns and the rows are. */
  x: string;
  y: string;
  /** The matrix, `[rows, columns]`. The first row is at the top. */
  values: readonly ArrayLike<number>[];
  /** The names of the rows. Default: their numbers. */
  rows?: readonly string[];
  /** The names of the columns. Default: their numbers. */
  columns?: readonly string[];
  /** Writes the values into the cells with this many decimals, also those of a wider matrix. */
  decimals?: number;
  /** The unit of the values, at the color scale. */
  unit?: string;
  /** The text alternative. Default: a description of the data. */
  alt?: string;
}

type ColorScale = [number, string][];
/**
 * White to blue, and vermillion over white to blue. Both are readable for all kinds of color
 * vision.
 */
const SEQUENTIAL: ColorScale = [
  [0, '#F4F8FB'],
  [1, '#0072B2'],
];
const DIVERGING: ColorScale = [
  [0, '#D55E00'],
  [0.5, '#FFFFFF'],
  [1, '#0072B2'],
];
const WRITTEN_COLUMNS = 14; // the largest matrix whose values fit into the cells
const WRITTEN_ROWS = 20;
const DARK = 0.6; // share of the full color from which white text is more readable

/**
 * Returns a matrix as a heat map: white to blue where all values are positive, vermillion over
 * white to blue where some are negative. Small matrices also have their values written in the
 * cells, all with the same number of decimals: the largest has three digits.
 *
 * @throws when there are no values, or the rows differ in length.
 */
export function heatMap(options: HeatMapOptions): Chart {
  const { title, x, y, values, rows, columns, unit = '', alt } = options;
  const width = values[0]?.length ?? 0;
  const all = values.flatMap((row, n) => {
    if (row.length !== width)
      throw new Error(
        `row ${n} of the heat map has ${row.length} values, the first has ${width}: they must agree`,
      );
    return Array.from(row);
  });
  if (all.length === 0) throw new Error('a heat map needs at least one value, and got none');
  const [smallest, largest] = all.reduce(
    ([lo, hi], v) => [Math.min(lo, v), Math.max(hi, v)],
    [Infinity, -Infinity],
  );
  const signed = smallest < 0;
  const reach = Math.max(Math.abs(smallest), Math.abs(largest)) || 1;
  const fits = width <= WRITTEN_COLUMNS && values.length <= WRITTEN_ROWS;
  const written = fits || options.decimals !== undefined;
  const ticks = (names: readonly string[] | undefined, count: number): NonNullable<Layout['xaxis']> =>
    names
      ? { tickmode: 'array', tickvals: names.map((_, n) => n), ticktext: names.map(escapeHtml) }
      : count <= 20
        ? { tickmode: 'linear', tick0: 0, dtick: 1 }
        : {};
  const layout: Layout = {
    ...frame(
      title,
      {
        xaxis: { ...axis(x), showgrid: false, ...ticks(columns, width) },
        yaxis: { ...axis(y), showgrid: false, autorange: 'reversed', ...ticks(rows, values.length) },
      },
      Math.min(640, Math.max(320, 200 + 26 * values.length)),
    ),
  };
  if (written) {
    const ink = (value: number) => (Math.abs(value) / reach > DARK ? '#FFFFFF' : '#222222');
    const threeDigits = all.every(Number.isInteger) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(reach)));
    const decimals = options.decimals ?? threeDigits;
    layout.annotations = values.flatMap((row, r) =>
      Array.from(row, (value, c) => ({
        x: c,
        y: r,
        text: fixed(value, decimals),
        showarrow: false,
        font: { size: 12, color: ink(value) },
      })),
    );
  }
  return {
    data: [
      {
        type: 'heatmap',
        z: values.map((row) => Array.from(row)),
        colorscale: signed ? DIVERGING : SEQUENTIAL,
        zmin: signed ? -reach : 0,
        zmax: reach,
        xgap: written ? 1 : 0,
        ygap: written ? 1 : 0,
        // Plotly expects an object, unlike nodeplotlib's types.
        colorbar: {
          title: { text: escapeHtml(unit), side: 'right' } as unknown as string,
          thickness: 14,
          outlinewidth: 0,
        },
        hovertemplate: `${escapeHtml(y)} %{y}, ${escapeHtml(x)} %{x}: %{z}<extra></extra>`,
      },
    ],
    layout,
    alt:
      alt ??
      `${title}: ${values.length} by ${width} values, ${y} down and ${x} across, ` +
        `from ${shown(smallest)} to ${shown(largest)}${unit && ` ${unit}`}.`,
  };
}
