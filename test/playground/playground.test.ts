import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Download,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { bundledModel } from '../../packages/build-runtime';
import { serveFolder, type WebServer } from '../../packages/web-server';
import { buildPlayground } from '../../playground/build';
import { load } from '../../runtime/load';
import { writeModel } from '../../runtime/model-file';
import type { Sentiment } from '../../runtime/sentiment';
import { SMALL_MODEL } from '../runtime/small-model';

/** A busy machine takes its time. */
const PATIENT = { timeout: 30_000 };
const TEXT = 'The food was not good, and nobody was friendly.';
const MIXED = 'A slow start, but what a wonderful, wonderful ending!';

describe.skipIf(browserFiles().length === 0)('the playground, in a browser', () => {
  let folder: string;
  let server: WebServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let sentiment: Sentiment;
  const requested: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'playground-'));
    await buildPlayground(folder);
    sentiment = await load(bundledModel());
    server = await serveFolder(folder);
    browser = await chromium.launch({ executablePath: browserFiles()[0] });
    context = await browser.newContext({ reducedMotion: 'reduce' });
    context.on('request', (request) => requested.push(request.url()));
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page with a text, and waits for the colors of its words. */
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

  /** Returns the percentage that the page shows for each class. */
  async function shownScores(): Promise<number[]> {
    const values = await page.locator('.bar .value').allTextContents();
    return values.map((value) => Number.parseFloat(value));
  }

  const expectedScores = (text: string) =>
    sentiment.classes.map((name) => 100 * sentiment(text).scores[name]!);

  async function expectScores(text: string): Promise<void> {
    const expected = expectedScores(text);
    await expect
      .poll(async () => {
        const shown = await shownScores();
        return Math.max(...expected.map((value, n) => Math.abs(value - shown[n]!)));
      }, PATIENT)
      .toBeLessThan(0.51);
  }

  const filesIn = (urls: readonly string[]) =>
    new Set(urls.map((url) => new URL(url).pathname.split('/').at(-1) || 'index.html'));

  /** Returns the size of the files of the build that have a name. */
  function bytesOf(isWanted: (name: string) => boolean): number {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && isWanted(file.name))
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  }

  it('needs less than 8 MB before "Teach it", all from its own site', async () => {
    await show(TEXT);
    const loaded = filesIn(requested);
    expect(loaded).toContain('service-worker.js');
    expect(bytesOf((name) => loaded.has(name))).toBeLessThan(8e6);
    expect(bytesOf(() => true)).toBeLessThan(10e6);
    expect(requested.filter((url) => !url.startsWith(server.url) && !/^(blob|about):/.test(url))).toEqual([]);
  });

  it('says that the model is loading, and nothing wrong meanwhile', async () => {
    const slow = await browser.newContext({ serviceWorkers: 'block' });
    let goOn = () => {};
    const isAsked = new Promise<void>((asked) => {
      slow.route(/model.*[.]bin/, (route) => {
        goOn = () => void route.continue();
        asked();
      });
    });
    const waiting = await slow.newPage();
    await waiting.goto(server.url);
    await isAsked;
    await waiting.getByText('The words get their colors when the model is here').waitFor(PATIENT);
    expect(await waiting.locator('.error').count()).toBe(0);
    expect(await waiting.getByRole('button', { name: 'Compare with simpler models' }).isDisabled()).toBe(
      true,
    );
    goOn();
    await waiting
      .getByRole('button', { name: /^Leave out .* changes by/ })
      .first()
      .waitFor(PATIENT);
    expect(await waiting.locator('.error').count()).toBe(0);
    await slow.close();
  });

  it('shows the probabilities of lstm-sentiment, also for what is typed key by key', async () => {
    await expectScores(TEXT);
    const box = page.getByLabel('Your text');
    await box.fill('');
    await page.getByText('No label: the text has no word').waitFor(PATIENT);
    await box.pressSequentially(MIXED);
    await expectScores(MIXED);
    await box.press('Home');
    await box.pressSequentially('Not ');
    await expectScores(`Not ${MIXED}`);
  });

  it('says what changes without a word, and marks unknown ones', async () => {
    await show(`${TEXT} Blorfy!`);
    await page.getByRole('button', { name: /^Leave out “not”/ }).click();
    const [before, after] = [`${TEXT} Blorfy!`, `${TEXT} Blorfy!`.replace('not ', '')].map(expectedScores);
    const readout = await page.locator('.readout').textContent({ timeout: 5000 });
    await page.mouse.move(1, 1);
    await page.getByRole('button', { name: /^Leave out “not”/ }).blur();
    expect(readout).toContain('not');
    const [, from, to] = /positive ([\d.]+) % → ([\d.]+) %/.exec(
      (await page.locator('.readout').textContent())!,
    )!;
    expect(Math.abs(Number(from) - before!.at(-1)!)).toBeLessThan(0.51);
    expect(Math.abs(Number(to) - after!.at(-1)!)).toBeLessThan(0.51);
    expect(await page.locator('mark.unknown').allTextContents()).toEqual(['Blorfy']);
    expect(await page.locator('.verdict').first().textContent()).toMatch(
      /without the words left out: \w+ \d/,
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.token.out').count(), PATIENT).toBe(0);
  });

  it('says which words push the prediction where', async () => {
    await show(TEXT);
    const { tokens } = sentiment.explain(TEXT);
    const said = (await page.locator('.pushes').textContent())!;
    const [, toward, away] = /Toward positive push\w* (.*?)[.]Away from positive push\w* (.*)[.]$/.exec(
      said,
    )!;
    for (const [words, side] of [
      [toward, 1],
      [away, -1],
    ] as const)
      for (const [, token, percentage] of words!.matchAll(/“(\S+)” \(without it ([\d.]+) %\)/g)) {
        const at = tokens.filter((one) => one.token === token);
        expect(at.length, token).toBeGreaterThan(0);
        const without = at.map(
          ({ start, end }) => expectedScores(TEXT.slice(0, start) + TEXT.slice(end)).at(-1)!,
        );
        const nearest = without.reduce((a, b) =>
          Math.abs(a - Number(percentage)) < Math.abs(b - Number(percentage)) ? a : b,
        );
        expect(Math.abs(nearest - Number(percentage)), token).toBeLessThan(0.51);
        expect(Math.sign(expectedScores(TEXT).at(-1)! - nearest), token).toBe(side);
      }
    expect(away).toContain('nobody');
  });

  it('words are one stop of the tab key, and arrow keys move among them', async () => {
    const words = page.locator('.token');
    expect(await page.locator('.token[tabindex="0"]').count()).toBe(1);
    await words.first().focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('food');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('.');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.token.out').allTextContents(), PATIENT).toEqual(['friendly']);
    expect(await page.locator('.token[tabindex="0"]').allTextContents()).toEqual(['friendly']);
    await page.keyboard.press('Escape');
  });

  it('shows the gates of a unit, and its equation holds', async () => {
    await page.getByRole('button', { name: 'Look inside the network' }).click();
    const equation = page.locator('.equation span').first();
    await page.getByRole('button', { name: 'Step on' }).click();
    const numbers = (await equation.textContent())!
      .replaceAll('−', '-')
      .match(/-?\d+\.\d\d/g)!
      .map(Number);
    const [forget, cellBefore, input, candidate, cell] = numbers as [number, number, number, number, number];
    expect(forget * cellBefore + input * candidate).toBeCloseTo(cell, 1);
    await page.getByText('← backward').click();
    await expect.poll(() => page.locator('.heat').count(), PATIENT).toBeGreaterThan(10);
  });

  it('compares with n-grams and a word list', async () => {
    await show('This is good, good, good.');
    await page.getByRole('button', { name: 'Compare with simpler models' }).click();
    const models = page.locator('.models article');
    await expect.poll(() => models.count(), PATIENT).toBe(3);
    expect(await models.nth(1).textContent()).toMatch(/positive [\d.]+ %.*sentences7\d[.]\d % ± 0[.]\d/);
    expect(await models.nth(2).textContent()).toContain('positive sum 9');
    expect(await models.nth(0).textContent()).toMatch(/In this text “good” counts most/);
    await page.getByRole('button', { name: 'negation' }).click();
    await allColored(TEXT);
    expect(await page.locator('.people').textContent()).toMatch(/^People say: negative[.]/);
    expect(await page.locator('.compare > p').first().textContent()).toMatch(/^People say: negative[.] \w+ /);
  });

  it('a link shows the same again, and cannot run code', async () => {
    const evil = '<img src=x onerror=document.title="broken"> not bad';
    await show(evil, '&inside=1&direction=backward&without=0&class=neutral');
    await expect.poll(() => page.evaluate(() => location.hash), PATIENT).toContain('class=neutral');
    expect(await page.getByLabel('Your text').inputValue()).toBe(evil);
    expect(await page.getByRole('radio', { name: /^neutral/ }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: '← backward' }).isChecked()).toBe(true);
    expect(await page.getByText('This model has no class').count()).toBe(0);
    await expect.poll(() => page.locator('.token.out').count(), PATIENT).toBe(1);
    expect(await page.title()).not.toBe('broken');
    await page.goto(`${server.url}#text=fine&without=99999999999.x&unit=-1&class=nobody`);
    await page.reload();
    await allColored('fine');
    await page.getByText('This model has no class “nobody”: the curve is that of positive').waitFor(PATIENT);
  });

  it('learns the classes of a table, and its model can be used, saved and loaded', async () => {
    const before = filesIn(requested);
    const size = await page.getByText(/^loads about \d MB more$/).textContent();
    await page.getByRole('button', { name: 'Teach it your texts' }).click();
    await page.getByRole('button', { name: /^Take our example/ }).click();
    const teach = page.getByRole('button', { name: 'Teach it 36 texts' });
    await teach.waitFor(PATIENT);
    expect(await page.locator('.labels li').allTextContents()).toEqual([
      expect.stringMatching(/^complaint 12 such as “The parcel came open/),
      expect.stringMatching(/^praise 12 such as /),
      expect.stringMatching(/^question 12 such as /),
    ]);
    await page.getByLabel(/^At most/).fill('50');
    await teach.click(PATIENT);
    await page.getByText(/^\d+ % done/).waitFor({ timeout: 120_000 }); // it starts tfjs first
    await page.getByRole('button', { name: 'Stop' }).click();
    await teach.waitFor(PATIENT);
    expect(await page.locator('.progress, .outcome, .teaching .error').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Teach it 36/);

    await page.getByLabel(/^At most/).fill('2');
    await teach.click(PATIENT);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const outcome = page.locator('.outcome');
    await outcome.waitFor({ timeout: 120_000 });
    expect(await outcome.textContent()).toMatch(/your model.*n-grams.*always the most frequent class/);
    const [headline, right, of] = /Right on (\d) of (\d) texts that it was not taught/.exec(
      (await outcome.locator('h3').textContent())!,
    )!;
    await expect.poll(focused, PATIENT).toBe(headline);
    const later = filesIn(requested);
    const more = bytesOf((name) => later.has(name) && !before.has(name));
    expect(size).toBe(`loads about ${Math.round(more / 1e6)} MB more`);
    const listed = await outcome.locator('.mistakes li').allTextContents();
    expect(listed).toHaveLength(Number(of) - Number(right));
    for (const mistake of listed) {
      const [, label, predicted] = /labeled (\w+), predicted (\w+)$/.exec(mistake)!;
      expect(label).not.toBe(predicted);
    }

    const bytes = await downloaded(outcome.getByRole('button', { name: /^Download it/ }));
    const fineTuned = await load(new Uint8Array(bytes));
    expect(fineTuned.classes).toEqual(['complaint', 'praise', 'question']);

    await outcome.getByRole('button', { name: 'Use it above' }).click();
    const question = page.getByRole('radio', { name: /^question/ });
    await question.waitFor(PATIENT);
    await page.getByText('The model in use is your model').waitFor(PATIENT);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Your text');
    await page.locator('.examples button').last().click();
    expect(await page.locator('.people').textContent(PATIENT)).toMatch(/^Your label: question[.]/);
    await page.getByLabel('Your text').fill('When will my lamp come?');
    const { scores } = fineTuned('When will my lamp come?');
    await expect
      .poll(async () => Math.abs((await shownScores())[2]! - 100 * scores['question']!), PATIENT)
      .toBeLessThan(0.51);

    const saved = await downloaded(
      page.getByRole('button', { name: /^Score these texts with “your model”/ }),
    );
    const [head, first] = saved.toString('utf8').split('\n');
    expect(head).toBe('text,predicted_label,predicted_probability');
    expect(first).toMatch(
      /^The parcel came open and half of it was missing[.],(complaint|praise|question),[01][.]\d{4}$/,
    );
    await outcome.getByRole('button', { name: 'Go back to the first model' }).click();
    await page.getByRole('radio', { name: /^neutral/ }).waitFor(PATIENT);
  }, 240_000);

  async function downloaded(button: Locator): Promise<Buffer> {
    const [file] = await Promise.all([page.waitForEvent('download', PATIENT), button.click()]);
    return readFileSync(await file.path());
  }

  const choose = (name: string, text: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: Buffer.from(text) });

  it('refuses what is no table, and says which rows it leaves out', async () => {
    await choose('book.xlsx', 'PK\u0003\u0004');
    expect(await page.locator('.teaching .error').textContent(PATIENT)).toContain('save the sheet as CSV');
    await choose('rows.csv', 'text,label\n"fine, really",good\n,good\nawful,bad\n');
    await page.getByText('2 texts').first().waitFor(PATIENT);
    expect(await page.locator('.note').allTextContents()).toEqual([
      expect.stringContaining('rows.csv:3: the text is empty'),
    ]);
    const teach = page.getByRole('button', { name: /^Teach it \d/ });
    expect(await teach.isDisabled()).toBe(true);
    expect(await page.locator('#lacking').textContent()).toMatch(/a label needs 3 texts or more/);
    await page.getByText('Paste a table').click();
    await page
      .getByLabel('A table with texts and labels')
      .fill('Slow, and dull, bad\nFine, good\nNo, no, no, bad\n');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('3 texts').first().waitFor(PATIENT);
    expect(await page.locator('.labels li').allTextContents()).toEqual([
      'bad 2 such as “Slow, and dull”',
      'good 1 such as “Fine”',
    ]);
    await page.getByLabel('A table with texts and labels').fill('text\nfine weather today\nit rains again\n');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('To teach it, choose the column of their labels').waitFor(PATIENT);
    expect(await teach.count()).toBe(0);
    expect(await page.locator('select[name=label]').inputValue()).toBe('');
    await choose('model.bin', 'no model');
    await expect
      .poll(() => page.locator('.error').first().textContent(), PATIENT)
      .toContain('model.bin is no model of lstm-sentiment');
  });

  it('scores each text once, however often one clicks', async () => {
    const words = ['wonderful', 'awful', 'slow but good', 'not bad', 'a table'];
    const texts = Array.from({ length: 200 }, (_, n) => `${words[n % words.length]} ${n} times`);
    await choose('many.csv', `text\n${texts.join('\n')}\n`);
    await page.getByText('200 texts').first().waitFor(PATIENT);
    const files: Promise<string>[] = [];
    const save = (file: Download) => void files.push(file.path().then((path) => readFileSync(path, 'utf8')));
    page.on('download', save);
    await page.getByRole('button', { name: /^Score these texts/ }).evaluate((button: HTMLButtonElement) => {
      button.click();
      button.click();
    });
    await page.getByText(/^Saved as many-scored[.]csv: 200 texts/).waitFor(PATIENT);
    await expect.poll(() => files.length, PATIENT).toBeGreaterThan(0);
    page.off('download', save);
    expect(files).toHaveLength(1);
    const [, ...rows] = (await files[0]!).trimEnd().split('\n');
    const expected = texts.map((text) => {
      const { label, probability } = sentiment(text);
      return `${text},${label},${probability.toFixed(4)}`;
    });
    expect(rows).toEqual(expected);
  });

  it('shows the file that was opened last, also if it is read first', async () => {
    await page.locator('input[type=file]').evaluate((input: HTMLInputElement) => {
      const rows = Array.from({ length: 20_000 }, (_, n) => ({
        class: n % 2 ? 'new' : 'old',
        text: `text ${n}`,
      }));
      const small = 'text,label\nfine weather,good\nawful rain,bad\n';
      for (const [name, content] of Object.entries({
        'large.json': JSON.stringify(rows),
        'small.csv': small,
      })) {
        const chosen = new DataTransfer();
        chosen.items.add(new File([content], name));
        input.files = chosen.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    await page.getByText('2 texts').first().waitFor(PATIENT);
    await page.locator('select[name=label]').selectOption(''); // is read behind the large file
    await page.getByText('To teach it, choose the column of their labels').waitFor(PATIENT);
    expect(await page.locator('form.table > p').first().textContent()).toMatch(/^small[.]csv: /);
    expect(await page.locator('.preview th').allTextContents()).toEqual(['text', 'label']);
  });

  it('uses the model that was opened last, also if an earlier one comes later', async () => {
    const other = await browser.newContext({ serviceWorkers: 'block' });
    let goOn = () => {};
    const isGoing = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await other.route(/model-.*[.]bin/, (route) => isGoing.then(() => route.continue()));
    const waiting = await other.newPage();
    await waiting.goto(server.url);
    await waiting.getByRole('button', { name: 'Teach it your texts' }).click(PATIENT);
    const buffer = Buffer.from(writeModel(SMALL_MODEL));
    const file = { name: 'small.bin', mimeType: '', buffer };
    await waiting.locator('input[type=file]').setInputFiles(file, PATIENT);
    await waiting.waitForTimeout(500); // a wrong page opens it meanwhile
    goOn();
    const loaded = () => performance.getEntriesByName('model-loaded').length;
    await expect.poll(() => waiting.evaluate(loaded), PATIENT).toBe(2);
    await waiting.getByText('The model in use is small').waitFor(PATIENT);
    expect(await waiting.locator('.bar .name').allTextContents()).toEqual(['negative', 'positive']);
    await other.close();
  });

  it('says what cannot be loaded', async () => {
    const other = await browser.newContext({ serviceWorkers: 'block' });
    const old = await other.newPage();
    await old.goto(server.url);
    await old.getByRole('button', { name: 'Teach it your texts' }).click(PATIENT);
    await old.getByRole('button', { name: /^Take our example/ }).click(PATIENT);
    const missing = (url: RegExp) =>
      other.route(url, (route) => route.fulfill({ status: 404, body: 'none' }));
    await missing(/compare-.*[.]js/);
    await old.getByRole('button', { name: 'Compare with simpler models' }).click(PATIENT);
    await old.getByText('This part of the page cannot be loaded').waitFor(PATIENT);
    await missing(/model-.*[.]bin/);
    await old.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await old.getByRole('button', { name: 'Teach it 36 texts' }).click(PATIENT);
    expect(await old.locator('.teaching .error').textContent(PATIENT)).toMatch(/model-.*HTTP status 404/);
    await other.close();
  });

  it('keeps its own files only, and only those of its release', async () => {
    const others = ['lite/course/declarations.bin', 'api/assets/search.js'];
    const write = (text: string) => {
      for (const file of others) {
        mkdirSync(join(folder, file, '..'), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
    };
    const seen = () =>
      page.evaluate(
        (files) => Promise.all(files.map((file) => fetch(file).then((response) => response.text()))),
        others,
      );
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      await new Promise<void>((resolve) => {
        if (navigator.serviceWorker.controller) resolve();
        else navigator.serviceWorker.oncontrollerchange = () => resolve();
      });
    });
    write('old');
    expect(await seen()).toEqual(['old', 'old']);
    write('new');
    expect(await seen()).toEqual(['new', 'new']);

    const kept = () =>
      page.evaluate(async () => {
        const names = ['playground-assets', 'playground-models'];
        const opened = await Promise.all(names.map((name) => caches.open(name)));
        const requests = await Promise.all(opened.map((cache) => cache.keys()));
        return requests.flat().map(({ url }) => url.replace(/^.*[/]/, ''));
      });
    const before = await kept();
    expect(before).toContainEqual(expect.stringMatching(/^model-.*[.]bin$/));
    await page.evaluate(async () => {
      for (const name of ['playground-assets', 'playground-models'])
        await (await caches.open(name)).put('assets/of-an-older-release', new Response('old'));
    });
    appendFileSync(join(folder, 'service-worker.js'), '\n// the next release');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => undefined));
    await expect.poll(kept, PATIENT).toEqual(before);
  });

  describe('that another site listens', () => {
    let other: Server;
    let reached = 0;
    let url: string;
    beforeAll(async () => {
      other = createServer((_, response) => {
        reached++;
        response.setHeader('access-control-allow-origin', '*').setHeader('content-type', 'text/javascript');
        response.end('');
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    });
    afterAll(() => {
      other.close();
    });

    /** Tries all ways out. Returns the names of those that worked. */
    const TRY = `async (url) => {
      const ways = {
        fetch: () => fetch(url),
        image: () => typeof Image === 'undefined' ? Promise.reject() : new Promise((resolve, reject) =>
          Object.assign(new Image(), { onload: resolve, onerror: reject, src: url })),
        socket: () => new Promise((resolve, reject) =>
          Object.assign(new WebSocket(url.replace('http', 'ws')), { onopen: resolve, onerror: reject })),
        import: () => import(url),
        request: () => new Promise((resolve, reject) => {
          const request = Object.assign(new XMLHttpRequest(), { onload: resolve, onerror: reject });
          request.open('GET', url);
          request.send();
        }),
      };
      const worked = [];
      for (const [name, way] of Object.entries(ways)) await way().then(() => worked.push(name), () => {});
      return worked;
    }`;

    it('neither the page nor its workers can reach it', async () => {
      const free = await browser.newPage();
      await free.goto(url);
      expect(await free.evaluate(`(${TRY})(${JSON.stringify(url)})`)).toContain('fetch');
      await free.close();
      reached = 0;
      expect(await page.evaluate(`(${TRY})(${JSON.stringify(url)})`)).toEqual([]);
      expect(page.workers()).toHaveLength(2); // it reads and teaches
      for (const worker of page.workers())
        expect(await worker.evaluate(`(${TRY})(${JSON.stringify(url)})`)).toEqual([]);
      expect(reached).toBe(0);
      faults.length = 0; // the policy has complained
    });
  });

  it.each(['light', 'dark'] as const)('axe finds no violation, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await show(TEXT, '&inside=1&without=3');
    await page.getByRole('button', { name: 'Compare with simpler models' }).click();
    await expect.poll(() => page.locator('.models article').count(), PATIENT).toBe(3);
    await page.getByRole('button', { name: 'Teach it your texts' }).click();
    await page.getByRole('button', { name: /^Take our example/ }).click();
    await page.getByLabel(/^At most/).waitFor(PATIENT);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
  });

  it('fits a phone: only the words scroll sideways, and the prediction stays in sight', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.inside .step').scrollIntoViewIfNeeded();
    const prediction = page.locator('.prediction-line');
    expect(await prediction.textContent()).toMatch(/^negative \d/);
    expect((await prediction.boundingBox())!.y).toBe(0);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width, PATIENT).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it('works without a network after the first visit', async () => {
    await show(TEXT);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    server.close();
    await page.reload();
    await allColored(TEXT);
    await expectScores(TEXT);
    expect(faults).toEqual([]);
  });
});
