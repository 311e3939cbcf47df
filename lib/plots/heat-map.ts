import type { Layout } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { axis, type Chart, fixed, frame, shown } from './chart';

/** Options of `heatMap`. `alt` is the alternative text. */
export interface HeatMapOptions {
  title: string;
  /** What runs along the columns and down the rows. */
  x: string;
  y: string;
  /** `[rows, columns]`; the first row is drawn at the top, as in a matrix. */
  values: readonly ArrayLike<number>[];
  rows?: readonly string[];
  columns?: readonly string[];
  /** What the colours measure. */
  unit?: string;
  alt?: string;
}

type ColorScale = [number, string][];
/** From paper to blue, and from vermillion through paper to blue: both read without seeing red or green. */
const SEQUENTIAL: ColorScale = [
  [0, '#F4F8FB'],
  [1, '#0072B2'],
];
const DIVERGING: ColorScale = [
  [0, '#D55E00'],
  [0.5, '#FFFFFF'],
  [1, '#0072B2'],
];
const WRITTEN_COLUMNS = 14; // up to here there is room to write each value into its cell
const WRITTEN_ROWS = 20;
const DARK = 0.6; // share of the full colour from which on white ink reads better

/**
 * Returns a matrix as colours: white to blue where all values are positive, vermillion through white to blue
 * where some are negative. Small matrices have their values written in, the largest to
 * three digits and the others to as many decimals.
 *
 * @throws when there are no values, or rows differ in length
 */
export function heatMap({ title, x, y, values, rows, columns, unit = '', alt }: HeatMapOptions): Chart {
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
  const written = width <= WRITTEN_COLUMNS && values.length <= WRITTEN_ROWS;
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
    const decimals = all.every(Number.isInteger) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(reach)));
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
        // Plotly takes a title as an object alone, of which nodeplotlib's types do not know.
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
