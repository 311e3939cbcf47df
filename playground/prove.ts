/** The long proof of the playground: its speed, and fine-tuning in the browser against Node. */
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserFiles } from '../course/notebooks/browser';
import { ratedTexts } from '../experiments/general/rated-texts';
import { ready } from '../lib/backend';
import { randomFrom, shuffled } from '../lib/batches/random';
import { finetune } from '../lib/classifier/finetune';
import { partsOfModelFile } from '../lib/classifier/model-file';
import { openData } from '../lib/corpus/open-data';
import type { Review } from '../lib/corpus/review';
import { datasetPath } from '../lib/datasets/catalog';
import { bundledModel } from '../packages/build-runtime';
import { serveFolder } from '../packages/web-server';
import { buildPlayground } from './build';
import { TEACHING } from './teaching/plan';

const ROWS = 500;
const TYPED =
  'The first hour is slow and the hero is hard to like, but then the story turns, the music carries it, ' +
  'and by the end I had laughed twice, cried once, and forgotten that the seats in this old cinema are not ' +
  'at all comfortable. Go and see it soon.';

/** Measures the playground, and reports lines for people. */
export async function provePlayground(report: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  await buildPlayground(folder);
  const server = await serveFolder(folder);
  const browser = await chromium.launch({ executablePath: browserFiles()[0] });
  try {
    const page = await browser.newPage();
    const started = performance.now();
    await page.goto(server.url);
    await measured(page, 'leave-one-out', 1);
    report(`first words colored ${seconds(performance.now() - started)} after the page is asked for`);
    await reportTyping(page, report);
    for (const [name, reviews] of [
      ['tweets', some(await ratedTexts('tweets'))],
      ['reviews', some(await testReviews())],
    ] as const) {
      report(`${ROWS} ${name}, in the browser: ${await fineTunedInBrowser(browser, page, reviews)}`);
      report(`${ROWS} ${name}, in Node: ${await fineTunedInNode(reviews)}`);
    }
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function testReviews(): Promise<Review[]> {
  const { test } = await openData(datasetPath('imdb'));
  if (!test) throw new Error('imdb has no test set: npm run data -- imdb');
  return test();
}

function some<T>(all: readonly T[]): T[] {
  return shuffled(all, randomFrom(1)).slice(0, ROWS);
}

async function measured(page: Page, name: string, count: number): Promise<number[]> {
  await page.waitForFunction(
    ([wanted, least]) => performance.getEntriesByName(wanted).length >= least,
    [name, count] as const,
    { timeout: 120_000 },
  );
  return page.evaluate(
    (wanted) => performance.getEntriesByName(wanted).map(({ duration }) => duration),
    name,
  );
}

async function reportTyping(page: Page, report: (line: string) => void): Promise<void> {
  const box = page.getByLabel('Your text');
  await box.fill(TYPED);
  await page.waitForTimeout(2000);
  await page.evaluate(() => performance.clearMeasures());
  for (let n = 0; n < 20; n++) {
    await box.press(n % 2 ? 'Backspace' : 'x');
    await page.waitForTimeout(1000);
  }
  const words = TYPED.split(/\s+/).length;
  for (const name of ['key-to-curve', 'leave-one-out']) {
    const times = (await measured(page, name, 5)).sort((a, b) => a - b);
    const [middle, most] = [times[Math.floor(times.length / 2)]!, times.at(-1)!];
    report(`${name}, ${words} words: median ${middle.toFixed(0)} ms, at most ${most.toFixed(0)} ms`);
  }
}

async function fineTunedInBrowser(browser: Browser, page: Page, reviews: readonly Review[]): Promise<string> {
  const open = page.getByRole('button', { name: 'Teach it your texts' });
  if (await open.count()) await open.click();
  const table = stringify([['text', 'label'], ...reviews.map(({ text, label }) => [text, label])]);
  const file = join(tmpdir(), `playground-${process.pid}.csv`);
  await writeFile(file, table);
  await page.locator('input[type=file]').setInputFiles(file); // the page reads it when it needs it
  const session = await browser.newBrowserCDPSession();
  const cpu = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await cpu();
  await page.getByRole('button', { name: new RegExp(`^Teach it ${ROWS}`) }).click();
  rmSync(file);
  await page.locator('.outcome').waitFor({ state: 'detached', timeout: 60_000 });
  await page.locator('.outcome').waitFor({ timeout: 1_800_000 });
  const rows = await page.locator('.outcome tbody tr').allTextContents();
  const [, wall] = /, ([\d.]+) seconds/.exec((await page.locator('.outcome').textContent())!)!;
  return `${wall} s, of which the processor ${((await cpu()) - before).toFixed(0)} s; ${rows.join('; ')}`;
}

async function fineTunedInNode(reviews: readonly Review[]): Promise<string> {
  await ready();
  const started = performance.now();
  const before = process.cpuUsage();
  const from = await partsOfModelFile(bundledModel(), 'model.bin');
  const { results, parts } = await finetune(from, reviews, TEACHING);
  parts.model.dispose();
  from.model.dispose();
  const { user, system } = process.cpuUsage(before);
  const rows = results.map(
    ({ name, accuracy, standardError }) =>
      `${name} ${(100 * accuracy).toFixed(1)} % ± ${(100 * standardError).toFixed(1)}`,
  );
  const took = (performance.now() - started) / 1000;
  return `${took.toFixed(0)} s, of which the processor ${((user + system) / 1e6).toFixed(0)} s; ${rows.join('; ')}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
