/** The long proof of the tab: all lessons, from their notebooks, in Chromium. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { browserFiles } from '../../course/notebooks/browser';
import { readNotebook } from '../../course/notebooks/notebook';
import { repositoryRoot } from '../../lib/repository';
import { serveFolder } from '../../packages/web-server';
import type { Tab } from './page';

declare const tab: Tab; // in the page

const ROOT = repositoryRoot();
/** Notebooks that do not start with these digits are no lessons. */
const LESSON = /^\d\d-.*[.]ipynb$/;

/** An empty page of the site: its own have a Content Security Policy. */
const PAGE = 'proof.html';

/** A lesson that has run in a tab. */
export interface LessonRun {
  /** Its name: `03-word-vectors`. */
  name: string;
  cells: number;
  /** The seconds of a clock. */
  seconds: number;
  /** The cells that failed, with their number and their error. */
  failed: { cell: number; error: string }[];
}

/**
 * Runs the notebooks of lessons, all cells of each in order, on the built app. Requests to other
 * hosts are refused.
 *
 * @param site the folder of the built site
 * @param names of the lessons; a number is enough. Default: all
 * @param report is told of each lesson that has run
 */
export async function runLessons(
  site: string,
  names: readonly string[],
  report: (run: LessonRun) => void,
): Promise<void> {
  const server = await serveFolder(site);
  const browser = await chromium.launch({ executablePath: browserFiles()[0] });
  try {
    const script = await bundledPage();
    const lessons = readdirSync(join(ROOT, 'notebooks')).filter((name) => LESSON.test(name));
    for (const name of lessons.sort())
      if (names.length === 0 || names.some((wanted) => name.startsWith(wanted))) {
        const page = await browser.newPage();
        await page.route('**', (route) => {
          const url = route.request().url();
          if (url === `${server.url}${PAGE}`) return route.fulfill({ contentType: 'text/html', body: '' });
          return url.startsWith(server.url) ? route.continue() : route.abort();
        });
        await page.goto(`${server.url}${PAGE}`);
        await page.addScriptTag({ content: script });
        report(await runLesson(page, name, `${server.url}lite/`));
        await page.close();
      }
  } finally {
    await browser.close();
    server.close();
  }
}

async function bundledPage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: join(ROOT, 'lite', 'prove'),
    entryPoints: ['page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

async function runLesson(page: Page, name: string, base: string): Promise<LessonRun> {
  const { cells } = readNotebook(join(ROOT, 'notebooks', name));
  const code = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source);
  const started = performance.now();
  await page.evaluate(([at, files]) => tab.start(at, files), [base, exercises()] as const);
  const failed: LessonRun['failed'] = [];
  for (const [n, source] of code.entries()) {
    const { error } = await page.evaluate((cell) => tab.run(cell), source);
    if (error) failed.push({ cell: n + 1, error });
  }
  await page.evaluate(() => tab.end());
  const seconds = (performance.now() - started) / 1000;
  return { name: name.replace(/[.]ipynb$/, ''), cells: code.length, seconds, failed };
}

/** Returns the stubs of the exercises by path, as a reader finds them. */
function exercises(): Record<string, string> {
  const names = readdirSync(join(ROOT, 'exercises')).filter((name) => /^\d\d-.*[.]ts$/.test(name));
  return Object.fromEntries(
    names.map((name) => [`exercises/${name}`, readFileSync(join(ROOT, 'exercises', name), 'utf8')]),
  );
}
