/** The long proof of the tab: all lessons, from their notebooks, in Chromium. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { readNotebook } from '../../course/notebooks/notebook';
import { repositoryRoot } from '../../lib/repository';
import { serveFolder } from '../../packages/web-server';
import { addressOf, launchOffline, openProfile, processorTime } from './chromium';
import type { Tab } from './page';

declare const tab: Tab; // in the page

const ROOT = repositoryRoot();
/** Notebooks that do not start with these digits are no lessons. */
const LESSON = /^\d\d-.*[.]ipynb$/;

/** Where the kernel is started. The site's own pages have a Content Security Policy. */
const PAGE = 'lite/course/library/files.json';

/** A lesson that has run in a tab. */
export interface LessonRun {
  /** Its name: `03-word-vectors`. */
  name: string;
  cells: number;
  /** The seconds of a clock. */
  seconds: number;
  /** The seconds of the processor. */
  processor: number;
  /** The cells that failed, with their number and their error. */
  failed: { cell: number; error: string }[];
}

/**
 * Runs the notebooks of lessons, all cells of each in order, on the built app, without a network.
 *
 * @param site the folder of the built site, in which at least `lite/course/` is built
 * @param names of the lessons; a number is enough. Default: all
 * @param report is told of each lesson that has run
 * @throws if there is no such lesson, or something is asked of another host
 */
export async function runLessons(
  site: string,
  names: readonly string[],
  report: (run: LessonRun) => void,
): Promise<void> {
  const lessons = chosenLessons(names);
  const server = await serveFolder(site);
  const browser = await launchOffline();
  try {
    const script = await bundledPage();
    const base = addressOf(server);
    for (const name of lessons) {
      const { context, close } = await openProfile(browser, base);
      const page = await context.newPage();
      await page.goto(`${base}${PAGE}`);
      await page.addScriptTag({ content: script });
      const processor = await processorTime(browser); // the process of the page before has ended
      const run = await runLesson(page, name, `${base}lite/`);
      report({ ...run, processor: await processor() });
      await close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** Returns the files of the lessons with these names. @throws if one has none */
function chosenLessons(names: readonly string[]): string[] {
  const all = readdirSync(join(ROOT, 'notebooks')).filter((name) => LESSON.test(name));
  const unknown = names.find((wanted) => !all.some((name) => name.startsWith(wanted)));
  if (unknown !== undefined) throw new Error(`there is no lesson ${unknown}: ${all.sort().join(', ')}`);
  return all.filter((name) => names.length === 0 || names.some((wanted) => name.startsWith(wanted))).sort();
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

async function runLesson(page: Page, name: string, base: string): Promise<Omit<LessonRun, 'processor'>> {
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
