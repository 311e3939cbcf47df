import { expect, test } from 'vitest';
import { COLORS } from '../../lib/plots/chart';
import { darkCharts, darkDrawings, withDarkStyle } from '../../lib/plots/dark-page';

/** The backgrounds of JupyterLab's dark theme and of the site's dark pages. */
const BACKGROUNDS = ['#111111', '#121212'];

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

function luminance(color: string): number {
  const [r, g, b] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Returns the color in which names of a series are drawn on a dark page. */
function onDarkPage(color: string): string {
  const selected = `.scatterlayer [style*="fill: rgb(${channels(color).join(', ')})"]`;
  const rule = darkCharts('svg')
    .split('\n')
    .find((line) => line.includes(selected));
  return /#\w{6}/.exec(rule?.split('{')[1] ?? '')?.[0] ?? color;
}

test('names of series in any color of the palette can be read on a dark page', () => {
  for (const color of COLORS)
    for (const background of BACKGROUNDS) {
      const contrast = (luminance(onDarkPage(color)) + 0.05) / (luminance(background) + 0.05);
      expect(contrast, `${color} on ${background}`).toBeGreaterThan(4.5);
    }
  expect(new Set(COLORS.map(onDarkPage)).size).toBe(COLORS.length);
});

test('a picture gets the style of its kind, as valid XML', () => {
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" class="main-svg"><rect/></svg>';
  const chart = withDarkStyle(picture, 'chart');
  expect(chart).toMatch(
    /^<svg [^>]*><style>@media [(]prefers-color-scheme: dark[)][^<]*<[/]style><rect[/]><[/]svg>$/,
  );
  expect(chart).toContain('&amp;.main-svg &gt; rect');
  expect(withDarkStyle(picture, 'drawing')).toContain(darkDrawings('svg').trim());
});
