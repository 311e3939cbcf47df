/** Tests of what the page loads, and of what it says meanwhile. */
import { expect, it } from 'vitest';
import { writeModel } from '../../runtime/model-file';
import { SMALL_MODEL } from '../runtime/small-model';
import { filesIn, PATIENT, type Playground, TEXT } from './open-playground';

/** The page loads little, and its models in the order in which they are asked for. */
export function loads({ server, browser, requested, show, bytesOf }: Playground): void {
  it('needs less than 8 MB before "Teach it", all from its own site', async () => {
    await show(TEXT);
    const loaded = filesIn(requested);
    expect(loaded).toContain('service-worker.js');
    expect(bytesOf((name) => loaded.has(name))).toBeLessThan(8e6);
    expect(bytesOf(() => true)).toBeLessThan(10e6);
    expect(requested.filter((url) => !url.startsWith(server.url) && !/^(blob|about):/.test(url))).toEqual([]);
  });

  it('says that the model is loading, and nothing wrong meanwhile', async () => {
    const slow = await browser.newContext({ serviceWorkers: 'block' });
    let goOn = () => {};
    const isAsked = new Promise<void>((asked) => {
      slow.route(/model.*[.]bin/, (route) => {
        goOn = () => void route.continue();
        asked();
      });
    });
    const waiting = await slow.newPage();
    await waiting.goto(server.url);
    await isAsked;
    await waiting.getByText('The words get their colors when the model is here').waitFor(PATIENT);
    expect(await waiting.locator('.error').count()).toBe(0);
    expect(await waiting.getByRole('button', { name: 'Compare with simpler models' }).isDisabled()).toBe(
      true,
    );
    goOn();
    await waiting
      .getByRole('button', { name: /^Leave out .* changes by/ })
      .first()
      .waitFor(PATIENT);
    expect(await waiting.locator('.error').count()).toBe(0);
    await slow.close();
  });

  it('uses the model that was opened last, also if an earlier one comes later', async () => {
    const other = await browser.newContext({ serviceWorkers: 'block' });
    let goOn = () => {};
    const isGoing = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await other.route(/model-.*[.]bin/, (route) => isGoing.then(() => route.continue()));
    const waiting = await other.newPage();
    await waiting.goto(server.url);
    await waiting.getByRole('button', { name: 'Teach it your texts' }).click(PATIENT);
    const buffer = Buffer.from(writeModel(SMALL_MODEL));
    const file = { name: 'small.bin', mimeType: '', buffer };
    await waiting.locator('input[type=file]').setInputFiles(file, PATIENT);
    await waiting.waitForTimeout(500); // a wrong page opens it meanwhile
    goOn();
    const loaded = () => performance.getEntriesByName('model-loaded').length;
    await expect.poll(() => waiting.evaluate(loaded), PATIENT).toBe(2);
    await waiting.getByText('The model in use is small').waitFor(PATIENT);
    expect(await waiting.locator('.bar .name').allTextContents()).toEqual(['negative', 'positive']);
    await other.close();
  });

  it('says what cannot be loaded', async () => {
    const other = await browser.newContext({ serviceWorkers: 'block' });
    const old = await other.newPage();
    await old.goto(server.url);
    await old.getByRole('button', { name: 'Teach it your texts' }).click(PATIENT);
    await old.getByRole('button', { name: /^Take our example/ }).click(PATIENT);
    const missing = (url: RegExp) =>
      other.route(url, (route) => route.fulfill({ status: 404, body: 'none' }));
    await missing(/compare-.*[.]js/);
    await old.getByRole('button', { name: 'Compare with simpler models' }).click(PATIENT);
    await old.getByText('This part of the page cannot be loaded').waitFor(PATIENT);
    await missing(/model-.*[.]bin/);
    await old.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await old.getByRole('button', { name: 'Teach it 36 texts' }).click(PATIENT);
    expect(await old.locator('.teaching .error').textContent(PATIENT)).toMatch(/model-.*HTTP status 404/);
    await other.close();
  });
}
