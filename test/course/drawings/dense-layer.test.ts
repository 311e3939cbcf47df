import { expect, test } from 'vitest';
import { denseLayer } from '../../../course/drawings/dense-layer';
import { expectDrawing } from '../../plots/expect-drawing';

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('denseLayer computes the sum of each unit and its tanh', () => {
  const drawn = denseLayer({ praise: 2, criticism: 1, '<b>': 0 }, [
    { weights: [1, -1, 3], bias: 0.5 },
    { weights: [-1, 1, 0], bias: -0.2 },
  ]);
  expectDrawing(drawn);
  const shown = texts(drawn.svg);
  expect(shown).toContain('2 × 1 + 1 × (−1) + 0 × 3 + 0.5');
  expect(shown).toEqual(expect.arrayContaining(['1.5', '0.91', '−1.2', '−0.83']));
  expect(shown.filter((text) => text === 'tanh')).toHaveLength(2);
  expect(drawn.alt).toContain('Unit 2 has the weights −1 and 1 and 0 and the bias −0.2');
});
