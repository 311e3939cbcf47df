import { escapeHtml } from '../html';
import { COLORS, INK } from './chart';

/** A diagram as SVG on a white background, and a text alternative. */
export interface Drawing {
  svg: string;
  /** A description in one or two sentences for readers who do not see the diagram. */
  alt: string;
}

/** The fill color of a box by its role: an input, a computed value, or a state. */
export const FILL = { input: '#E6F1F8', computed: '#FFFFFF', memory: '#FBEBDD' } as const;

const ARROW_SIZE = 7;

/**
 * Returns a drawing with a title at its top.
 *
 * @param body SVG elements, such as the results of `label`, `box` and `arrow`
 */
export function drawing(
  title: string,
  alt: string,
  [width, height]: Point,
  body: readonly string[],
): Drawing {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="max-width:100%;height:auto" role="img" ` +
    `aria-label="${escapeHtml(alt)}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="15" fill="${INK}">` +
    '<rect width="100%" height="100%" fill="#FFFFFF"/>' +
    label(title, [width / 2, 30], { size: 17 }) +
    body.join('') +
    '</svg>';
  return { svg, alt };
}

/** A point or a size, in CSS pixels: x to the right, y downwards. */
export type Point = readonly [x: number, y: number];

/** Options of `label`: alignment, font size in CSS pixels, color. */
export interface LabelOptions {
  anchor?: 'start' | 'middle' | 'end';
  /** The font size in CSS pixels. Default: 15. */
  size?: number;
  color?: string;
}

/**
 * Returns a text at a point. `h_0` and `W^X` set one character as a subscript or superscript,
 * `h_{t-1}` several.
 */
export function label(
  text: string,
  [x, y]: Point,
  { anchor = 'middle', size, color }: LabelOptions = {},
): string {
  const parts = text.split(/([_^](?:\{[^}]*\}|.))/).filter(Boolean);
  let shift = 0;
  const spans = parts.map((part) => {
    const mark = /^([_^])\{?([^}]*)\}?$/.exec(part);
    const to = mark ? (mark[1] === '_' ? 4 : -6) : 0;
    const dy = to - shift;
    shift = to;
    const set = `${dy ? ` dy="${dy}"` : ''}${mark ? ' font-size="75%"' : ''}`;
    return set ? `<tspan${set}>${escapeHtml(mark?.[2] ?? part)}</tspan>` : escapeHtml(part);
  });
  return (
    `<text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="middle"` +
    `${size ? ` font-size="${size}"` : ''}${color ? ` fill="${color}"` : ''}>${spans.join('')}</text>`
  );
}

/** Returns a box, given by its center and size, with a text in it. */
export function box(
  text: string,
  [x, y]: Point,
  [width, height]: Point,
  fill: string = FILL.computed,
): string {
  return (
    `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${INK}" stroke-width="1.5"/>` +
    label(text, [x, y])
  );
}

/** Returns a circle with a sign in it: an operation on the values that meet there. */
export function operation(sign: string, [x, y]: Point): string {
  return `<circle cx="${x}" cy="${y}" r="14" fill="#FFFFFF" stroke="${INK}" stroke-width="1.5"/>${label(sign, [x, y + 1], { size: 18 })}`;
}

/** Options of `arrow` and `line`: color, width in CSS pixels. */
export interface ArrowOptions {
  color?: string;
  width?: number;
}

/** Returns a line through points with an arrowhead at the last one. */
export function arrow(points: readonly Point[], { color = INK, width = 1.5 }: ArrowOptions = {}): string {
  const [[x, y], [fromX, fromY]] = [points.at(-1)!, points.at(-2)!];
  const angle = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  const path = points.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${px} ${py}`).join('');
  return (
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>` +
    `<path d="M0 0L${-1.4 * ARROW_SIZE} ${-0.7 * ARROW_SIZE}V${0.7 * ARROW_SIZE}Z" fill="${color}" transform="translate(${x} ${y}) rotate(${angle})"/>`
  );
}

/** Returns a line through points. */
export function line(points: readonly Point[], { color = INK, width = 1.5 }: ArrowOptions = {}): string {
  const path = points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
}

/** The colors of shared weights and of states. */
export const [SHARED, REMEMBERED] = COLORS;
