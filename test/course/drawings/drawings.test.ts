import { createRequire } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { lstmCell } from '../../../course/drawings/lstm-cell';
import { pooledNetwork } from '../../../course/drawings/pooled-network';
import { unrolledNetwork } from '../../../course/drawings/unrolled-network';
import { CELL_SIGNAL } from '../../../lib/interrupt';
import { show } from '../../../lib/plots';
import { label } from '../../../lib/plots/drawing';
import { expectDrawing } from '../../plots/expect-drawing';

const load = createRequire(import.meta.url);

afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(globalThis, { [CELL_SIGNAL]: undefined });
});

test.each([
  ['the unrolled network', unrolledNetwork(['<i>', 'was', '...', 'expectations'])],
  ['the LSTM cell', lstmCell()],
  ['the pooled network', pooledNetwork(['<i>', 'was', '...', 'fun'], 'logistic regression')],
])('%s is closed SVG on white, and says what it shows', (_, drawn) => expectDrawing(drawn));

test('the unrolled network has a state for each word, all from the same two matrices', () => {
  const { svg } = unrolledNetwork(['the', 'movie', 'was', 'fun']);
  const count = (text: string) => svg.split(text).length - 1;
  expect(count('>X</tspan>')).toBe(4 + 1); // one with the loop
  expect(count('>H</tspan>')).toBe(3 + 1);
  expect(svg).toContain('h<tspan dy="4" font-size="75%">3</tspan>');
});

test('the pooled network hands on each output, and numbers what follows a gap by n', () => {
  const { svg } = pooledNetwork(['so', 'much', 'fun']);
  const count = (text: string) => svg.split(text).length - 1;
  expect(count('>LSTM</text>')).toBe(3);
  for (const t of [0, 1, 2]) expect(svg).toContain(`h<tspan dy="4" font-size="75%">${t}</tspan>`);
  expect(pooledNetwork(['so', '...', 'fun']).svg).toContain('h<tspan dy="4" font-size="75%">n</tspan>');
});

test('marks in a label set letters low and high, and come back to the line', () => {
  expect(label('h_{t-1} and W^X', [0, 0])).toContain(
    'h<tspan dy="4" font-size="75%">t-1</tspan><tspan dy="-4"> and W</tspan><tspan dy="-6" font-size="75%">X</tspan>',
  );
});

test('a drawing is shown as SVG in a notebook, and in a browser elsewhere', () => {
  const drawing = lstmCell();
  const { display } = load('tslab') as typeof import('tslab');
  const svg = vi.spyOn(display, 'svg').mockReturnValue();
  const plot = vi.spyOn(load('nodeplotlib') as typeof import('nodeplotlib'), 'plot').mockReturnValue();
  show(drawing);
  expect(plot.mock.calls[0]?.[1]?.images?.[0]?.source).toContain(encodeURIComponent(drawing.svg));
  Object.assign(globalThis, { [CELL_SIGNAL]: new AbortController().signal });
  show(drawing);
  expect(svg).toHaveBeenCalledExactlyOnceWith(drawing.svg);
});
