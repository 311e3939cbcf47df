import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { writeDeclarations } from '../../lite/build-declarations';
import { buildWorkers } from '../../lite/build-workers';
import type { Content } from '../../lite/messages';
import { serveFolder, type WebServer } from '../../packages/web-server';
import { faultsOf, SHARED_CASES } from '../kernel/shared-cells';
import type { Published, tab } from './page';

/** The page. */
declare const self: { tab: typeof tab };

interface Outcome {
  reply: Content;
  published: Published[];
}

describe.skipIf(browserFiles().length === 0)('cells in a browser tab', () => {
  let folder: string;
  let server: WebServer;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lite-'));
    await buildWorkers(folder);
    await build({
      entryPoints: { page: 'test/lite/page.ts', 'library/index': 'test/lite/registry.ts' },
      outdir: folder,
      bundle: true,
      format: 'esm',
    });
    writeDeclarations(['tslab'], join(folder, 'declarations.bin'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>');
    server = await serveFolder(folder);
    browser = await chromium.launch({ executablePath: browserFiles()[0] });
    page = await browser.newPage();
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(server.url);
    await page.evaluate(() => self.tab.start());
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  const execute = (code: string): Promise<Outcome> => page.evaluate((given) => self.tab.execute(given), code);
  const stop = (code: string) => page.evaluate((given) => self.tab.stop(given), code);
  const ask = (type: string, content: Content) =>
    page.evaluate(([name, given]) => self.tab.ask(name, given), [type, content] as const);

  function shown({ published }: Outcome): string | undefined {
    const result = published.find(({ msgType }) => msgType === 'execute_result');
    const data = result?.content['data'] as Content | undefined;
    return data && String(data['text/plain']);
  }

  function printed({ published }: Outcome): string {
    return published
      .filter(({ msgType, content }) => msgType === 'stream' && content['name'] === 'stdout')
      .map(({ content }) => content['text'])
      .join('');
  }

  test.each(SHARED_CASES)('$rule', async ({ cells, files = {} }) => {
    for (const [name, code] of Object.entries(files))
      await page.evaluate(([path, text]) => self.tab.write(path, text), [`notebooks/${name}`, code] as const);
    for (const cell of cells) {
      const outcome = await execute(cell.code);
      const { ename, evalue, execution_count, traceback } = outcome.reply;
      const faults = faultsOf(cell, {
        number: Number(execution_count),
        result: shown(outcome),
        printed: printed(outcome),
        error: ename ? `${ename}: ${evalue}` : undefined,
        traceback: ((traceback as string[] | undefined) ?? []).join('\n'),
      });
      expect(faults).toEqual([]);
    }
  });

  describe('the Stop button', () => {
    test('a loop that never awaits ends, and variables stay', async () => {
      const { reply, error } = await stop(
        'let rounds = 0;\nconsole.log("begun");\nwhile (true) {\n  rounds += 1;\n}',
      );
      expect(reply['ename']).toBe('Interrupted');
      expect(error).toMatch(/^Interrupted: the cell was stopped,? {4}at cell \[\d+\]:[345]:\d+$/);
      expect(shown(await execute('rounds > 0'))).toBe('true');
    });

    test('a loop that awaits ends, and variables stay', async () => {
      const { reply } = await stop(
        'let waits = 0;\nwhile (true) {\n  waits += 1;\n  console.log("waited");\n  await new Promise((go) => setTimeout(go, 5));\n}',
      );
      expect(reply['ename']).toBe('Interrupted');
      expect(shown(await execute('waits > 0'))).toBe('true');
    });

    test('a `finally` may clean up, and functions that call each other end, too', async () => {
      const { reply } = await stop(
        'let cleaned = 0;\nconst deeper = (n: number): number => (n === 0 ? 0 : deeper(n - 1) + deeper(n - 1));\nconst clean = () => { cleaned += 1; };\nconsole.log("begun");\ntry { deeper(1000); } finally { clean(); }',
      );
      expect(reply['ename']).toBe('Interrupted');
      expect(shown(await execute('cleaned'))).toBe('1');
    });

    test('code that does not look is ended, and the next cell runs', async () => {
      const { reply, error } = await stop(
        'const rounds = 1;\nconsole.log("begun");\nnew Function("while (true) {}")();',
      );
      expect(reply['ename']).toBe('Interrupted');
      expect(error).toContain('All variables are lost: run the cells above again.');
      expect(shown(await execute('const after = 1; after'))).toBe('1');
      expect((await execute('rounds')).reply['evalue']).toBe("Cannot find name 'rounds'.");
    });

    test('a stop without a running cell stops nothing', async () => {
      await page.evaluate(() => self.tab.interrupt());
      expect(shown(await execute('let n = 0; for (let i = 0; i < 1e6; i++) n += 1; n'))).toBe('1000000');
    });
  });

  test('what a timer prints after its cell has ended belongs to that cell', async () => {
    const printedBy = await page.evaluate(async () => {
      const first = await self.tab.execute('setTimeout(() => console.log("late"), 30);');
      const second = await self.tab.execute('await new Promise((go) => setTimeout(go, 80));');
      return [first, second].map(
        ({ published }) => published.filter(({ msgType }) => msgType === 'stream').length,
      );
    });
    expect(printedBy).toEqual([1, 0]);
  });

  test('outputs of tslab, with one that changes', async () => {
    const { published } = await execute(
      "import { display, newDisplay } from 'tslab';\ndisplay.html('<i>hi</i>'); const one = newDisplay(); one.text('1'); one.text('2');",
    );
    const outputs = published.filter(({ msgType }) => msgType.endsWith('display_data'));
    expect(outputs.map(({ msgType, content }) => [msgType, content['data']])).toEqual([
      ['display_data', { 'text/html': '<i>hi</i>' }],
      ['display_data', { 'text/plain': '1' }],
      ['update_display_data', { 'text/plain': '2' }],
    ]);
  });

  test('`prompt` asks the reader', async () => {
    expect(shown(await execute("await prompt('name?')"))).toBe('answer to name?');
  });

  test('variables and members are completed, after emoji, too', async () => {
    await execute('const learningRate = 0.1; const learned = ["a"];');
    const matches = async (code: string) =>
      (await ask('complete', { code, cursor_pos: Array.from(code).length }))['matches'];
    expect(await matches('learn')).toEqual(['learned', 'learningRate']);
    expect(await matches("'😀'; learned.findLas")).toEqual(['findLast', 'findLastIndex']);
    expect(await matches('__cell')).toEqual([]);
  });

  test('inspection shows type and documentation', async () => {
    const code = '/** How fast. */\nfunction speed(of: string): number { return of.length; }\nspeed("a")';
    const { found, data } = await ask('inspect', { code, cursor_pos: code.lastIndexOf('speed') + 1 });
    expect(found).toBe(true);
    expect(data).toMatchObject({
      'text/plain': expect.stringMatching(/function speed\(of: string\): number\nHow fast\./),
    });
  });

  test('a console may run what is complete', async () => {
    for (const code of ['for (;;) {', 'class A {', 'f(1,', 'const s = `a', '/* open', 'const x ='])
      expect(await ask('is_complete', { code })).toMatchObject({ status: 'incomplete' });
    for (const code of ['1 + 1', 'const x: = 1', 'interface A { n: number }', 'await f()'])
      expect(await ask('is_complete', { code })).toMatchObject({ status: 'complete' });
  });

  test('nothing is asked of another site', () => {
    expect(requested.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:'))).toEqual([]);
  });
});
