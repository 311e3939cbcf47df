import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { browserProgram, faultOfPage, labeledTexts } from '../../packages/browser-page';
import { LAB } from '../../packages/build-lab';
import { LAYERS } from '../../packages/build-layers';
import { RUNTIME } from '../../packages/build-runtime';
import { pack } from '../../packages/pack';
import { emptyProject, installLinked, type Project } from '../../packages/project';
import { serveFolder } from '../../packages/web-server';
import { printedJson } from './printed-json';
import { RESOLUTIONS, typeFaults } from './type-faults';

let packed: string;
let project: Project;
const installed = (...path: string[]) => join(project.folder, 'node_modules', 'sentiment-lab', ...path);
beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'packed-'));
  project = await emptyProject();
  const tarballs: string[] = [];
  for (const source of [LAB, LAYERS, RUNTIME]) tarballs.push(await pack(source, packed));
  await installLinked(project, tarballs);
}, 240_000);
afterAll(() => {
  project.remove();
  rmSync(packed, { recursive: true });
});

/** Returns the files of the installed package. */
function files(): string[] {
  return readdirSync(installed(), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
}

const run = <Result>(name: string, code: string) => printedJson<Result>(project, name, code);

/** Runs the command of the package. */
function command(...args: string[]) {
  return project.run(process.execPath, [installed('dist', 'bin', 'sentiment-lab.js'), ...args]);
}

const SENTENCE = 'Not a perfect film, but a wonderful one.';

describe('the package sentiment-lab', () => {
  it('takes less than 6 MB, and has no model', () => {
    const bytes = files().reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(6e6);
    expect(files().filter((file) => /[.]bin$|vocabulary[.]json$/.test(file))).toEqual([]);
  });

  it('has the version of the changelog, as the other packages do, and a license', () => {
    const changelog = readFileSync(installed('CHANGELOG.md'), 'utf8');
    const [, newest] = /^## (\S+)$/m.exec(changelog) ?? [];
    for (const name of ['sentiment-lab', 'lstm-sentiment', 'tfjs-fast-lstm']) {
      const manifest = readFileSync(installed('..', name, 'package.json'), 'utf8');
      const { version, license, keywords, dependencies = {} } = JSON.parse(manifest);
      expect([name, version, license]).toEqual([name, newest, 'Apache-2.0']);
      expect(keywords).toContain('lstm');
      for (const other of ['lstm-sentiment', 'tfjs-fast-lstm'])
        expect([`^${newest}`, undefined]).toContain(dependencies[other]);
      expect(readFileSync(installed('..', name, 'LICENSE'), 'utf8')).toMatch(/Apache License/);
    }
  });

  it('has no layers of its own, nor packages of the course', () => {
    const own = files().filter((file) => file.includes(join('lib', 'layers')));
    expect(own.map((file) => file.replace(/^.*[\\/]index[.]/, '')).sort()).toEqual([
      'd.mts',
      'd.ts',
      'js',
      'mjs',
    ]);
    const { dependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    const names = Object.keys(dependencies).join(' ');
    expect(names).not.toMatch(/danfojs|tslab|vitest|nodeplotlib|tfjs-node/);
  });

  it('names the commands that its user types', () => {
    const code = files().filter((file) => file.endsWith('.js'));
    const named = code.flatMap((file) => readFileSync(file, 'utf8').match(/npm run \w[^"`\\]*/g) ?? []);
    expect(named).toEqual(['npm run setup']); // where a notebook has no Python
  });

  it('has a worker, which says what to install for a queue', async () => {
    const worker = () => command('worker', '--redis', 'redis://127.0.0.1:1');
    await expect(worker()).rejects.toMatchObject({ stderr: expect.stringMatching('ECONNREFUSED') });
    rmSync(join(project.folder, 'node_modules', 'bullmq'));
    await expect(worker()).rejects.toMatchObject({
      stderr: 'a queue needs two packages more: npm install bullmq@6 ioredis@6',
    });
    expect(files()).toContain(installed('dist', 'bin', 'unit-program.js'));
  });

  it('import and require give the same functions, and the layers of tfjs-fast-lstm', async () => {
    const code = `
      import { createRequire } from 'node:module';
      import * as lab from 'sentiment-lab';
      import * as layers from 'tfjs-fast-lstm';
      import { meanOverTime } from 'sentiment-lab/layers';
      import { tokenize } from 'sentiment-lab/text';
      import * as tf from '@tensorflow/tfjs';
      const require = createRequire(import.meta.url);
      const required = require('sentiment-lab');
      const names = Object.keys(required);
      const { className } = layers.FastLSTM;
      const registered = tf.serialization.SerializationMap.getMap().classNameMap[className][0];
      console.log(JSON.stringify({
        different: names.filter((name) => lab[name] !== required[name]),
        sameText: tokenize === require('sentiment-lab/text').tokenize,
        sameLayers: [required.fastLstm === layers.fastLstm, meanOverTime === layers.meanOverTime],
        registeredOnce: registered === layers.FastLSTM && registered === require('tfjs-fast-lstm').FastLSTM,
        words: names.length,
      }));`;
    expect(await run('both.mjs', code)).toEqual({
      different: [],
      sameText: true,
      sameLayers: [true, true],
      registeredOnce: true,
      words: expect.any(Number),
    });
  });

  it('importing it sets no variable, no function and no backend, and makes no tensor', async () => {
    const code = `
      import util from 'node:util';
      import * as tf from '@tensorflow/tfjs';
      const state = () => JSON.stringify([
        process.env, Object.keys(globalThis), tf.getBackend(), tf.engine().state.numTensors,
        ['cpu', 'webgl', 'wasm', 'tensorflow'].map((name) => tf.getKernelsForBackend(name).length),
      ]);
      const before = state();
      const functions = { ...util };
      await import('sentiment-lab');
      await import('sentiment-lab/classifier');
      console.log(JSON.stringify({
        changed: before !== state(),
        patched: Object.keys(functions).filter((name) => util[name] !== functions[name]),
      }));`;
    expect(await run('imported.mjs', code)).toEqual({ changed: false, patched: [] });
  });

  it('classifies with the bundled model of lstm-sentiment, as that does', async () => {
    const code = `
      const { loadClassifier } = require('sentiment-lab');
      const { load } = require('lstm-sentiment');
      (async () => {
        const texts = ['${SENTENCE}', 'A dull, endless film.', 'It was ok.'];
        const [classifier, small] = [await loadClassifier(), await load()];
        const both = [await classifier.predict(texts), small(texts)];
        const [ours, theirs] = both.map((all) => all.map(({ label, probability }) => [label, probability.toFixed(3)]));
        console.log(JSON.stringify({ ours, theirs }));
      })();`;
    const { ours, theirs } = await run<Record<string, unknown>>('bundled.cjs', code);
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject([['positive', expect.any(String)], ['negative', expect.any(String)], {}]);
  });
});

describe('npx sentiment-lab', () => {
  it('lists its commands, and knows its version', async () => {
    const { stdout } = await command('--help');
    for (const name of 'train tune finetune predict score evaluate explain export import doctor'.split(' '))
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect((await command('--version')).stdout).toBe('0.1.0');
  });

  it('refuses an unknown command', async () => {
    await expect(command('predct', 'text')).rejects.toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Did you mean predict?'),
    });
  });

  it('the help of a command says how it is typed', async () => {
    expect((await command('score', '--help')).stdout).toMatch(/^Usage: npx sentiment-lab score \[options\]/);
  });

  it('scores a file by worker processes', async () => {
    project.write('texts.csv', labeledTexts(8));
    await command('score', 'texts.csv', '--out', 'scored.csv', '--workers', '1');
    const [head, first] = readFileSync(join(project.folder, 'scored.csv'), 'utf8').split('\n');
    expect(head).toBe('text,label,predicted_label,predicted_probability');
    expect(first).toMatch(/^a good story in town 0,good,positive,0[.]/);
  });

  it('trains by two processes, and predicts with the result', async () => {
    project.write('train.csv', labeledTexts(60));
    const flags = ['--workers', '2', '--train_steps', '12', '--batch_size', '16', '--data', 'train.csv'];
    const { stdout } = await command('train', '--model', 'simple', ...flags, '--checkpoints_root', 'mine');
    const [, folder = 'none'] = /Model saved in: (.*)/.exec(stdout) ?? [];
    const predicted = await command('predict', '--checkpoints_dir', folder, '--json', 'a good story');
    expect(JSON.parse(predicted.stdout)).toMatchObject({ tokenCount: 3 });
  });
});

describe('for TypeScript', () => {
  it.each(RESOLUTIONS)(
    'its types are right with moduleResolution %s',
    (_, name, module, moduleResolution) => {
      project.write(
        name,
        `import * as tf from '@tensorflow/tfjs';
      import { type Classifier, fastLstm, loadClassifier, type Prediction } from 'sentiment-lab';
      import { finetune } from 'sentiment-lab/browser';
      import { openTable } from 'sentiment-lab/reading';
      export const model: tf.Sequential = tf.sequential({ layers: [fastLstm({ units: 2 })] });
      export const one = loadClassifier().then((classifier: Classifier): Promise<Prediction[]> =>
        classifier.predict(['text']));
      export { finetune, openTable };
      // @ts-expect-error: it is a number
      fastLstm({ units: 'many' });`,
      );
      expect(typeFaults(join(project.folder, name), module, moduleResolution)).toEqual([]);
    },
  );
});

describe.skipIf(browserFiles().length === 0)('in a browser, bundled by esbuild', () => {
  it('reads a file, classifies with the bundled model, and fine-tunes it', async () => {
    const model = '../node_modules/lstm-sentiment/dist/model.bin';
    project.write('main.js', browserProgram(model, SENTENCE));
    await build({
      absWorkingDir: project.folder,
      entryPoints: ['main.js'],
      bundle: true,
      format: 'esm',
      outdir: join(project.folder, 'page'),
      platform: 'browser', // a module of Node would be an error
      logLevel: 'error',
    });
    project.write('page/index.html', '<body><script type="module" src="main.js"></script>');
    const [executablePath] = browserFiles();
    const server = await serveFolder(project.folder);
    const browser = await chromium.launch({ executablePath });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}page/`);
      const shown = await page.locator('output').textContent({ timeout: 50_000 });
      expect(faultOfPage(JSON.parse(shown!))).toBeUndefined();
    } finally {
      await browser.close();
      server.close();
    }
  });
});
