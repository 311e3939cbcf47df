import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** What Debian, Ubuntu, Fedora and Arch call the programs that can draw. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Where macOS and Windows have them. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Returns an installed Chromium, Chrome or Edge: the one that `CHROME_PATH` names, one in `PATH`, or one in its usual place;
 * undefined where there is none.
 */
export function browserFile(): string | undefined {
  const named = process.env['CHROME_PATH'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const inPath = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...inPath, ...PLACES].find(existsSync);
}

/**
 * Starts an installed browser without a window. Returns undefined where there is none.
 *
 * @throws when `CHROME_PATH` names something that does not start
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = browserFile();
  if (!executablePath) return undefined;
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: ['--disable-gpu', '--disable-background-networking'] });
}
