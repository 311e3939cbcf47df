/**
 * The modules that cells import. Node loads them, and TypeScript through
 * `modules/typescript-loader.cjs`. When a file changes, the next cell that imports it gets it anew,
 * and so do all modules that import it.
 */
import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire, isBuiltin } from 'node:module';
import { join, sep } from 'node:path';
import { compileFunction, constants } from 'node:vm';
import type { TransformFailure } from 'esbuild';
import { CompileError } from '../failures';
import type { CellModules } from '../runner';
import { exportOf } from '../script/module-exports';
import { isRefusal, syntaxErrors } from '../syntax-errors';

/** The modules of a notebook, loaded by Node. */
export interface OwnModules extends CellModules {
  require: NodeJS.Require;
}

interface Options {
  /** The notebook's folder. */
  folder: string;
  /** The kernel's folder, whose own modules no cell changes. */
  kernel: string;
  /** Folders whose modules are checked elsewhere, unless they change. */
  checked: readonly string[];
  /** Returns the JavaScript of a source file. */
  compile(path: string): string;
}

const IN_PACKAGE = `${sep}node_modules${sep}`;
const SOURCE = /\.[cm]?tsx?$/;
/** Errors of `require` for a package that only `import` can load. */
const IMPORT_ONLY = new Set(['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE', 'ERR_PACKAGE_PATH_NOT_EXPORTED']);

/** Returns the modules of a notebook. */
export function ownModules({ folder, kernel, checked, compile }: Options): OwnModules {
  const fromNotebook = join(folder, 'cell.js');
  const require = createRequire(fromNotebook);
  const nativeImport = compileFunction('return import(specifier);', ['specifier'], {
    filename: fromNotebook,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (specifier: string) => Promise<unknown>;
  const versions = new Map<string, string>();
  const touched = new Set<string>();
  const loaded = () =>
    Object.values(require.cache).filter((one): one is NodeJS.Module => !!one && isOwn(one.filename));

  return { require, load, importModule, refresh, toCheck };

  function isOwn(path: string): boolean {
    return !path.includes(IN_PACKAGE) && !path.startsWith(kernel + sep);
  }

  async function load(specifier: string): Promise<unknown> {
    try {
      return require(specifier);
    } catch (error) {
      if (isRefusal(error)) throw refused(error);
      if (!IMPORT_ONLY.has(String((error as NodeJS.ErrnoException | null)?.code))) throw error;
      return nativeImport(specifier);
    } finally {
      for (const { filename } of loaded()) record(filename);
    }
  }

  async function importModule(specifier: string): Promise<unknown> {
    if (isBuiltin(specifier)) return nativeImport(specifier);
    let path: string;
    try {
      path = require.resolve(specifier);
    } catch {
      return nativeImport(specifier); // it knows more conditions, and says what is wrong
    }
    const isOther = specifier !== 'tslab' && (!isOwn(path) || /\.m?js$/.test(path));
    if (isOther) return nativeImport(specifier);
    return exportOf(await load(specifier), '*');
  }

  function record(path: string): void {
    if (!versions.has(path)) versions.set(path, versionOf(path));
  }

  function refresh(): string[] {
    const changed = [...versions]
      .filter(([path, version]) => versionOf(path) !== version)
      .map(([path]) => path);
    if (changed.length === 0) return [];
    const stale = new Set(changed);
    for (let size = 0; size < stale.size; ) {
      size = stale.size;
      for (const { filename, children } of loaded())
        if (children.some((child) => stale.has(child.filename))) stale.add(filename);
    }
    for (const path of stale) {
      delete require.cache[path];
      versions.delete(path);
      touched.add(path);
    }
    forgetResolutions();
    return changed;
  }

  function toCheck(specifiers: readonly string[]): string[] {
    const found = new Set<string>();
    const visit = (specifier: string, from: NodeJS.Require) => {
      if (isBuiltin(specifier)) return;
      const path = resolved(specifier, from);
      if (!path || found.has(path) || !SOURCE.test(path) || !isOwn(path)) return;
      if (!touched.has(path) && checked.some((one) => path.startsWith(one + sep))) return;
      found.add(path);
      record(path);
      try {
        const code = compile(path);
        for (const [, inner = ''] of code.matchAll(/\brequire\("([^"\n]+)"\)/g))
          visit(inner, createRequire(path));
      } catch {
        // The check tells what is wrong.
      }
    };
    for (const specifier of specifiers) visit(specifier, require);
    return [...found];
  }
}

/** Returns the error about a file that cannot be compiled. */
function refused(error: TransformFailure): Error {
  const file = error.errors[0]?.location?.file;
  return file ? new CompileError(syntaxErrors(error, readFileSync(file, 'utf8'), file)) : error;
}

function resolved(specifier: string, from: NodeJS.Require): string | undefined {
  try {
    return from.resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Node remembers where it found what; a file that was deleted or made must be looked up again. */
function forgetResolutions(): void {
  const { _pathCache: known } = Module as unknown as { _pathCache: Record<string, string> };
  for (const key of Object.keys(known)) if (!known[key]?.includes(IN_PACKAGE)) delete known[key];
}

function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : '';
}
