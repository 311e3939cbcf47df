/** A contestant whose work is done by a page in Chromium: `ours-page.ts` or `stock-page.ts`. */
import { launchBrowser } from '../../course/notebooks/browser';
import { contend, type Prepared } from '../contestant';
import type { LstmCase } from '../lstm/lstm-case';
import { readModelInputs } from '../lstm/model-inputs';
import type { PageContestant } from './page-contestant';
import { ADDRESS, servePage } from './serve-page';

/** What the page has in its global scope. */
declare const contestant: PageContestant;

async function main([name]: string[]): Promise<void> {
  const browser = await launchBrowser();
  if (!browser) throw new Error('no Chromium is installed, or it does not start: set CHROME_PATH');
  const page = await browser.newPage();
  page.setDefaultTimeout(0); // the contest has a limit of its own
  page.on('pageerror', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  await servePage(page, `${name}-page`);
  await page.goto(ADDRESS);
  await page.waitForFunction(() => 'contestant' in globalThis);
  const versions = await page.evaluate(() => contestant.versions);
  const prepare = async (benchCase: LstmCase): Promise<Prepared> => {
    const given = { benchCase, inputs: await readModelInputs(benchCase) };
    const prepared = await page.evaluate(
      ({ benchCase, inputs }) => contestant.prepare(benchCase, inputs),
      given,
    );
    return {
      ...prepared,
      run: () => page.evaluate(() => contestant.run()),
      dispose: () => page.evaluate(() => contestant.dispose()),
    };
  };
  const peakBytes = () => undefined; // the memory is that of several processes of the browser
  await contend({ Chromium: browser.version(), ...versions }, prepare, peakBytes);
  await browser.close();
}

void main(process.argv.slice(2));
