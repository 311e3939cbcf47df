import { escapeHtml } from '../html';
import { axis, type Chart, color, frame } from './chart';
import { labelSides } from './label-sides';
import { principalComponents } from './projection';

/** Options of `scatterOfWords`. `alt` is the alternative text. */
export interface WordScatterOptions {
  title: string;
  words: readonly string[];
  /** The vector of each word, `[words, dimensions]`. */
  vectors: readonly ArrayLike<number>[];
  /** The group of each word, `[words]`. A group has its color, symbol and entry in the legend. */
  groups?: readonly string[];
  /** The text alternative. Default: a description of the data. */
  alt?: string;
}

/** The approximate size of the plot in the chart, in pixels, for which labels are placed. */
const [WIDTH, HEIGHT] = [640, 380];
const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'x', 'star'] as const;

/**
 * Returns words as points, placed by the first two principal components of their vectors.
 *
 * @throws when the numbers of words, vectors and groups differ, or there are fewer than two words.
 */
export function scatterOfWords({ title, words, vectors, groups, alt }: WordScatterOptions): Chart {
  if (vectors.length !== words.length)
    throw new Error(`${words.length} words need as many vectors, and got ${vectors.length}`);
  if (groups && groups.length !== words.length)
    throw new Error(`${words.length} words need as many groups, and got ${groups.length}`);
  const places = principalComponents(vectors, 2).map(([x = 0, y = 0]) => [x, y] as const);
  const sides = labelSides(inPixels(places), words);
  const names = groups ? [...new Set(groups)] : [''];
  const members = (name: string) => words.flatMap((_, n) => (!groups || groups[n] === name ? [n] : []));
  return {
    data: names.map((name, group) => ({
      type: 'scatter',
      mode: 'text+markers',
      name: escapeHtml(name),
      x: members(name).map((n) => places[n]![0]!),
      y: members(name).map((n) => places[n]![1]),
      text: members(name).map((n) => escapeHtml(words[n]!)),
      // Plotly also accepts a position for each point, unlike its types.
      textposition: members(name).map((n) => sides[n]) as unknown as 'top center',
      textfont: { color: color(group) },
      cliponaxis: false,
      hoverinfo: 'text',
      marker: { color: color(group), size: 8, symbol: SYMBOLS[group % SYMBOLS.length]! },
    })),
    layout: {
      ...frame(
        title,
        { xaxis: axis('first principal component'), yaxis: axis('second principal component') },
        520,
      ),
      showlegend: names.length > 1,
    },
    alt:
      alt ??
      `${title}: ${words.length} words as points, placed by the two principal components of their vectors. ` +
        names
          .map(
            (name) =>
              `${name && `${name}: `}${members(name)
                .map((n) => words[n])
                .join(', ')}.`,
          )
          .join(' '),
  };
}

/** Returns the approximate positions of the points in the plot, in pixels. */
function inPixels(places: readonly (readonly [number, number])[]): [number, number][] {
  const scaleOf = (axis: 0 | 1, length: number) => {
    const values = places.map((place) => place[axis]);
    return length / (Math.max(...values) - Math.min(...values) || 1);
  };
  const [across, down] = [scaleOf(0, WIDTH), scaleOf(1, HEIGHT)];
  return places.map(([x, y]) => [x * across, -y * down]);
}
