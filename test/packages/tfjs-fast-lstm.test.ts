import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { LAYERS } from '../../packages/build-layers';
import { pack } from '../../packages/pack';
import { copyPackage, emptyProject, installQuickly, type Project } from '../../packages/project';
import { withSpeedTable } from '../../packages/speed-table';
import { faultOf, type Seen } from '../../packages/trial';
import { printedJson } from './printed-json';
import { RESOLUTIONS, typeFaults } from './type-faults';

let packed: string;
let project: Project;
beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'packed-'));
  project = await emptyProject();
  await installQuickly(project, await pack(LAYERS, packed));
  copyPackage(project, 'tfjs-fast-lstm', 'second-copy');
}, 120_000);
afterAll(() => {
  project.remove();
  rmSync(packed, { recursive: true });
});

const run = <Result>(name: string, code: string) => printedJson<Result>(project, name, code);

const IMPORTS = `
  import * as tf from '@tensorflow/tfjs';
  import * as layers from 'tfjs-fast-lstm';
  import { trial } from './trial.mjs';`;
const SILENT_CPU = `Object.assign(tf.findBackend('cpu'), { firstUse: false });`;
const hasNativeLibrary = existsSync(
  join(repositoryRoot(), 'node_modules', '@tensorflow', 'tfjs-node', 'deps', 'lib'),
);

describe('in Node', () => {
  it.each(['cpu', 'wasm'])('it is imported, and runs on %s', async (backend) => {
    const code = `${IMPORTS}
      import '@tensorflow/tfjs-backend-wasm';
      ${SILENT_CPU}
      console.log(JSON.stringify(await trial(tf, layers, '${backend}')));`;
    expect(faultOf(await run<Seen>(`${backend}.mjs`, code), 'wasm')).toBeUndefined();
  });

  it('it is required', async () => {
    const code = `
      const tf = require('@tensorflow/tfjs');
      const layers = require('tfjs-fast-lstm');
      ${SILENT_CPU}
      import('./trial.mjs')
        .then(({ trial }) => trial(tf, layers, 'cpu'))
        .then((seen) => console.log(JSON.stringify(seen)));`;
    expect(faultOf(await run<Seen>('required.cjs', code), 'wasm')).toBeUndefined();
  });

  it('import and require give the same functions', async () => {
    const code = `${IMPORTS}
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('tfjs-fast-lstm');
      const names = Object.keys(required);
      const imported = Object.keys(layers).filter((name) => !['default', 'module.exports'].includes(name));
      console.log(JSON.stringify({
        missing: names.filter((name) => !imported.includes(name)),
        additional: imported.filter((name) => !names.includes(name)),
        different: names.filter((name) => layers[name] !== required[name]),
      }));`;
    expect(await run('both.mjs', code)).toEqual({ missing: [], additional: [], different: [] });
  });

  it('importing it prints nothing, and sets no variable, no function and no backend', async () => {
    const code = `
      import util from 'node:util';
      import * as tf from '@tensorflow/tfjs';
      const state = () => JSON.stringify([
        process.env, Object.keys(globalThis), tf.getBackend(), tf.engine().state.numTensors,
        ['cpu', 'webgl', 'wasm'].map((name) => tf.getKernelsForBackend(name).length),
      ]);
      const before = state();
      const functions = { ...util };
      await import('tfjs-fast-lstm');
      console.log(JSON.stringify({
        changed: before !== state(),
        patched: Object.keys(functions).filter((name) => util[name] !== functions[name]),
      }));`;
    expect(await run('imported.mjs', code)).toEqual({ changed: false, patched: [] });
  });

  it('tfjs-fast-lstm/node-23 gives util the functions that tfjs-node calls', async () => {
    const code = `
      import util from 'node:util';
      delete util.isArray;
      delete util.isNullOrUndefined;
      await import('tfjs-fast-lstm/node-23');
      console.log(JSON.stringify([util.isNullOrUndefined(null), util.isNullOrUndefined(0), util.isArray([])]));`;
    expect(await run('mended.mjs', code)).toEqual([true, false, true]);
  });

  it('without its .wasm an LSTM runs op by op, and says why', async () => {
    const code = `${IMPORTS}
      ${SILENT_CPU}
      layers.setWasmFile('elsewhere.wasm');
      console.log(JSON.stringify(await trial(tf, layers, 'cpu')));`;
    const seen = await run<Seen>('elsewhere.mjs', code);
    expect(faultOf(seen, 'ops')).toBeUndefined();
    expect(seen.reason).toMatch(/wasm: .*no such file.*elsewhere[.]wasm/);
  });
});

