/** The playground, built and opened in a browser. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { bundledModel } from '../../packages/build-runtime';
import { serveFolder, type WebServer } from '../../packages/web-server';
import { buildPlayground } from '../../playground/build';
import { load } from '../../runtime/load';
import type { Sentiment } from '../../runtime/sentiment';

/** A busy machine takes its time. */
export const PATIENT = { timeout: 30_000 };
export const TEXT = 'The food was not good, and nobody was friendly.';
export const MIXED = 'A slow start, but what a wonderful, wonderful ending!';

/** An open playground. All tests of a file share its page. */
export interface Playground {
  /** The folder of the build. */
  folder: string;
  server: WebServer;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** The model that the page has first. */
  sentiment: Sentiment;
  /** The addresses that the page and its workers have asked for. */
  requested: string[];
  /** The errors of the page, and those that its console shows. */
  faults: string[];
  /** Opens the page with a text, and waits for the colors of its words. */
  show(text: string, more?: string): Promise<void>;
  /** Waits for the colors of the words of a text. */
  allColored(text: string): Promise<void>;
  /** Returns the percentage that the page shows for each class. */
  shownScores(): Promise<number[]>;
  /** Returns the percentages that it must show for a text. */
  expectedScores(text: string): number[];
  /** Waits until it shows those of a text. */
  expectScores(text: string): Promise<void>;
  /** Returns the size of the files of the build that have a name. */
  bytesOf(isWanted: (name: string) => boolean): number;
}

/** Builds the playground, and opens it. It is closed after the tests of the file. */
export async function openPlayground(): Promise<Playground> {
  const requested: string[] = [];
  const faults: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  await buildPlayground(folder);
  const sentiment = await load(bundledModel());
  const server = await serveFolder(folder);
  const browser = await chromium.launch({ executablePath: browserFiles()[0] });
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.on('request', (request) => requested.push(request.url()));
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    server,
    browser,
    context,
    page,
    sentiment,
    requested,
    faults,
    show,
    allColored,
    shownScores,
    expectedScores,
    expectScores,
    bytesOf,
  };

  async function show(text: string, more = ''): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${server.url}#${new URLSearchParams({ text })}${more}`);
    await allColored(text);
  }

  async function allColored(text: string): Promise<void> {
    const { tokens } = sentiment.explain(text);
    await expect
      .poll(() => page.getByRole('button', { name: /^Leave out .* changes by/ }).count(), PATIENT)
      .toBe(tokens.length);
  }

  async function shownScores(): Promise<number[]> {
    const values = await page.locator('.bar .value').allTextContents();
    return values.map((value) => Number.parseFloat(value));
  }

  function expectedScores(text: string): number[] {
    const { scores } = sentiment(text);
    return sentiment.classes.map((name) => 100 * scores[name]!);
  }

  async function expectScores(text: string): Promise<void> {
    const expected = expectedScores(text);
    await expect
      .poll(async () => {
        const shown = await shownScores();
        return Math.max(...expected.map((value, n) => Math.abs(value - shown[n]!)));
      }, PATIENT)
      .toBeLessThan(0.51);
  }

  function bytesOf(isWanted: (name: string) => boolean): number {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && isWanted(file.name))
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  }
}

/** Returns the names of the files that addresses name. */
export function filesIn(urls: readonly string[]): Set<string> {
  return new Set(urls.map((url) => new URL(url).pathname.split('/').at(-1) || 'index.html'));
}
