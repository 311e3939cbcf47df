import { escapeHtml } from '../html';
import { COLORS } from './chart';

/** A diagram as SVG on a white ground, and what it shows in words. */
export interface Drawing {
  svg: string;
  /** One or two sentences for whoever does not see the picture. */
  alt: string;
}

/** What the lines of a diagram are drawn with. */
export const INK = '#222222';
/** A box's filling by what it stands for: something that is read, computed, remembered. */
export const FILL = { input: '#E6F1F8', computed: '#FFFFFF', memory: '#FBEBDD' } as const;

const ARROW_SIZE = 7;

/** Returns a whole drawing of a size in CSS pixels, with its title above what it shows. */
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

/** Where something is: x to the right and y downwards, in CSS pixels. */
export type Point = readonly [x: number, y: number];

/** Options of `label`: alignment, font size in CSS pixels, color. */
export interface LabelOptions {
  anchor?: 'start' | 'middle' | 'end';
  size?: number;
  color?: string;
}

/** Returns a text around a point; `h_0` and `W^X` set the letters after the mark low or high, `h_{t-1}` all in braces. */
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

/** Returns a box around its middle, with a text in it. */
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

/** Returns a circle with a sign in it: what is done with the values that meet there. */
export function operation(sign: string, [x, y]: Point): string {
  return `<circle cx="${x}" cy="${y}" r="14" fill="#FFFFFF" stroke="${INK}" stroke-width="1.5"/>${label(sign, [x, y + 1], { size: 18 })}`;
}

/** Options of `arrow` and `line`: color, width in CSS pixels. */
export interface ArrowOptions {
  color?: string;
  width?: number;
}

/** Returns a line through points, with an arrow's head at the last. */
export function arrow(points: readonly Point[], { color = INK, width = 1.5 }: ArrowOptions = {}): string {
  const [[x, y], [fromX, fromY]] = [points.at(-1)!, points.at(-2)!];
  const angle = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  const path = points.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${px} ${py}`).join('');
  return (
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>` +
    `<path d="M0 0L${-1.4 * ARROW_SIZE} ${-0.7 * ARROW_SIZE}V${0.7 * ARROW_SIZE}Z" fill="${color}" transform="translate(${x} ${y}) rotate(${angle})"/>`
  );
}

/** Returns a line through points without a head. */
export function line(points: readonly Point[], { color = INK, width = 1.5 }: ArrowOptions = {}): string {
  const path = points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
}

/** The palette's colour for weights that are used again and again, and for what is remembered. */
export const [SHARED, REMEMBERED] = COLORS;
