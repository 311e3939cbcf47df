import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** What Debian, Ubuntu, Fedora and Arch call the programs that can draw. */
const PROGRAMS = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  ...['microsoft-edge', 'microsoft-edge-stable'],
];

/** Where macOS has them. */
const APPLICATIONS = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** Below which folders Windows has them, and where there. */
const WINDOWS_FOLDERS = ['LOCALAPPDATA', 'ProgramFiles', 'ProgramFiles(x86)'];
const WINDOWS_PLACES = [
  join('Google', 'Chrome', 'Application', 'chrome.exe'),
  join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
];

/**
 * Returns the installed Chromiums, Chromes and Edges, those in `PATH` first; where `CHROME_PATH` names one, that alone.
 */
export function browserFiles(): string[] {
  const named = process.env['CHROME_PATH'];
  if (named) return [named];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const inPath = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  const onWindows = WINDOWS_FOLDERS.flatMap((name) =>
    WINDOWS_PLACES.map((place) => join(process.env[name] ?? '', place)),
  );
  return [...inPath, ...APPLICATIONS, ...onWindows].filter(existsSync);
}

/**
 * Starts an installed browser without a window, the first one that starts. Returns undefined where there is none.
 *
 * @throws when `CHROME_PATH` names something that does not start
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const { chromium } = await import('playwright-core');
  const args = ['--disable-gpu', '--disable-background-networking'];
  for (const executablePath of browserFiles()) {
    const starting = chromium.launch({ executablePath, args });
    if (process.env['CHROME_PATH']) return starting;
    const browser = await starting.catch(() => undefined);
    if (browser) return browser;
  }
  return undefined;
}