describe.skipIf(!hasNativeLibrary)('with tfjs-node', () => {
  /** A worker thread that runs an LSTM by one of the copies. */
  const WORKER = `
    process.env.TF_CPP_MIN_LOG_LEVEL = '3';
    const { parentPort, workerData } = require('node:worker_threads');
    require('tfjs-fast-lstm/node-23');
    const tf = require('@tensorflow/tfjs-node');
    const copies = ['tfjs-fast-lstm', 'second-copy'].map((name) => require(name));
    import('./trial.mjs')
      .then(async ({ trial }) => {
        const seen = [];
        for (const layers of copies) seen.push(await trial(tf, layers, 'tensorflow'));
        (parentPort?.postMessage.bind(parentPort) ?? ((all) => console.log(JSON.stringify(all))))(seen);
      });`;
  const START = `
    process.env.TF_CPP_MIN_LOG_LEVEL = '3'; // threads have copies of their own
    const { Worker } = require('node:worker_threads');
    const work = () => new Promise((resolve, reject) => {
      new Worker('./worker.cjs').on('message', resolve).on('error', reject);
    });`;

  it('two copies in one process run natively', async () => {
    const all = await run<Seen[]>('worker.cjs', WORKER);
    expect(all.map((seen) => faultOf(seen, 'native'))).toEqual([undefined, undefined]);
  });

  it.each([
    ['in turn', 'const all = [await work(), await work()];'],
    ['side by side', 'const all = await Promise.all([work(), work()]);'],
  ])('worker threads run natively %s', async (how, code) => {
    project.write('worker.cjs', WORKER);
    const program = `${START} (async () => { ${code} console.log(JSON.stringify(all.flat())); })();`;
    const all = await run<Seen[]>(`workers-${how.replaceAll(' ', '-')}.cjs`, program);
    expect(all.map((seen) => faultOf(seen, 'native'))).toEqual(Array(4).fill(undefined));
  });
});

describe('for TypeScript', () => {
  const CODE = `
    import * as tf from '@tensorflow/tfjs';
    import { type BackendInfo, fastLstm, type FastLstmConfig, kernelsReady } from 'tfjs-fast-lstm';
    import 'tfjs-fast-lstm/node-23';
    const config: FastLstmConfig = { units: 8, peepholes: 'diagonal' };
    const model: tf.Sequential = tf.sequential({ layers: [fastLstm(config)] });
    export const info: Promise<BackendInfo> = kernelsReady();
    // @ts-expect-error: it is a number
    fastLstm({ units: 'many' });
    export { model };`;

  it.each([...RESOLUTIONS, ['node10', 'program.ts', ts.ModuleKind.CommonJS, ts.ModuleResolutionKind.Node10]])(
    'its types are right with moduleResolution %s',
    { timeout: 120_000 },
    (_, name, module, moduleResolution) => {
      const isOld = moduleResolution === ts.ModuleResolutionKind.Node10; // it does not read exports
      project.write(name, isOld ? CODE.replace("import 'tfjs-fast-lstm/node-23';", '') : CODE);
      expect(typeFaults(join(project.folder, name), module, moduleResolution)).toEqual([]);
    },
  );
});

describe('for browsers', () => {
  const bundle = async (name: string, code: string) => {
    project.write(name, code);
    const { outputFiles } = await build({
      absWorkingDir: project.folder,
      entryPoints: [name],
      bundle: true,
      external: ['@tensorflow/tfjs'],
      format: 'esm',
      minify: true,
      platform: 'browser', // a module of Node would be an error
      write: false,
    });
    return outputFiles[0]!.text;
  };

  it('a bundle without tfjs is smaller than 30 kB', async () => {
    const code = `export { backendInfo, fastGru, fastLstm, kernelsReady } from 'tfjs-fast-lstm';`;
    expect((await bundle('app.js', code)).length).toBeLessThan(30_000);
  });

  it('a bundle has both recurrent layers, so that it can load their models, and no others', async () => {
    const whole = await bundle('whole.js', `import 'tfjs-fast-lstm';`);
    expect(whole).toContain('"FastLSTM"');
    expect(whole).toContain('"FastGRU"');
    expect(whole).not.toContain('"FrozenEmbedding"');
    expect(await bundle('used.js', `export { frozenEmbedding } from 'tfjs-fast-lstm';`)).toContain(
      '"FrozenEmbedding"',
    );
  });
});

it('two builds have the same bytes', { timeout: 120_000 }, async () => {
  const again = mkdtempSync(join(tmpdir(), 'packed-'));
  const tarball = await pack(LAYERS, again);
  const first = readFileSync(join(packed, 'tfjs-fast-lstm-0.1.0.tgz'));
  expect(readFileSync(tarball).equals(first)).toBe(true);
  rmSync(again, { recursive: true });
});

describe('the README', () => {
  const readme = readFileSync(join(repositoryRoot(), 'lib', 'layers', 'README.md'), 'utf8');

  it('has an example that runs and trains', async () => {
    const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
    project.write(
      'example.mjs',
      `${example}
    const loss = await model.trainOnBatch(tf.ones([2, 9], 'int32'), tf.ones([2, 1]));
    console.log('loss', loss);`,
    );
    const { stdout } = await project.run(process.execPath, ['example.mjs']);
    expect(stdout).toMatch(/kernel: 'wasm'.*loss 0[.]\d/s);
  });

  it('has the recorded speeds', () => {
    expect(withSpeedTable(readme), 'run npm run packages').toBe(readme);
  });
});
