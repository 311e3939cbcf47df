/**
 * What the modules of a tab import instead of Node's: the one table. `NAME.browser.ts` replaces
 * `NAME.ts`. A name that a replacement does not export is an error of the build.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { unsealed } from '../../course/grading/seal';
import { repositoryRoot } from '../../lib/repository';

const ROOT = repositoryRoot();
const load = createRequire(join(ROOT, 'package.json'));
const inNode = (name: string) => join(ROOT, 'lite', 'library', 'node', name);

/** Node's modules that work in a tab, without `node:`. */
export const NODE_MODULES: Readonly<Record<string, string>> = {
  assert: load.resolve('assert/'),
  'assert/strict': inNode('assert-strict.ts'),
  buffer: inNode('buffer.ts'),
  crypto: inNode('crypto.ts'),
  events: load.resolve('events/'),
  fs: inNode('fs.ts'),
  'fs/promises': inNode('fs-promises.ts'),
  os: inNode('os.ts'),
  path: load.resolve('path-browserify'),
  process: inNode('process.ts'),
  stream: inNode('stream.ts'),
  'stream/promises': inNode('stream-promises.ts'),
  string_decoder: load.resolve('string_decoder/'),
  'timers/promises': inNode('timers-promises.ts'),
  url: inNode('url.ts'),
  util: inNode('util.ts'),
};

/** Packages that are replaced in a tab. */
const PACKAGES: Readonly<Record<string, string>> = {
  tslab: join(ROOT, 'lite', 'library', 'tslab.ts'),
  // danfojs-node computes with the backend that is started, not with one of its own.
  '@tensorflow/tfjs-node': load.resolve('@tensorflow/tfjs/dist/index.js'),
};

/** Modules that need processes, sockets or a disk: what they export throws when it is called. */
const ABSENT =
  /^(node:)?(child_process|worker_threads|module|net|http|https|zlib|readline|perf_hooks)$|^(tar|yauzl|tinyglobby|nodeplotlib|playwright-core|xlsx|request|node-fetch|plotly[.]js-dist-min|stream-json.*)$/;

/** tfjs registers WebGL, with 300 kB. Here WebAssembly computes. */
const LEFT_OUT = /^@tensorflow[/]tfjs-backend-webgl/;

/** The plugin of esbuild that applies the table. */
export function tabModules(): Plugin {
  return {
    name: 'tab-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point') return undefined;
        const file = NODE_MODULES[path.replace(/^node:/, '')] ?? PACKAGES[path];
        if (file) return { path: file };
        if (LEFT_OUT.test(path)) return { path, namespace: 'left-out' };
        return ABSENT.test(path) ? { path, namespace: 'absent', pluginData: importer } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
      onLoad({ filter: /.*/, namespace: 'absent' }, ({ path, pluginData }) => ({
        contents: absent(path, createRequire(pluginData)),
      }));
      // In a copy for students, tests are sealed.
      onLoad({ filter: /[.]test[.]ts$/ }, ({ path }) => ({
        contents: unsealed(readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
      // Each of our modules knows where it would be on a disk.
      onLoad({ filter: /[/\\](lib|course|experiments)[/\\].*[.]ts$/ }, ({ path }) => {
        const code = readFileSync(path, 'utf8');
        if (!/\b__(dirname|filename)\b/.test(code)) return undefined;
        const file = `/course/${relative(ROOT, path).replaceAll('\\', '/')}`;
        const folder = file.slice(0, file.lastIndexOf('/'));
        const names = `const __dirname = '${folder}', __filename = '${file}';`;
        return { contents: `${code}\n${names}\n`, loader: 'ts' };
      });
    },
  };
}

/**
 * Returns a module with the names that the module has in Node. Each is a function that throws when
 * it is called.
 */
function absent(name: string, require: NodeJS.Require): string {
  if (/^plotly/.test(name)) return `throw new Error('${name} is not installed');`; // as in Node
  const names = Object.keys(require(name) as object).filter((key) => /^[a-z_$][\w$]*$/i.test(key));
  return `
    const absent = (what) => function () {
      throw new Error(what + ' does not work in a browser tab. With the installed course it does (npm start)');
    };
    module.exports = { ${[...new Set(names)].map((key) => `${JSON.stringify(key)}: absent('${name}.${key}')`).join(', ')} };`;
}
