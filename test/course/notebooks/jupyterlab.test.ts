import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserFiles } from '../../../course/notebooks/browser';
import { changeTheme, runAll, screenshots, withJupyterLab } from '../../../course/notebooks/jupyterlab';
import { installKernel } from '../../../kernel/install';
import { venvFolder } from '../../../lib/python';
import { type Folder, folderInRepository } from '../../kernel/notebook';

let folder: Folder;

beforeAll(() => {
  installKernel(venvFolder());
  folder = folderInRepository();
}, 300_000);
afterAll(() => folder.remove());

/** Writes a notebook of code cells and returns its path. */
function notebook(name: string, cells: string[]): string {
  const file = join(folder.path, name);
  const content = {
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
    metadata: {
      kernelspec: { name: 'tslab', display_name: 'TypeScript (tslab)', language: 'typescript' },
      language_info: { name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const CHART = `({
  data: [{ type: 'bar', x: ['positive', 'negative'], y: [3, 5] }],
  layout: { title: { text: 'Reviews' }, height: 300, paper_bgcolor: '#FFFFFF' },
  alt: '3 positive and 5 negative reviews',
})`;
const TABLE = `import { DataFrame } from 'danfojs-node';
new DataFrame({ review: ['<script>document.title = "broken"</script>', 'fine'], stars: [1, 4] })`;

const DRAWING = `import { show } from '../../lib/plots';
show({ svg: '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>', alt: 'A square' });`;

/** Returns the contrast of the chart's title with its background, and the filter of the drawing. */
function looks(page: Page) {
  return page.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
    const luminance = (color: string) => {
      const [r, g, b] = Array.from(color.matchAll(/[\d.]+/g), ([part]) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const background = luminance(style('.js-plotly-plot .main-svg').backgroundColor);
    const text = luminance(style('.js-plotly-plot .gtitle').fill);
    return {
      background,
      contrast: (Math.max(text, background) + 0.05) / (Math.min(text, background) + 0.05),
      drawing: style('.jp-RenderedSVG > *').filter,
    };
  });
}

/** A folder for screenshots, for people to look at. Both themes are drawn only with it. */
const pictures = process.env.SENTIMENT_TEST_PICTURES;
const themes = pictures ? (['light', 'dark'] as const) : (['light'] as const);

describe.skipIf(browserFiles().length === 0)(
  'JupyterLab in a browser (skipped where none is installed)',
  () => {
    test('charts and tables are drawn, dark in a dark theme, and a failed cell stops a run', {
      timeout: 300_000,
    }, async () => {
      await withJupyterLab(async (lab) => {
        const good = notebook('good.ipynb', [
          "import { dataDir } from '../../lib/repository';",
          TABLE,
          CHART,
          DRAWING,
          'dataDir().length > 1',
        ]);
        for (const theme of themes) {
          const page = await lab.openNotebook(good);
          await changeTheme(page, theme);
          expect(await runAll(page)).toEqual([]);
          await page.locator('.js-plotly-plot .bars .point').first().waitFor();
          expect(await page.locator('.js-plotly-plot .bars .point').count()).toBe(2);
          expect(await page.locator('table.dataframe tbody tr').count()).toBe(2);
          expect(await page.locator('table.dataframe').textContent()).toContain('<script>');
          expect(await page.title()).not.toContain('broken');
          if (pictures) await screenshots(page, join(pictures, `good-${theme}`));
          if (theme === 'light') {
            const light = await looks(page);
            expect(light).toMatchObject({ background: 1, drawing: 'none' });
            await changeTheme(page, 'dark');
            const dark = await looks(page);
            expect(dark.background).toBeLessThan(0.02);
            expect(dark.contrast).toBeGreaterThan(4.5);
            expect(dark.drawing).toContain('invert');
          }
          await page.close();
        }

        const bad = notebook('bad.ipynb', [
          'console.log("first ran")',
          'throw new Error("stop here")',
          'console.log("third ran")',
        ]);
        const page = await lab.openNotebook(bad);
        expect(await runAll(page)).toEqual([expect.stringContaining('Error: stop here')]);
        const outputs = await page.locator('.jp-OutputArea-output').allInnerTexts();
        expect(outputs.join('\n')).toContain('first ran');
        expect(outputs.join('\n')).not.toContain('third ran');
        if (pictures) await screenshots(page, join(pictures, 'bad'));
      });
    });
  },
);
