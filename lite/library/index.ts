/**
 * The modules that cells can import in a tab: the entry of `library/index.js`, which the kernel's
 * worker loads. Each module is loaded when a cell first imports it.
 */
import { resolve } from 'node:path';
import { MODULES, PACKAGES } from 'virtual:modules';
import { provide } from '../../course/grading/tab/services';
import type { CreateRegistry } from '../module-registry';
import { setHost } from './host';
import { type Mounted, mount } from './node/fs';
import { Buffer, process } from './node/globals';
import { printOutputWith } from './node/process';
import type { Imports } from './own-modules';

/** The folder of the built library. */
const LIBRARY = new URL('./', import.meta.url);

/**
 * What a reader is told when a file is fetched that is another one than in the installed course.
 */
const NOTES: Readonly<Record<string, string>> = {
  '/course/data/glove-50/vectors.npy':
    'Data: in this tab, GloVe has its 50,000 most frequent words, in 8 bits. The installed course has all 400,000.',
};

/** See `ModuleRegistry`. */
export const createRegistry: CreateRegistry = async (host) => {
  setHost(host);
  printOutputWith(host.print);
  Object.assign(globalThis, { process, Buffer }); // cells may name them, as in Node
  provide({
    read: host.files.read,
    compile: host.compile,
    startWorker: () => new Worker(new URL('grading-worker.js', LIBRARY), { type: 'module' }),
  });
  const response = await fetch(new URL('files.json', LIBRARY));
  if (!response.ok) throw new Error(`${response.url} cannot be fetched (HTTP status ${response.status})`);
  mount((await response.json()) as Mounted, LIBRARY.href, (path) => {
    const note = NOTES[path];
    if (note) host.print('stdout', `${note}\n`);
  });
  return { loadModule };
};

const packages = new Map<string, object>();

async function loadModule(specifier: string, fromFolder: string): Promise<object> {
  const ofCourse = await loadOfCourse(specifier, fromFolder);
  if (ofCourse) return ofCourse;
  const { loadOwn } = await import('./own-modules');
  const own = specifier.startsWith('.') && (await loadOwn(specifier, fromFolder, imports));
  if (own) return own;
  throw new Error(missing(specifier));
}

/** How the modules of the reader import. */
const imports: Imports = { loadOfCourse, loadModule, pathOf, missing };

/** Returns a module of the course or a package; undefined for one of the reader. */
async function loadOfCourse(specifier: string, fromFolder: string): Promise<object | undefined> {
  if (!specifier.startsWith('.')) {
    const load = PACKAGES[specifier.replace(/^node:/, '')];
    const exports = packages.get(specifier) ?? (await load?.());
    if (exports) packages.set(specifier, exports); // the same object each time
    return exports;
  }
  const load = MODULES[pathOf(specifier, fromFolder).replace(/([/]index)?([.][jt]s)?$/, '')];
  if (!load) return undefined;
  const { startBackend } = await import('./backend');
  await startBackend(LIBRARY.href);
  return load();
}

/** Returns the path of an import from the root, `notebooks/a.js`. */
function pathOf(specifier: string, fromFolder: string): string {
  return resolve('/', fromFolder, specifier).slice(1);
}

function missing(specifier: string): string {
  return (
    `there is no module ${specifier} in this browser tab, which has those of the lessons and your files. ` +
    'With the installed course (npm start) every module can be imported'
  );
}
