/**
 * CSS for charts, drawings and highlighted texts on a dark page. Their own colors are for a white
 * background.
 */
import { escapeHtml } from '../html';
import { COLORS, INK } from './chart';

/** The background, the text and the lines. In JupyterLab they are those of its theme. */
const PAPER = 'var(--jp-layout-color0, #121212)';
const TEXT = 'var(--jp-content-font-color1, #d3d8de)';
const LINES = '#8b939c';
const GRID = '#39414b';

/** Brighter than the blue on white, whose contrast is too low for text. */
const BLUE = '#2e86d1';

/**
 * Returns CSS for Plotly's charts, also those saved as SVG. Background, axes and text become dark
 * or light. Lines, bars and the cells of heat maps keep their colors, so that text about them stays
 * true. Only blue and black points and lines become brighter.
 *
 * @param chart a selector of the charts: the element that Plotly draws in, or `svg`
 */
export function darkCharts(chart: string): string {
  return `${chart} {
  .main-svg[style*="background"], .bglayer .bg, .legend .bg { background: ${PAPER} !important; fill: ${PAPER} !important; }
  &.main-svg > rect:first-of-type { fill: ${PAPER} !important; }
  [class*="axislayer-"] text, .infolayer text:not(.annotation-text), .legend text { fill: ${TEXT} !important; }
  &:not(:has(.hm)) .annotation-text { fill: ${TEXT} !important; }
  .gridlayer path, .minor-gridlayer path { stroke: ${GRID} !important; }
  .zerolinelayer path, .ticks, .xlines-above, .ylines-above, .overlines-above path { stroke: ${LINES} !important; }
  .shapelayer ${ofColor('stroke', '#000000')}, .errorbar ${ofColor('stroke', INK)} { stroke: ${TEXT} !important; }
  .points ${ofColor('stroke', '#FFFFFF')} { stroke: ${PAPER} !important; }
  ${series('stroke', COLORS[0], BLUE)}
  ${series('fill', COLORS[0], BLUE)}
  ${series('stroke', '#000000', TEXT)}
  ${series('fill', '#000000', TEXT)}
  .modebar-group { background: ${PAPER} !important; }
  .modebar-btn path { fill: ${LINES} !important; }
  .modebar-btn:hover path, .modebar-btn.active path { fill: ${TEXT} !important; }
}
`;
}

/** Returns a rule for the lines, points and names of a series, and for its entry in the legend. */
function series(property: 'stroke' | 'fill', color: string, to: string): string {
  const selected = ofColor(property, color);
  const places = ['.scatterlayer', '.legendlines', '.legendpoints'].map((place) => `${place} ${selected}`);
  return `${places.join(', ')} { ${property}: ${to} !important; }`;
}

/** Returns a selector of what Plotly draws in a color `#RRGGBB`. */
function ofColor(property: 'stroke' | 'fill', color: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `[style*="${property}: rgb(${channels.join(', ')})"]`;
}

/**
 * Returns CSS for drawings. Light becomes dark, and hues stay: all three channels of a color move
 * by the same amount.
 *
 * @param drawings a selector
 */
export function darkDrawings(drawings: string): string {
  return `${drawings} { filter: invert(0.93) hue-rotate(180deg); }\n`;
}

/** How the style of a text that `explainedText` highlights begins. */
export const HIGHLIGHTED_STYLE = 'background:#FFFFFF;color:#222222';

/**
 * Returns CSS for the texts that `explainedText` highlights. They become black, so that their words
 * have enough contrast.
 *
 * @param texts a selector
 */
export function darkTexts(texts: string): string {
  return `${texts} { filter: invert(1) hue-rotate(180deg); }\n`;
}

/**
 * Returns an SVG picture of a chart or a drawing with a style sheet for dark pages. Where it is an
 * image in a page, browsers choose by the page's `color-scheme`.
 */
export function withDarkStyle(svg: string, kind: 'chart' | 'drawing'): string {
  const css = kind === 'chart' ? darkCharts('svg') : darkDrawings('svg');
  return svg.replace(/>/, `><style>@media (prefers-color-scheme: dark) {${escapeHtml(css)}}</style>`);
}
