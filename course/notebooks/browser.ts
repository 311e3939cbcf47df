import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** The names of the browsers on Debian, Ubuntu, Fedora and Arch. */
const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Their paths on macOS. */
const APPLICATIONS = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/**
 * The environment variables with the folders that contain them on Windows, and their paths
 * there.
 */
const WINDOWS_FOLDERS = ['LOCALAPPDATA', 'ProgramFiles', 'ProgramFiles(x86)'];
const WINDOWS_PLACES = [
  join('Google', 'Chrome', 'Application', 'chrome.exe'),
  join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
];

/**
 * Returns the paths of the installed Chromium browsers, those in `PATH` first. `CHROME_PATH`
 * overrides it.
 */
export function browserFiles(): string[] {
  if (process.env.CHROME_PATH) return [process.env.CHROME_PATH];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const inPath = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  const onWindows = WINDOWS_FOLDERS.flatMap((name) =>
    WINDOWS_PLACES.map((place) => join(process.env[name] ?? '', place)),
  );
  return [...inPath, ...APPLICATIONS, ...onWindows].filter(existsSync);
}

/**
 * Starts the first installed browser that works, headless. Returns undefined if there is none.
 *
 * @throws if the browser in `CHROME_PATH` does not start
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const { chromium } = await import('playwright-core');
  const args = ['--disable-gpu', '--disable-background-networking'];
  for (const executablePath of browserFiles()) {
    const starting = chromium.launch({ executablePath, args });
    if (process.env.CHROME_PATH) return starting;
    const browser = await starting.catch(() => undefined);
    if (browser) return browser;
  }
  return undefined;
}
