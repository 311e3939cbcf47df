/**
 * The modules that cells can import in a tab: the entry of `library/index.js`, which the kernel's
 * worker loads. Each module is loaded when a cell first imports it.
 */
import { MODULES, PACKAGES } from 'virtual:modules';
import { provide } from '../../course/grading/tab/services';
import type { CreateRegistry } from '../module-registry';
import { setHost } from './host';
import { type Mounted, mount } from './node/fs';

/** The folder of the built library. */
const LIBRARY = new URL('./', import.meta.url);

/** See `ModuleRegistry`. */
export const createRegistry: CreateRegistry = async (host) => {
  setHost(host);
  provide({
    read: host.files.read,
    compile: host.compile,
    startWorker: () => new Worker(new URL('grading-worker.js', LIBRARY), { type: 'module' }),
  });
  const response = await fetch(new URL('files.json', LIBRARY));
  if (!response.ok) throw new Error(`${response.url} cannot be fetched (HTTP status ${response.status})`);
  mount((await response.json()) as Mounted, LIBRARY.href);
  return {
    async loadModule(specifier, fromFolder) {
      const load = specifier.startsWith('.')
        ? own(specifier, fromFolder)
        : PACKAGES[specifier.replace(/^node:/, '')];
      if (!load) throw new Error(missing(specifier));
      const { startBackend } = await import('./backend');
      await startBackend(LIBRARY.href);
      return load();
    },
  };
};

function own(specifier: string, fromFolder: string): (() => Promise<object>) | undefined {
  const { pathname } = new URL(`${fromFolder}/${specifier}`, 'file:///');
  const path = pathname.slice(1).replace(/([/]index)?([.][jt]s)?$/, '');
  return MODULES[path];
}

function missing(specifier: string): string {
  return (
    `there is no module ${specifier} in a browser tab, which has those of the lessons. ` +
    'With the installed course (npm start) every module can be imported'
  );
}
