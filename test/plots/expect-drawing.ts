import { expect } from 'vitest';
import type { Drawing } from '../../lib/plots';

/** CSS pixels. In a window 1,200 pixels wide, JupyterLab cuts a wider drawing at the right. */
const WIDEST = 760;

/**
 * Expects a drawing to be SVG with all tags closed, not too wide, with a white background and an
 * alt text.
 */
export function expectDrawing({ svg, alt }: Drawing): void {
  const tags = svg.match(/<[^>]+>/g)!;
  const open = tags.filter((tag) => !tag.startsWith('</') && !tag.endsWith('/>')).length;
  expect(tags.filter((tag) => tag.startsWith('</'))).toHaveLength(open);
  expect(Number(/^<svg [^>]*? width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(WIDEST);
  expect(svg).toContain('<rect width="100%" height="100%" fill="#FFFFFF"/>');
  expect(svg).not.toMatch(/NaN|undefined/);
  expect(alt.length).toBeGreaterThan(100);
}
