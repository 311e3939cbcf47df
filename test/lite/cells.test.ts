import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { writeDeclarations } from '../../lite/build-declarations';
import { buildWorkers } from '../../lite/build-workers';
import { bundleLibrary } from '../../lite/library/build';
import type { Content } from '../../lite/messages';
import { serveFolder, type WebServer } from '../../packages/web-server';
import { SHARED_CASES } from '../kernel/shared-cells/cases';
import { faultsOf, type SharedCell } from '../kernel/shared-cells/cell';
import { BEFORE_QUESTIONS, contentOf, SHARED_QUESTIONS } from '../kernel/shared-cells/questions';
import { BEFORE_STOPS, SHARED_STOPS } from '../kernel/shared-cells/stops';
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
      entryPoints: { page: 'test/lite/page.ts' },
      outdir: folder,
      bundle: true,
      format: 'esm',
    });
    await bundleLibrary(join(folder, 'library'));
    writeFileSync(join(folder, 'library', 'files.json'), '{}'); // no data
    await writeDeclarations(['tslab'], join(folder, 'declarations.bin'));
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

  const execute = (code: string, types: readonly string[] = [], later?: string): Promise<Outcome> =>
    page.evaluate(([given, lines, part]) => self.tab.execute(given, lines, part), [
      code,
      types,
      later,
    ] as const);
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

  async function write(files: Record<string, string> = {}): Promise<void> {
    for (const [name, code] of Object.entries(files))
      await page.evaluate(([path, text]) => self.tab.write(path, text), [`notebooks/${name}`, code] as const);
  }

  /** Runs cells, each of which must do what it says. */
  async function runAll(cells: readonly SharedCell[]): Promise<void> {
    for (const cell of cells) {
      await write(cell.files);
      const outcome = await execute(cell.code, cell.types, cell.later);
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
  }

  test.each(SHARED_CASES)('$rule', async ({ cells, files }) => {
    await write(files);
    await runAll(cells);
  });

  describe('what editors ask', () => {
    beforeAll(() => execute(BEFORE_QUESTIONS));

    test.each(SHARED_QUESTIONS)('$rule', async (question) => {
      expect(await ask(question.request, contentOf(question))).toMatchObject(question.reply);
    });
  });

  describe('the Stop button', () => {
    beforeAll(() => execute(BEFORE_STOPS));

    test.each(SHARED_STOPS)('$rule', async ({ code, files, after = [] }) => {
      await write(files);
      expect((await stop(code)).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
      await runAll([{ code: 'kept', result: 'kept' }, ...after]);
    });

    test('the traceback names the line of the loop', async () => {
      const { error } = await stop('console.log("begun");\nwhile (true) {\n}');
      expect(error).toMatch(/^Interrupted: the cell was stopped,? {4}at cell \[\d+\]:[23]:\d+$/);
    });

    test('an import that never ends is stopped, and its cell does not run later', async () => {
      await write({
        'never.ts':
          "console.log('begun');\nawait new Promise((go) => setTimeout(go, 1500));\nexport const n = 1;",
      });
      const { reply } = await stop("import { n } from './never';\nsteps = -n;");
      expect(reply['ename']).toBe('Interrupted');
      await runAll([{ code: 'await sleep(1600); steps >= 0', result: 'true' }]);
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

  test('nothing is asked of another site', () => {
    expect(requested.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:'))).toEqual([]);
  });
});
