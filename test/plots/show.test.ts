import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CELL_SIGNAL } from '../../lib/interrupt';
import { lineChart, liveChart, show } from '../../lib/plots';

const load = createRequire(import.meta.url);
const tslab = load('tslab') as typeof import('tslab');
const chart = (last: number) =>
  lineChart({ title: 'Loss', x: 'step', y: 'loss', lines: [{ name: 'training', x: [0, 1], y: [1, last] }] });

/** What a notebook cell receives. */
let drawn: { mime: string; figure: { layout: { meta: { alt: string } } } }[];
let previews: string[];

beforeEach(() => {
  drawn = [];
  previews = [];
  Object.assign(globalThis, { [CELL_SIGNAL]: new AbortController().signal });
  const raw = (mime: string, figure: unknown) =>
    drawn.push({ mime, figure: figure as (typeof drawn)[0]['figure'] });
  vi.spyOn(tslab.display, 'raw').mockImplementation(raw);
  vi.spyOn(tslab, 'newDisplay').mockReturnValue({
    ...tslab.display,
    raw,
    svg: (picture) => previews.push(picture),
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  Object.assign(globalThis, { [CELL_SIGNAL]: undefined });
});

test('in a notebook, show sends a chart as Plotly JSON with its alt text', () => {
  show(chart(0.5));
  expect(drawn[0]?.mime).toBe('application/vnd.plotly.v1+json');
  expect(drawn[0]?.figure.layout.meta.alt).toMatch(/^Loss: loss over step/);
});

test('liveChart draws the first update, limits the rate of redraws, and ends as one Plotly chart', () => {
  vi.useFakeTimers();
  const live = liveChart(1000);
  for (let step = 0; step < 25; step++) {
    live.update(chart(step));
    vi.advanceTimersByTime(100);
  }
  expect(previews).toHaveLength(3);
  expect(drawn).toHaveLength(0);
  live.finish();
  live.finish();
  expect(drawn).toHaveLength(1);
  expect(drawn[0]?.figure.layout.meta.alt).toContain('to 24 at 1');
});
