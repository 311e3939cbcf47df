import { expect } from 'vitest';
import type { Drawing } from '../../lib/plots';

/** Expects a drawing to be SVG with all tags closed, a white background and an alt text. */
export function expectDrawing({ svg, alt }: Drawing): void {
  const tags = svg.match(/<[^>]+>/g)!;
  const open = tags.filter((tag) => !tag.startsWith('</') && !tag.endsWith('/>')).length;
  expect(tags.filter((tag) => tag.startsWith('</'))).toHaveLength(open);
  expect(svg).toContain('<rect width="100%" height="100%" fill="#FFFFFF"/>');
  expect(svg).not.toMatch(/NaN|undefined/);
  expect(alt.length).toBeGreaterThan(100);
}
