/** Tests of what the page keeps, and of whom it can reach. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, type Playground, TEXT } from './open-playground';

/** The page keeps its own files only, and reaches no other site. */
export function keepsToItself({ folder, browser, page, faults }: Playground): void {
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
}

/** The page needs no network after the first visit. Nothing of it works any more after this. */
export function worksOffline({
  server,
  context,
  page,
  faults,
  show,
  allColored,
  expectScores,
}: Playground): void {
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
}
