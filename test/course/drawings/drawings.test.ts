import { createRequire } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { lstmCell } from '../../../course/drawings/lstm-cell';
import { pooledNetwork } from '../../../course/drawings/pooled-network';
import { unrolledNetwork } from '../../../course/drawings/unrolled-network';
import { CELL_SIGNAL } from '../../../lib/interrupt';
import { show } from '../../../lib/plots';
import { label } from '../../../lib/plots/drawing';
import { expectDrawing } from '../../plots/expect-drawing';

/** Removes the attributes of `<tspan>`. */
const withoutStyle = (svg: string) => svg.replace(/<tspan[^>]*>/g, '<tspan>');

const load = createRequire(import.meta.url);

afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(globalThis, { [CELL_SIGNAL]: undefined });
});

test.each([
  ['unrolledNetwork', unrolledNetwork(['<i>', 'was', '...', 'expectations'])],
  ['lstmCell', lstmCell()],
  ['one part of lstmCell', lstmCell('One gate', 'input')],
  ['pooledNetwork', pooledNetwork(['<i>', 'was', '...', 'fun'], 'logistic regression')],
])('%s returns well-formed SVG on white with an alt text', (_, drawn) => expectDrawing(drawn));

test('unrolledNetwork shows a state for each word, and the same two matrices at every step', () => {
  const { svg } = unrolledNetwork(['the', 'movie', 'was', 'fun']);
  const count = (text: string) => svg.split(text).length - 1;
  expect(count('>X</tspan>')).toBe(4 + 1); // one with the loop
  expect(count('>H</tspan>')).toBe(3 + 1);
  for (const t of [1, 2, 3, 4]) expect(withoutStyle(svg)).toContain(`h<tspan>${t}</tspan>`);
});

test('pooledNetwork shows the output of each step from 1 to k, also after a gap', () => {
  const { svg } = pooledNetwork(['so', 'much', 'fun']);
  const count = (text: string) => svg.split(text).length - 1;
  expect(count('>LSTM</text>')).toBe(3);
  for (const t of [1, 2, 3]) expect(withoutStyle(svg)).toContain(`h<tspan>${t}</tspan>`);
  expect(withoutStyle(pooledNetwork(['so', '...', 'fun']).svg)).toContain('h<tspan>k</tspan>');
});

test('lstmCell draws one part in full, and says what it does', () => {
  const { svg, alt } = lstmCell('One gate', 'forget');
  expect(svg.match(/<g opacity/g)).toHaveLength(2);
  expect(alt).toContain('It is multiplied by the forget gate f. The other parts are faint.');
  expect(lstmCell().svg).not.toContain('<g opacity');
});

test('label sets subscripts and superscripts, and returns to the baseline after each', () => {
  const svg = label('h_{t-1} and W^X', [0, 0]);
  expect(withoutStyle(svg)).toContain('h<tspan>t-1</tspan><tspan> and W</tspan><tspan>X</tspan>');
  const [down, back, up] = [...svg.matchAll(/dy="([^"]*)"/g)].map(([, dy]) => Number(dy));
  expect(down).toBeGreaterThan(0);
  expect(back).toBe(-down!);
  expect(up).toBeLessThan(0);
});

test('show displays a drawing as SVG in a notebook and in a browser elsewhere', () => {
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
