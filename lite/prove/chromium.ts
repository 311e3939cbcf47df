/** Chromium without a network, for the proofs of the app. */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { browserFiles } from '../../course/notebooks/browser';

/**
 * A name for this machine. Unlike 127.0.0.1, it gives pages no more rights than any `http://`
 * address: they must work without a secure context.
 */
const HOST = 'course.test';

/** Starts Chromium. All names but that of `addressOf` lead nowhere. */
export function launchOffline(): Promise<Browser> {
  const rules = `--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP * ~NOTFOUND`;
  return chromium.launch({ executablePath: browserFiles()[0], args: [rules] });
}

/** Returns the address of a server on this machine in that Chromium. */
export function addressOf({ url }: { url: string }): string {
  return url.replace('127.0.0.1', HOST);
}

/** A fresh profile, and what its pages have asked for. */
export interface Profile {
  context: BrowserContext;
  /** The addresses that were asked for. */
  asked: string[];
  /** Ends it. @throws if something was asked of another host */
  close(): Promise<void>;
}

/** Opens a fresh profile in which only the server of an address answers. */
export async function openProfile(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Profile> {
  const context = await browser.newContext(options);
  const { origin } = new URL(address);
  const asked: string[] = [];
  const foreign: string[] = [];
  await context.route('**', (route) => {
    const url = route.request().url();
    asked.push(url);
    if (url.startsWith(origin) || /^(blob|data):/.test(url)) return route.continue();
    foreign.push(url);
    return route.abort();
  });
  return {
    context,
    asked,
    async close() {
      await context.close();
      if (foreign.length > 0) throw new Error(`asked of other hosts: ${foreign.join(', ')}`);
    },
  };
}

/** Returns a function that returns the processor seconds that a browser has used since now. */
export async function processorTime(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  const total = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await total();
  return async () => (await total()) - before;
}
