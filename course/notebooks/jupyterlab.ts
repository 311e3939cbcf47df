/** Controls JupyterLab in a headless browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import getPort from 'get-port';
import type { Browser, Locator, Page } from 'playwright-core';
import { makeFolder } from '../../lib/files/make-folder';
import { scratchFolder } from '../../lib/files/temporary';
import { installedPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';
import { installDarkCharts } from '../../setup/dark-charts';
import { launchBrowser } from './browser';

/** A running JupyterLab. */
interface JupyterLab {
  /**
   * Opens a notebook of the repository in a new page. Returns the page when the kernel is ready.
   */
  openNotebook(file: string): Promise<Page>;
}

/** Milliseconds to wait for JupyterLab and for a kernel: a busy machine is slow. */
const TIMEOUT = 240_000;
/** Milliseconds that a server has to end. */
const LAST_MOMENT = 10_000;

/**
 * Starts JupyterLab in the repository, and a browser, and stops both after `work`. JupyterLab uses
 * temporary settings, so it neither reads nor changes those of the user. It does not save
 * notebooks by itself.
 *
 * @returns the result of `work`
 * @throws if no browser is installed, `.venv` has no JupyterLab, or JupyterLab does not start
 */
export async function withJupyterLab<T>(work: (lab: JupyterLab) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  if (!browser) throw new Error('no Chromium, Chrome or Edge is installed: install one, or set CHROME_PATH');
  const scratch = scratchFolder('jupyterlab');
  let server: ChildProcess | undefined;
  try {
    writeSettings(scratch);
    const started = await startServer(scratch);
    server = started.server;
    return await work({ openNotebook: openWith(browser, started.url) });
  } finally {
    await browser.close();
    if (server) await end(server);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * Clears the outputs of the open notebook, runs all cells, and waits until they have finished.
 *
 * @param timeout milliseconds; default: no limit
 * @returns the text of every error output, in order
 */
export async function runAll(page: Page, timeout = 0): Promise<string[]> {
  await choose(page, 'Edit', 'Clear Outputs of All Cells');
  await choose(page, 'Run', 'Run All Cells');
  await page.waitForFunction(
    () => {
      const prompts = Array.from(
        document.querySelectorAll('.jp-InputPrompt'),
        (prompt) => prompt.textContent ?? '',
      );
      return prompts.some((prompt) => /\d/.test(prompt)) && !prompts.includes('[*]:');
    },
    undefined,
    { timeout },
  );
  const selectors = ERROR_OUTPUTS.map((type) => `.jp-OutputArea-output[data-mime-type="${type}"]`);
  return page.locator(selectors.join()).allTextContents();
}

/** The MIME types that JupyterLab gives to errors and to the text on stderr. */
const ERROR_OUTPUTS = ['application/vnd.jupyter.error', 'application/vnd.jupyter.stderr'];

async function choose(page: Page, menu: string, entry: string): Promise<void> {
  await page.getByRole('menuitem', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** CSS pixels. A browser cannot draw a much higher picture. */
const PICTURE_HEIGHT = 4000;

/**
 * Saves screenshots of the whole notebook, from top to bottom: `<stem>-1.png`, `<stem>-2.png` and
 * so on.
 *
 * @returns the number of screenshots
 */
export async function screenshots(page: Page, stem: string): Promise<number> {
  const cells = page.locator('.jp-WindowedPanel-outer').first();
  const { width } = page.viewportSize()!;
  const around = await cells.evaluate((element) => window.innerHeight - element.clientHeight);
  await page.setViewportSize({ width, height: PICTURE_HEIGHT + around });
  const height = await cells.evaluate((element) => element.scrollHeight);
  let count = 0;
  for (let top = 0; top < height; top += PICTURE_HEIGHT) {
    await cells.evaluate((element, top) => {
      element.scrollTop = top;
    }, top);
    await page.waitForTimeout(500); // so that the charts in view are drawn
    if (await isPastEnd(cells)) break;
    await cells.screenshot({ path: `${stem}-${++count}.png` });
  }
  return count;
}

/** Returns whether no cell is in view: JupyterLab scrolls beyond the last one. */
function isPastEnd(cells: Locator): Promise<boolean> {
  return cells.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const down = Array.from({ length: 20 }, (_, n) => top + ((n + 0.5) / 20) * height);
    return down.every((y) => !document.elementFromPoint(left + width / 2, y)?.closest('.jp-Cell'));
  });
}

/** Changes the theme of an open page. */
export async function changeTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const entry = (text: string) => page.locator('.lm-Menu-item').getByText(text, { exact: true });
  await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  await entry('Theme').hover();
  await entry(theme === 'dark' ? 'JupyterLab Dark' : 'JupyterLab Light').click();
  await page.locator(`body[data-jp-theme-light="${theme === 'light'}"]`).waitFor({ state: 'attached' });
}

async function startServer(scratch: string): Promise<{ server: ChildProcess; url: URL }> {
  const root = repositoryRoot();
  const venv = join(root, '.venv');
  const programs = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');
  const port = await getPort({ host: '127.0.0.1' });
  const token = randomUUID();
  const folders = Object.fromEntries(
    ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR', 'IPYTHONDIR'].map((name) => [
      name,
      join(scratch, name),
    ]),
  );
  installDarkCharts(join(folders['JUPYTER_DATA_DIR']!, 'labextensions'));
  const server = spawn(
    installedPython(root),
    [
      '-m',
      'jupyterlab',
      '--no-browser',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--ServerApp.port_retries=0',
      `--ServerApp.root_dir=${root}`,
      `--LabApp.workspaces_dir=${join(scratch, 'workspaces')}`,
      `--LabApp.user_settings_dir=${join(scratch, 'settings')}`,
      '--LabApp.news_url=None',
      '--ContentsManager.allow_hidden=True', // the tests' notebooks are in a hidden folder
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ],
    {
      // The token is in no command line, which other users see.
      env: {
        ...process.env,
        ...folders,
        JUPYTER_TOKEN: token,
        PATH: `${programs}${delimiter}${process.env.PATH}`,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  server.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const url = new URL(`http://127.0.0.1:${port}/lab?token=${token}`);
  for (const started = Date.now(); Date.now() - started < TIMEOUT; ) {
    const answer = await fetch(new URL(`/api/status?token=${token}`, url)).catch(() => undefined);
    if (answer?.ok) return { server, url };
    if (server.exitCode !== null || server.signalCode !== null) break;
    await new Promise((later) => setTimeout(later, 100));
  }
  await end(server);
  throw new Error(`JupyterLab did not start:\n${log}`);
}

function openWith(browser: Browser, lab: URL): JupyterLab['openNotebook'] {
  let opened = 0;
  return async (file) => {
    opened += 1;
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(TIMEOUT);
    const path = relative(repositoryRoot(), resolve(file)).replaceAll('\\', '/');
    const url = new URL(lab);
    // A new workspace: otherwise the page would show what the last one had open.
    url.pathname = `/lab/workspaces/notebook-${opened}/tree/${encodeURI(path)}`;
    await page.goto(String(url));
    await page.locator('.jp-NotebookPanel-notebook').first().waitFor();
    await page
      .getByText(/ \| Idle$/)
      .first()
      .waitFor();
    return page;
  };
}

/** Writes settings that make a page show all of a notebook and nothing else. */
function writeSettings(scratch: string): void {
  const settings = {
    'apputils-extension/notification': { fetchNews: 'false', checkForUpdates: false },
    'docmanager-extension/plugin': { autosave: false },
    'notebook-extension/tracker': { windowingMode: 'none' },
  };
  for (const [name, values] of Object.entries(settings)) {
    const file = join(scratch, 'settings', '@jupyterlab', `${name}.jupyterlab-settings`);
    makeFolder(dirname(file));
    writeFileSync(file, JSON.stringify(values));
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const killing = setTimeout(() => server.kill('SIGKILL'), LAST_MOMENT);
  await exit;
  clearTimeout(killing);
}
