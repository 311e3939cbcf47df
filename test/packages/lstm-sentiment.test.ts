import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { RUNTIME } from '../../packages/build-runtime';
import { pack } from '../../packages/pack';
import { emptyProject, type Project } from '../../packages/project';
import { serveFolder } from '../../packages/web-server';
import { RESOLUTIONS, typeFaults } from './type-faults';

let packed: string;
let project: Project;
const installed = () => join(project.folder, 'node_modules', 'lstm-sentiment');
beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'packed-'));
  project = await emptyProject();
  const tarball = await pack(RUNTIME, packed);
  await project.npm('install', '--offline', '--no-audit', '--no-fund', tarball);
}, 120_000);
afterAll(() => {
  project.remove();
  rmSync(packed, { recursive: true });
});

const SENTENCE = 'Not a perfect film, but a wonderful one.';
const ASK = `load().then((sentiment) => console.log(JSON.stringify(sentiment('${SENTENCE}'))));`;

describe('the package lstm-sentiment', () => {
  it('installs nothing else, and takes at most 6.5 MB', () => {
    const modules = readdirSync(join(project.folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(modules).toEqual(['lstm-sentiment']);
    const files = readdirSync(installed(), { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((file) => file.isFile())
      .map((file) => statSync(join(file.parentPath, file.name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(6_500_000);
  });

  it.each([
    ['import', 'program.mjs', `import { load } from 'lstm-sentiment';\n${ASK}`],
    ['require', 'program.cjs', `const { load } = require('lstm-sentiment');\n${ASK}`],
  ])('predicts after %s', async (_, name, code) => {
    project.write(name, code);
    const { stdout } = await project.run(process.execPath, [name]);
    expect(JSON.parse(stdout)).toMatchObject({ label: 'positive', words: 10, unknown: [] });
  });

  it.each([
    ['a bundler for browsers', undefined, 'browser.mjs'],
    ['Jest with jsdom', ['browser', 'require'], 'index.cjs'],
  ])('require finds its build for %s', async (_, conditions, file) => {
    project.write('required.cjs', `require('lstm-sentiment');`);
    const { metafile } = await build({
      entryPoints: [join(project.folder, 'required.cjs')],
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent', // import.meta is empty in a script
      conditions,
      external: ['node:*'],
    });
    expect(Object.keys(metafile.inputs).map((input) => basename(input))).toContain(file);
  });

  it('needs no TextDecoder among the globals, which jsdom does not have', async () => {
    const program = `delete globalThis.TextDecoder; delete globalThis.TextEncoder;`;
    project.write('jsdom.cjs', `${program}\nconst { load } = require('lstm-sentiment');\n${ASK}`);
    const { stdout } = await project.run(process.execPath, ['jsdom.cjs']);
    expect(JSON.parse(stdout)).toMatchObject({ label: 'positive' });
  });

  it('answers on the command line', async () => {
    const cli = join('node_modules', 'lstm-sentiment', 'dist', 'cli.cjs');
    const { stdout } = await project.run(process.execPath, [cli, '--json', SENTENCE, '']);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ text: SENTENCE, label: 'positive' });
    expect(second).toMatchObject({ label: null, reason: 'the text has no word' });
  });

  it.each(RESOLUTIONS)(
    'its types are right with moduleResolution %s',
    (_, name, module, moduleResolution) => {
      project.write(
        name,
        `import { load, type Prediction, type Sentiment } from 'lstm-sentiment';
      export const one = load().then((sentiment: Sentiment): Prediction => sentiment('text'));
      export const all = load().then((sentiment): Prediction[] => sentiment(['text']));
      export const either = (texts: string | string[]) => load().then((sentiment) => sentiment(texts));
      // @ts-expect-error: it is no text
      load().then((sentiment) => sentiment(7));`,
      );
      expect(typeFaults(join(project.folder, name), module, moduleResolution)).toEqual([]);
    },
  );
});

describe.skipIf(browserFiles().length === 0)('in a browser, from a plain file server', () => {
  const ASK_MODEL = `
    import { load } from './node_modules/lstm-sentiment/dist/browser.mjs';
    const ask = async (kernel) => (await load(undefined, { kernel }))('${SENTENCE}');`;
  const SHOW = `
    const show = (answer) => {
      document.body.append(Object.assign(document.createElement('output'), { textContent: JSON.stringify(answer) }));
    };`;
  const NO_WASM = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`;

  it.each([
    ['with WebAssembly', '', `${ASK_MODEL}${SHOW} ask('wasm').then(show);`],
    ['where a policy forbids WebAssembly', NO_WASM, `${ASK_MODEL}${SHOW} ask().then(show);`],
    [
      'in a worker',
      '',
      `${SHOW} new Worker('worker.js', { type: 'module' }).onmessage = ({ data }) => show(data);`,
    ],
  ])('predicts %s, and loads only its own files', async (_, head, program) => {
    project.write('worker.js', `${ASK_MODEL} ask('wasm').then((answer) => postMessage(answer));`);
    project.write('page.js', program);
    project.write('index.html', `${head}<body><script type="module" src="page.js"></script>`);
    const [executablePath] = browserFiles();
    const server = await serveFolder(project.folder);
    const browser = await chromium.launch({ executablePath });
    try {
      const page = await browser.newPage();
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      await page.goto(server.url);
      const answer = await page.locator('output').textContent({ timeout: 30_000 });
      expect(JSON.parse(answer!)).toMatchObject({ label: 'positive', words: 10 });
      expect(loaded.filter((url) => !url.startsWith(server.url))).toEqual([]);
    } finally {
      await browser.close();
      server.close();
    }
  });
});
