/**
 * Makes `require` load TypeScript, from `.ts`, `.tsx`, `.mts` and `.cts` files outside of
 * `node_modules`. esbuild compiles each file by itself. The result is kept in a folder, by the
 * digest of the source: an entry is written beside and renamed, so it is whole or not there.
 *
 * This file is plain JavaScript, because it loads the kernel itself.
 */
const { createHash, randomUUID } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { extname, join, sep } = require('node:path');

const SOURCES = ['.ts', '.tsx', '.mts', '.cts'];
const IN_PACKAGE = `${sep}node_modules${sep}`;

/** Settings of the compilation. Another value makes other entries of the cache. */
const SETTINGS = {
  format: 'cjs',
  target: 'es2022',
  platform: 'node',
  supported: { 'dynamic-import': false }, // `import()` of TypeScript must come here, too
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
};

/**
 * The files that decide how compiled code is changed. Another content makes other entries, too. The
 * package has them as JavaScript.
 */
const CHANGES = [
  'stoppable',
  '../script/ticks',
  '../script/rewrite',
  '../script/scopes',
  '../script/edits',
].flatMap((name) => ['ts', 'js'].map((extension) => join(__dirname, `${name}.${extension}`)));

/**
 * Returns a compiler of source files with a cache.
 *
 * @param {string} cacheFolder
 * @param {(code: string, path: string) => string} [change] changes compiled code, line by line
 */
function sourceCompiler(cacheFolder, change = (code) => code) {
  const compiler = require('esbuild/package.json').version;
  const settings = JSON.stringify([compiler, SETTINGS, ...CHANGES.map((file) => read(file))]);
  const isKept = existsSync(cacheFolder) || made(cacheFolder);

  /**
   * Returns the files of a source in the cache.
   *
   * @param {string} source
   * @param {string} path
   */
  function entryOf(source, path) {
    const digest = createHash('sha256').update(`${settings}\0${path}\0${source}`).digest('hex');
    const file = join(cacheFolder, digest.slice(0, 32));
    return { code: `${file}.js`, map: `${file}.map` };
  }

  /**
   * Returns the compiled code of a file and a function that reads its source map.
   *
   * @param {string} path
   */
  function compile(path) {
    const source = readFileSync(path, 'utf8');
    const entry = entryOf(source, path);
    const kept = isKept && read(entry.code);
    if (kept) return { code: kept, map: () => read(entry.map) };
    const { code, map } = ownEsbuild().transformSync(source, {
      ...SETTINGS,
      loader: extname(path) === '.tsx' ? 'tsx' : 'ts',
      sourcefile: path,
      sourcemap: 'external',
    });
    const changed = change(code, path);
    if (isKept) {
      write(entry.map, map);
      write(entry.code, changed);
    }
    return { code: changed, map: () => map };
  }
  return { compile };
}

/** How long after a compilation the compiler is kept, in ms. */
const KEPT_MS = 500;
let own;

/**
 * Returns an esbuild that only compiles modules. It does so in a thread of 30 MB, so it is stopped
 * when it has nothing to do. The esbuild that compiles cells goes on.
 */
function ownEsbuild() {
  if (own) {
    own.timer.refresh();
    return own.esbuild;
  }
  const file = require.resolve('esbuild');
  const shared = require.cache[file];
  delete require.cache[file];
  const esbuild = require(file);
  if (shared) require.cache[file] = shared;
  else delete require.cache[file];
  const timer = setTimeout(() => {
    own = undefined;
    void esbuild.stop();
  }, KEPT_MS);
  own = { esbuild, timer };
  return esbuild;
}

function made(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false; // of a project that cannot be written to
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file, text) {
  const beside = `${file}.${randomUUID()}`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true }); // a full disk: it is compiled again next time
  }
}

/**
 * Makes `require` load TypeScript from now on.
 *
 * @param {object} options
 * @param {(path: string) => string} options.compile returns the code of a source file
 */
function registerTypeScript({ compile }) {
  const tslab = require.resolve('tslab');
  for (const extension of SOURCES) {
    Module._extensions[extension] = (module, path) => {
      if (path.includes(IN_PACKAGE)) throw new SyntaxError(`${path}: a package must contain JavaScript`);
      module._compile(compile(path), path);
    };
  }
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    // Only the kernel's own copy shows something.
    if (request === 'tslab' && !parent?.filename?.includes(IN_PACKAGE)) return tslab;
    try {
      return resolve.call(this, request, parent, ...rest);
    } catch (error) {
      const source = /^(?:\.|\/|[A-Za-z]:)/.test(request) && sourceOf(request);
      if (!source || parent?.filename?.includes(IN_PACKAGE)) throw error;
      try {
        return resolve.call(this, source, parent, ...rest);
      } catch {
        throw error;
      }
    }
  };
}

/** TypeScript writes `./a.js` for the file `./a.ts`. */
function sourceOf(request) {
  const [, path, kind] = /^(.*)\.([cm]?)jsx?$/.exec(request) ?? [];
  return path && `${path}.${kind}ts`;
}

/** Where the kernel keeps what it compiles for a package. */
function cacheFolderOf(root) {
  const packages = join(root, 'node_modules');
  const caches = existsSync(packages)
    ? join(packages, '.cache')
    : process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(caches, 'sentiment-lab-kernel', 'modules');
}

/**
 * Returns the compiler of a package's sources. `register` makes `require` use it.
 *
 * @param {string} root the package's folder
 * @param {(code: string, path: string) => string} [change]
 */
function createCompiler(root, change) {
  const { compile } = sourceCompiler(cacheFolderOf(root), change);
  const loaded = [];
  let onLoad = (...source) => loaded.push(source);
  return {
    compile,
    /** Calls `listener` with the path and the source map of each file that is loaded. */
    onLoad(listener) {
      onLoad = listener;
      for (const source of loaded.splice(0)) listener(...source);
    },
    register() {
      registerTypeScript({
        compile(path) {
          const { code, map } = compile(path);
          onLoad(path, map);
          return code;
        },
      });
    },
  };
}

module.exports = { createCompiler };
