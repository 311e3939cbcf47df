/** The proof of the app as JupyterLite shows it, in Chromium with all other hosts blocked. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { serveFolder } from '../../packages/web-server';
import { addressOf, launchOffline, openProfile, processorTime } from './chromium';

const LESSON = 'notebooks/index.html?path=notebooks/01-start.ipynb';
const PATIENCE_MS = 180_000;

/**
 * Measures the app, and reports lines for people.
 *
 * @param site the folder of the built site, in which the app is `lite/`
 * @param pictures a folder for screenshots, light and dark
 * @throws when a cell fails, a stop does not work, or something is asked of another host
 */
export async function proveApp(
  site: string,
  report: (line: string) => void,
  pictures?: string,
): Promise<void> {
  const app = join(site, 'lite');
  report(`the app has ${megabytes(sizeOf(app))}`);
  const server = await serveFolder(site);
  const browser = await launchOffline();
  try {
    const base = `${addressOf(server)}lite/`;
    await proveStart(browser, base, app, report);
    await proveStops(browser, base, report);
    for (const theme of ['light', 'dark'] as const) await runAll(browser, base, theme, report, pictures);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Opens a lesson in a fresh profile that reaches the server only. */
async function open(browser: Browser, address: string, colorScheme: 'light' | 'dark' = 'light') {
  const viewport = { width: 1280, height: 900 };
  const { context, asked, close } = await openProfile(browser, address, { colorScheme, viewport });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.jp-CodeCell').first().waitFor({ timeout: PATIENCE_MS });
  return { page, asked, close };
}

async function proveStart(browser: Browser, base: string, app: string, report: (line: string) => void) {
  const started = performance.now();
  const cpu = await processorTime(browser);
  const { page, asked, close } = await open(browser, `${base}${LESSON}`);
  report(`the notebook is shown after ${seconds(started)}`);
  await page.locator('.jp-CodeCell').first().click();
  await page.keyboard.press('Shift+Enter');
  await ended(page, 0);
  report(
    `its first cell has run after ${seconds(started)} (${(await cpu()).toFixed(1)} s of processor time)`,
  );
  await page.waitForTimeout(2000);
  const files = new Set(asked.filter((url) => url.startsWith(base)).map((url) => new URL(url).pathname));
  const sizes = [...files].map((path) =>
    compressed(join(app, decodeURIComponent(path).slice('/lite/'.length))),
  );
  report(`${files.size} files, ${megabytes(sizes.reduce((sum, size) => sum + size, 0))} gzipped`);
  await close();
}

async function proveStops(browser: Browser, base: string, report: (line: string) => void) {
  const { page, close } = await open(browser, `${base}${LESSON}`);
  const cell = page.locator('.jp-CodeCell').first();
  const run = async (code: string) => {
    await cell.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(code);
    await page.keyboard.press('Control+Enter');
  };
  const output = cell.locator('.jp-OutputArea');
  let number = 0;
  const stopped = async (what: string, code: string) => {
    number += 1;
    await run(`console.log('begun', ${number}); ${code}`);
    await output.getByText(`begun ${number}`).waitFor({ timeout: PATIENCE_MS });
    const asked = performance.now();
    await page
      .locator('[data-command="notebook:interrupt-kernel"], [data-jp-item-name="interrupt"]')
      .first()
      .click();
    await output.getByText('Interrupted').first().waitFor({ timeout: PATIENCE_MS });
    report(`${what} stops after ${seconds(asked)}`);
  };
  await stopped(
    'a loop that awaits',
    'let kept = 1; while (true) await new Promise((go) => setTimeout(go, 20));',
  );
  await stopped('a loop that never awaits', 'while (true) kept += 1;');
  await run('kept > 1');
  await output.getByText('true').waitFor({ timeout: PATIENCE_MS });
  await stopped('code that does not look', 'new Function("while (true) {}")();');
  if (!(await output.innerText()).includes('All variables are lost'))
    throw new Error('nobody says that variables are lost');
  await run('6 * 7');
  await output.getByText('42').waitFor({ timeout: PATIENCE_MS });
  await close();
}

/** Runs all cells of the lesson. */
async function runAll(
  browser: Browser,
  base: string,
  theme: 'light' | 'dark',
  report: (line: string) => void,
  pictures?: string,
) {
  const { page, close } = await open(browser, `${base}${LESSON}`, theme);
  const picture = async (name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
  };
  if (pictures) mkdirSync(pictures, { recursive: true });
  await picture('opened');
  const started = performance.now();
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await page.waitForTimeout(500);
  const prompts = page.locator('.jp-CodeCell .jp-InputPrompt');
  await page.waitForFunction(
    () =>
      !Array.from(document.querySelectorAll('.jp-InputPrompt')).some((one) => /[*]/.test(one.textContent)),
    null,
    { timeout: 10 * PATIENCE_MS },
  );
  const failed = await page.locator('[data-mime-type="application/vnd.jupyter.error"]').allInnerTexts();
  const run = (await prompts.allTextContents()).filter((text) => /[0-9]/.test(text)).length;
  const what = `Run All, ${theme}`;
  report(`${what}: ${run} cells in ${seconds(started)}, ${failed.length} with an error`);
  await picture('ran');
  await page.locator('[data-mime-type="application/vnd.plotly.v1+json"]').first().scrollIntoViewIfNeeded();
  await page.locator('.js-plotly-plot .main-svg').first().waitFor({ timeout: PATIENCE_MS }); // drawn when seen
  await picture('chart');
  if (failed.length > 0) throw new Error(`${what} fails:\n${failed.join('\n')}`);
  await close();
}

/** Waits until a cell has run. */
async function ended(page: Page, index: number): Promise<void> {
  await page.waitForFunction(
    (at) => /\[\d+\]/.test(document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')[at]?.textContent ?? ''),
    index,
    { timeout: PATIENCE_MS },
  );
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

function compressed(file: string): number {
  const path = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? join(file, 'index.html') : file;
  return statSync(path, { throwIfNoEntry: false }) ? gzipSync(readFileSync(path)).length : 0;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
