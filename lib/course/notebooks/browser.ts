import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, LaunchOptions } from 'playwright-core';

/** What Debian, Ubuntu, Fedora and Arch call the programs that can draw. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/**
 * Starts an installed Chromium, Chrome or Edge without a window: the one that `CHROME_PATH` names, one in `PATH`,
 * or one in its usual place. Returns undefined where there is none.
 *
 * @throws when `CHROME_PATH` names something that does not start
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const { chromium } = await import('playwright-core');
  const named = process.env['CHROME_PATH'];
  if (named) return chromium.launch({ executablePath: named });
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const inPath = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program))).find(
    existsSync,
  );
  const ways: LaunchOptions[] = [
    ...(inPath ? [{ executablePath: inPath }] : []),
    { channel: 'chrome' },
    { channel: 'msedge' },
  ];
  for (const way of ways) {
    const browser = await chromium.launch(way).catch(() => undefined);
    if (browser) return browser;
  }
  return undefined;
}
