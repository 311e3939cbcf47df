/** The modules of cells in a tab: the registry has them. */
import type { Remote } from 'comlink';
import type { StripTypes } from '../../kernel/compile-cell';
import { inspect } from '../../kernel/platform';
import type { CellModules } from '../../kernel/runner';
import type { CreateRegistry, ModuleRegistry, TabHost } from '../module-registry';
import { once } from '../once';
import { print } from './console';
import { tslabModule } from './display';
import { compileModule } from './own-module';

interface Options {
  base: string;
  /** The folder of the notebook, relative to the app's root. */
  folder: string;
  files: Remote<TabHost['files']>;
  stripTypes: StripTypes;
}

/** Returns the modules that cells import. The registry is loaded with the first of them. */
export function cellModules({ base, folder, files, stripTypes }: Options): CellModules {
  const host: TabHost = {
    base,
    tslab: tslabModule(),
    print,
    inspect: (value) => inspect(value),
    files: {
      read: (path) => files.read(path),
      write: (path, text) => files.write(path, text),
    },
    compile: (code, fileName) => compileModule(code, fileName, stripTypes),
  };

  const registry = once(() => loadRegistry(host));

  async function load(specifier: string): Promise<object> {
    if (specifier === 'tslab') return host.tslab; // at once: the library is large
    return (await registry()).loadModule(specifier, folder);
  }

  function require(specifier: string): never {
    throw new Error(`A browser tab has no \`require\`: write \`await import('${specifier}')\`.`);
  }

  return { require, load, importModule: load, refresh: () => [], toCheck: () => [] };
}

async function loadRegistry(host: TabHost): Promise<ModuleRegistry> {
  const address = new URL('library/index.js', globalThis.location.href).href;
  const { createRegistry } = (await import(address)) as { createRegistry: CreateRegistry };
  return createRegistry(host);
}
