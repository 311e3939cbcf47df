/** Tests that everybody can use the page. */
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { PATIENT, type Playground, TEXT } from './open-playground';

/** The page is accessible, on phones too. */
export function isAccessible({ page, show }: Playground): void {
  it.each(['light', 'dark'] as const)('axe finds no violation, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await show(TEXT, '&inside=1&without=3');
    await page.getByRole('button', { name: 'Compare with simpler models' }).click();
    await expect.poll(() => page.locator('.models article').count(), PATIENT).toBe(3);
    await page.getByRole('button', { name: 'Teach it your texts' }).click();
    await page.getByRole('button', { name: /^Take our example/ }).click();
    await page.getByLabel(/^At most/).waitFor(PATIENT);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
  });

  it('fits a phone: only the words scroll sideways, and the prediction stays in sight', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.inside .step').scrollIntoViewIfNeeded();
    const prediction = page.locator('.prediction-line');
    expect(await prediction.textContent()).toMatch(/^negative \d/);
    expect((await prediction.boundingBox())!.y).toBe(0);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width, PATIENT).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  });
}
